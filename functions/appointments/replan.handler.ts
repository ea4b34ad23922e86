import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { nextSweepAt, nothingDue, type Swept } from '../timers/sweep-due.ts';
import { dueAppointments } from './keys.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const due = dueAppointments(makeDynamo(), requireEnv('ACTIVITY_TABLE'));

/** Plans timers that have come near, and what older rules of time zones had planned. */
export const handler = async (_event: unknown, context: Context): Promise<Swept> => {
  const endsAt = Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS;
  if ((await nextSweepAt(due)) === undefined) return nothingDue(undefined);
  const [{ appointmentsFromEnv }, { replan }] = await Promise.all([
    import('./from-env.ts'),
    import('./sweep.ts'),
  ]);
  return replan(appointmentsFromEnv(), endsAt);
};
