import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { dueClocks } from '../reps/digest-clocks.ts';
import { sweepDue } from '../timers/sweep-due.ts';
import { makeSweepHandler } from '../timers/sweep-handler.ts';

const due = dueClocks(makeDynamo(), requireEnv('ACTIVITY_TABLE'));

/** Plans hours that are new, and does what is due of others and no timer has brought. */
export const handler = makeSweepHandler(due, async () => {
  const [{ planFromEnv }, { workClock }] = await Promise.all([import('./from-env.ts'), import('./plan.ts')]);
  const deps = planFromEnv();
  return (endsAt) => sweepDue({ ...deps, due }, endsAt, ({ id }) => workClock(deps, id));
});
