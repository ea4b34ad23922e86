import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { makeSweepHandler } from '../timers/sweep-handler.ts';
import { dueAppointments } from './keys.ts';

/** Does what is due of appointments and no timer has brought. */
export const handler = makeSweepHandler(
  dueAppointments(makeDynamo(), requireEnv('ACTIVITY_TABLE')),
  async () => {
    const [{ appointmentsFromEnv }, { sweep }] = await Promise.all([
      import('./from-env.ts'),
      import('./sweep.ts'),
    ]);
    return (endsAt) => sweep(appointmentsFromEnv(), endsAt);
  },
);
