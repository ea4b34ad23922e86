import { undelivered } from './claim.ts';
import { changeLead } from './change-lead.ts';
import type { LeadDeps } from './deps.ts';
import { withStep } from './record.ts';

/** Notes that a mail about a lead reached nobody. */
export const noteUndelivered = async (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  mail: { run: number; key: string },
): Promise<void> => {
  await changeLead(deps, id, (record, now) => {
    const step = undelivered(record, mail, now);
    return step && withStep(record, step, now);
  });
};
