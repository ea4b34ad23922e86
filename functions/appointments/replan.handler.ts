import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { firstDueAfter } from './due-store.ts';
import type { Swept } from './late.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const dynamo = makeDynamo();
const table = requireEnv('ACTIVITY_TABLE');

/** Plans timers that have come near, and what older rules of time zones had planned. */
export const handler = async (_event: unknown, context: Context): Promise<Swept> => {
  const endsAt = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
  if ((await firstDueAfter(dynamo, table, 0)) === undefined) {
    return { found: 0, failed: 0, isCut: false, nextCheckAt: undefined };
  }
  const [{ appointmentsFromEnv }, { replan }] = await Promise.all([
    import('./from-env.ts'),
    import('./sweep.ts'),
  ]);
  return replan(appointmentsFromEnv(), endsAt);
};
