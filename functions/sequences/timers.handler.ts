import { timerHandlerFromEnv } from '../timers/from-env.ts';
import { makeTimerHandler } from '../timers/timer-handler.ts';
import { advance } from './advance.ts';
import { sequencesFromEnv } from './from-env.ts';

const deps = sequencesFromEnv();

/** Enrolments of which something is due. */
export const handler = makeTimerHandler(timerHandlerFromEnv(), {
  sequence: ({ id }) => advance(deps, id),
});
