import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { nextSweepAt, nothingDue, type Swept } from '../timers/sweep-due.ts';
import { dueAppointments } from './keys.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const due = dueAppointments(makeDynamo(), requireEnv('ACTIVITY_TABLE'));

/** Does what is due of appointments and no timer has brought. In most minutes that is nothing, and nothing is loaded for it. */
export const handler = async (_event: unknown, context: Context): Promise<Swept> => {
  const now = Date.now();
  const first = await nextSweepAt(due);
  if (first === undefined || first > now) return nothingDue(first);
  const [{ appointmentsFromEnv }, { sweep }] = await Promise.all([
    import('./from-env.ts'),
    import('./sweep.ts'),
  ]);
  return sweep(appointmentsFromEnv(), now + context.getRemainingTimeInMillis() - MARGIN_MS);
};
