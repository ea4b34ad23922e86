import { makeEventHandler } from '../bus/event-handler.ts';
import { eventHandlerFromEnv } from '../bus/from-env.ts';
import { conversationsFromEnv } from './from-env.ts';
import { takeCompleted } from './take-completed.ts';

const deps = conversationsFromEnv();

/** Conversations that ended, as the bus tells them. */
export const handler = makeEventHandler(eventHandlerFromEnv('conversations'), {
  'conversation.completed': (event) => takeCompleted(deps, event),
});
