import { timerHandlerFromEnv } from '../timers/from-env.ts';
import { makeTimerHandler } from '../timers/timer-handler.ts';
import { lookAt } from './sweep.ts';
import { appointmentsFromEnv } from './from-env.ts';

const deps = appointmentsFromEnv();

/** Appointments of which something is due. */
export const handler = makeTimerHandler(timerHandlerFromEnv(), {
  appointment: ({ id }) => lookAt(deps, id),
});
