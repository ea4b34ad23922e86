import { timerHandlerFromEnv } from '../timers/from-env.ts';
import { makeTimerHandler } from '../timers/timer-handler.ts';
import { planFromEnv } from './from-env.ts';
import { workClock } from './plan.ts';

const deps = planFromEnv();

/** Hours at which digests are due. */
export const handler = makeTimerHandler(timerHandlerFromEnv(), {
  digests: ({ id }) => workClock(deps, id),
});
