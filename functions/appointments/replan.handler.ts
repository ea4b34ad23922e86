import type { Context } from 'aws-lambda';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { nextSweepAt, nothingDue, type Swept } from '../timers/sweep-due.ts';
import { endOfRun } from '../timers/sweep-handler.ts';
import { dueAppointments } from './keys.ts';

const due = dueAppointments(makeDynamo(), requireEnv('ACTIVITY_TABLE'));

/** Plans timers that have come near, and what older rules of time zones had planned. */
export const handler = async (_event: unknown, context: Context): Promise<Swept> => {
  const endsAt = endOfRun(context);
  if ((await nextSweepAt(due)) === undefined) return nothingDue(undefined);
  const [{ appointmentsFromEnv }, { replan }] = await Promise.all([
    import('./from-env.ts'),
    import('./sweep.ts'),
  ]);
  return replan(appointmentsFromEnv(), endsAt);
};
