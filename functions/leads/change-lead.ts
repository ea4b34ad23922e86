import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import type { LeadDeps } from './deps.ts';
import type { HistoryEntry, Step } from './owed.ts';
import { type LeadRecord, withStep } from './record.ts';

/** A state of a lead, and what it adds to the history. */
export interface Change {
  record: LeadRecord;
  history?: readonly HistoryEntry[];
}

/**
 * Changes a lead over the state that it has, again after version conflicts. `change` answers undefined where there is
 * nothing to change, and so does this.
 */
export const changeLead = (
  { leads, now }: Pick<LeadDeps, 'leads' | 'now'>,
  id: string,
  change: (record: LeadRecord, now: number) => Change | undefined,
  exhausted: () => never = () => overtaken(`Lead ${id}`),
): Promise<LeadRecord | undefined> =>
  untilWritten<LeadRecord | undefined>(async () => {
    const known = await leads.find(id);
    const at = now();
    const changed = known && change(known, at);
    if (changed === undefined) return undefined;
    return (await leads.put(changed.record, changed.history ?? [], at)) ?? CONFLICT;
  }, exhausted);

/** Writes a state over the one that it was decided from; undefined on a version conflict. */
export const putStep = (
  { leads, now }: Pick<LeadDeps, 'leads' | 'now'>,
  record: LeadRecord,
  step: Step,
): Promise<LeadRecord | undefined> => {
  const at = now();
  const { record: next, history } = withStep(record, step, at);
  return leads.put(next, history, at);
};
