import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { sweepDue } from '../timers/sweep-due.ts';
import { makeSweepHandler } from '../timers/sweep-handler.ts';
import { dueLeads, dueThing } from './keys.ts';

/** Does what is due of leads and no timer has brought. */
export const handler = makeSweepHandler(dueLeads(makeDynamo(), requireEnv('ACTIVITY_TABLE')), async () => {
  const [{ leadsFromEnv }, { doDue }] = await Promise.all([import('./from-env.ts'), import('./due-work.ts')]);
  const deps = leadsFromEnv();
  return (endsAt) => sweepDue(deps, endsAt, ({ id }) => doDue(deps, dueThing(id)));
});
