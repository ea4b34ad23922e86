import { timerHandlerFromEnv } from '../timers/from-env.ts';
import { makeTimerHandler } from '../timers/timer-handler.ts';
import { alertDepsFromEnv } from './from-env.ts';
import { workGroup } from './work-group.ts';

const deps = alertDepsFromEnv();

/** Alerts of which somebody is to be told. */
export const handler = makeTimerHandler(timerHandlerFromEnv(), {
  alerts: ({ id }) => workGroup(deps, id),
});
