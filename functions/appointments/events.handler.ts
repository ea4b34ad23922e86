import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import { appointmentsFromEnv } from './from-env.ts';
import { eventTakers } from './take-events.ts';

const deps = appointmentsFromEnv();

/** What happens to appointments, as the bus tells it. */
export const handler = makeEventHandler(
  eventHandlerFromEnv('appointments'),
  Object.fromEntries(
    Object.entries(eventTakers).map(([detailType, take]) => [detailType, (event) => take(deps, event)]),
  ),
);
