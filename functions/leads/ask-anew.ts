import { whomToAsk } from '../reps/on-duty.ts';
import { alertFor } from './alert-for.ts';
import { putStep } from './change-lead.ts';
import type { LeadDeps } from './deps.ts';
import type { Step } from './owed.ts';
import { sideOf } from './people.ts';
import type { LeadRecord } from './record.ts';
import type { LeadResponse } from './response.ts';
import { alerted } from './transition.ts';

/** Who a lead hangs on: who has taken it, else who was asked. */
const holderOf = (response: LeadResponse): { repId: string; name: string } | undefined => {
  switch (response.state) {
    case 'waiting':
    case 'open':
      return response.run.asked;
    case 'taken':
      return response.takenBy;
    case 'none':
    case 'closed':
      return undefined;
  }
};

/** Who a lead hangs on, where they were taken out of the sales team since; undefined where it is in good hands. */
export const goneHolderOf = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  { response }: Pick<LeadRecord, 'response'>,
): Promise<{ repId: string; name: string } | undefined> => {
  const holder = holderOf(response);
  if (holder === undefined || (await reps.findRep(holder.repId)) !== undefined) return undefined;
  return holder;
};

/** Asks whoever comes next, as if the lead were new, where who it hangs on is gone; undefined where they are not. */
export const askedAnew = async (
  deps: LeadDeps,
  record: LeadRecord,
  now: number,
): Promise<Step | undefined> => {
  const gone = await goneHolderOf(deps, record);
  if (gone === undefined) return undefined;
  const { lead, judgement } = record;
  const policy = judgement.band === 'hot' ? 'hot' : 'warm';
  const asked = whomToAsk(await sideOf(deps, lead), now, deps.rules.hours);
  const alert = await alertFor(deps, { base: record, asked, policy, handedOverBy: gone.name, now });
  const step = alerted(record, alert, deps.rules, now);
  if (policy === 'warm' && asked !== undefined) await deps.leads.noteAsked(asked.rep.id, record.id, now);
  return { ...step, history: [{ at: now, type: 'handed_over', repId: gone.repId }, ...step.history] };
};

/** Asks anew of a lead of a batch whose reader is gone, unless it has left the batch. A version conflict leaves it to the sweeper. */
export const askAnewOutOf = async (deps: LeadDeps, batchId: string, leadId: string): Promise<void> => {
  const record = await deps.leads.find(leadId);
  if (record?.response.state !== 'waiting' || record.response.batch.id !== batchId) return;
  if (record.erasedAt !== undefined) return;
  const step = await askedAnew(deps, record, deps.now());
  if (step !== undefined) await putStep(deps, record, step);
};
