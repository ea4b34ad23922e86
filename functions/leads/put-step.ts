import type { LeadDeps } from './deps.ts';
import type { Step } from './owed.ts';
import { type LeadRecord, withStep } from './record.ts';

/** Writes a state over the one that it was decided from; undefined on a version conflict. */
export const putStep = (
  deps: Pick<LeadDeps, 'leads' | 'now'>,
  record: LeadRecord,
  step: Step,
): Promise<LeadRecord | undefined> => {
  const now = deps.now();
  const next = withStep(record, step, now);
  return deps.leads.put(next.record, next.history, now);
};
