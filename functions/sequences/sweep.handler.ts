import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { nextSweepAt, nothingDue, sweepDue, type Swept } from '../timers/sweep-due.ts';
import { dueEnrollments } from './keys.ts';

/** What is left of a function's time when its work must be done. */
const MARGIN_MS = 10 * SECOND;

const due = dueEnrollments(makeDynamo(), requireEnv('ACTIVITY_TABLE'));

/** Does what is due of enrolments and no timer has brought. In most minutes that is nothing, and nothing is loaded for it. */
export const handler = async (_event: unknown, context: Context): Promise<Swept> => {
  const now = Date.now();
  const first = await nextSweepAt(due);
  if (first === undefined || first > now) return nothingDue(first);
  const [{ sequencesFromEnv }, { advance }] = await Promise.all([
    import('./from-env.ts'),
    import('./advance.ts'),
  ]);
  const deps = sequencesFromEnv();
  return sweepDue(deps, now + context.getRemainingTimeInMillis() - MARGIN_MS, ({ id }) => advance(deps, id));
};
