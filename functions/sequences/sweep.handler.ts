import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { sweepDue } from '../timers/sweep-due.ts';
import { makeSweepHandler } from '../timers/sweep-handler.ts';
import { dueEnrollments } from './keys.ts';

/** Does what is due of enrolments and no timer has brought. */
export const handler = makeSweepHandler(
  dueEnrollments(makeDynamo(), requireEnv('ACTIVITY_TABLE')),
  async () => {
    const [{ sequencesFromEnv }, { advance }] = await Promise.all([
      import('./from-env.ts'),
      import('./advance.ts'),
    ]);
    const deps = sequencesFromEnv();
    return (endsAt) => sweepDue(deps, endsAt, ({ id }) => advance(deps, id));
  },
);
