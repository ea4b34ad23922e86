import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import { leadsFromEnv } from './from-env.ts';
import { eventTakers } from './take-events.ts';

const deps = leadsFromEnv();

/** Leads, who takes them, what became of them, and mails that reached nobody. */
export const handler = makeEventHandler(
  eventHandlerFromEnv('leads'),
  Object.fromEntries(Object.entries(eventTakers).map(([type, take]) => [type, (event) => take(deps, event)])),
);
