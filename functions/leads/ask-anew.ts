import { whomToAsk } from '../reps/on-duty.ts';
import { alertFor } from './alert-for.ts';
import { putStep } from './change-lead.ts';
import { emailIdOf } from './email-id.ts';
import type { LeadDeps } from './deps.ts';
import type { Step } from './owed.ts';
import { sideOf } from './people.ts';
import type { LeadRecord } from './record.ts';
import { type LeadResponse, runOf } from './response.ts';
import { alerted } from './transition.ts';

/** Somebody whom a lead hangs on. */
export interface Holder {
  repId: string;
  name: string;
}

/** Who has taken a lead, else who was asked. */
const holderOf = (response: LeadResponse): Holder | undefined => {
  switch (response.state) {
    case 'waiting':
    case 'open':
      return response.run.asked;
    case 'taken':
    case 'closed':
      return response.takenBy;
    case 'none':
      return undefined;
  }
};

/** Who a lead hangs on, where they were taken out of the sales team since; undefined where it is in good hands. */
export const goneHolderOf = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  { response }: Pick<LeadRecord, 'response'>,
): Promise<Holder | undefined> => {
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
  const gone = record.response.state === 'closed' ? undefined : await goneHolderOf(deps, record);
  if (gone === undefined) return undefined;
  await callBackFrom(deps, record, gone.repId);
  const { lead, judgement } = record;
  const policy = judgement.band === 'hot' ? 'hot' : 'warm';
  const asked = whomToAsk(await sideOf(deps, lead), now, deps.rules.hours);
  const alert = await alertFor(deps, { base: record, asked, policy, handedOverBy: gone.name, now });
  const step = alerted(record, alert, deps.rules, now);
  if (policy === 'warm' && asked !== undefined) await deps.leads.noteAsked(asked.rep.id, record.id, now);
  return { ...step, history: [{ at: now, type: 'handed_over', repId: gone.repId }, ...step.history] };
};

/** Lets mails that tell of several leads, or of a change, and still wait, not leave to somebody who is gone. */
export const callBackFrom = async (
  { outbox }: Pick<LeadDeps, 'outbox'>,
  { response, update }: LeadRecord,
  repId: string,
): Promise<void> => {
  const told = runOf(response)?.told ?? [];
  const shared = told.filter((one) => one.isShared === true && one.repId === repId);
  const changed = update?.to.repId === repId ? [update] : [];
  const ids = [...shared, ...changed].map(({ key }) => emailIdOf(key));
  if (ids.length > 0) await outbox.supersede(ids);
};

/** Whether a lead still waits for a mail of a batch, or was to leave with one that was never asked for. */
const isStillIn = async (
  { outbox }: Pick<LeadDeps, 'outbox'>,
  { response }: LeadRecord,
  { id, key }: { id: string; key: string },
): Promise<boolean> => {
  if (response.state === 'waiting') return response.batch.id === id;
  if (response.state !== 'open' || response.run.told[0]?.key !== key) return false;
  return (await outbox.find([emailIdOf(key)])).size === 0;
};

/** Asks anew of a lead of a batch whose reader is gone, unless it has left with it. A version conflict leaves it to the sweeper. */
export const askAnewOutOf = async (
  deps: LeadDeps,
  batch: { id: string; key: string },
  leadId: string,
): Promise<void> => {
  const record = await deps.leads.find(leadId);
  if (record === undefined || !(await isStillIn(deps, record, batch))) return;
  if (record.erasedAt !== undefined) return;
  const step = await askedAnew(deps, record, deps.now());
  if (step !== undefined) await putStep(deps, record, step);
};
