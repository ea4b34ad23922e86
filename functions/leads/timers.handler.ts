import { timerHandlerFromEnv } from '../timers/from-env.ts';
import { makeTimerHandler } from '../timers/timer-handler.ts';
import { advance } from './advance.ts';
import { fireBatch } from './fire-batch.ts';
import { leadsFromEnv } from './from-env.ts';

const deps = leadsFromEnv();

/** Leads and batches of which something is due. */
export const handler = makeTimerHandler(timerHandlerFromEnv(), {
  lead: ({ id }) => advance(deps, id),
  lead_batch: ({ id }) => fireBatch(deps, id),
});
