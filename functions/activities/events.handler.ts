import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import { activitiesFromEnv } from './from-env.ts';
import { takeActivity } from './take-event.ts';

const deps = activitiesFromEnv();

/** What reps did, as the bus tells it. */
export const handler = makeEventHandler(eventHandlerFromEnv('activities'), {
  'activity.recorded': (event) => takeActivity(deps, event),
});
