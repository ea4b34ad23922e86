import type { Asked } from '../reps/on-duty.ts';
import { alertFor } from './alert-for.ts';
import { callBackFrom, type Holder } from './ask-anew.ts';
import { changesBetween, type Shown } from './changes.ts';
import type { LeadDeps } from './deps.ts';
import { emailIdOf } from './email-id.ts';
import type { Change, Owed, Reader, Step } from './owed.ts';
import type { Reaction } from './reaction.ts';
import type { LeadRecord } from './record.ts';
import { runOf, takenByOf, type Told } from './response.ts';
import { alerted, alertedAnew, onlyAlertOf } from './transition.ts';

/** A new state of a lead, what it asks for, and who would be asked. */
export interface Reacting {
  base: LeadRecord;
  before: LeadRecord | undefined;
  reaction: Reaction;
  asked: Asked | undefined;
  /** Who had it, or was asked, where they were taken out of the sales team since. */
  gone: Holder | undefined;
  shown: Shown;
  now: number;
}

/** What comes of it, and the mail that tells of the change. */
export interface Reacted {
  step: Step | undefined;
  update?: LeadRecord['update'];
}

/** What comes of a new state of a lead; no step where nobody is to hear of it. */
export const stepFor = async (deps: LeadDeps, reacting: Reacting): Promise<Reacted> => {
  const { base, before, reaction, asked, gone, now } = reacting;
  switch (reaction.type) {
    case 'keep':
      return { step: undefined, update: base.update };
    case 'update': {
      const waiting = await waitingAlert(deps, base);
      if (waiting !== undefined) return { step: alertedAnew(base, waiting, base.updates + 1, now) };
      return updated(deps, reacting);
    }
    case 'alert': {
      const old = reaction.isHandOver ? await oldOwner(deps, before) : undefined;
      if (before !== undefined && gone !== undefined) await callBackFrom(deps, before, gone.repId);
      const handedOverBy = old?.name ?? gone?.name;
      const alert = await alertFor(deps, { base, asked, policy: reaction.policy, handedOverBy, now });
      const step = alerted(base, alert, deps.rules, now);
      return { step: old === undefined ? step : withHandOver(base, step, old, now) };
    }
  }
};

/** Tells who has it, or was asked last, what has changed; a mail about a change that still waits gives its place. */
const updated = async (
  deps: LeadDeps,
  { base, before, shown, now }: Pick<Reacting, 'base' | 'before' | 'shown' | 'now'>,
): Promise<Reacted> => {
  const to = await lastReader(deps, base);
  const known = before?.shown;
  if (to === undefined || known === undefined) return { step: undefined };
  const earlier = base.update;
  const isWaiting = earlier !== undefined && (await isStillWaiting(deps, earlier.key));
  const since = isWaiting ? earlier.shown : known;
  const changes = changesBetween(since, shown, deps.rules.updatePoints);
  const run = runOf(base.response)?.number ?? 0;
  const withdrawal: Owed[] = isWaiting
    ? [{ do: 'withdraw', key: `withdraw/${earlier.key}`, run, mails: [{ ...earlier, step: 0 }] }]
    : [];
  const told = updateStep(base, { to, changes }, now);
  const { repId, name, email } = to;
  const update = { key: told.key, to: { repId, name, email }, shown: since };
  // What has changed back is no news.
  if (changes.length === 0)
    return { step: { response: base.response, owed: withdrawal, history: [], events: [] } };
  return { step: { ...told.step, owed: [...withdrawal, ...told.step.owed] }, update };
};

const isStillWaiting = async ({ outbox }: Pick<LeadDeps, 'outbox'>, key: string): Promise<boolean> => {
  const id = emailIdOf(key);
  const status = (await outbox.find([id])).get(id)?.status;
  return status === 'queued' || status === 'scheduled';
};

interface OldOwner {
  id: string;
  name: string;
  email: string;
}

const oldOwner = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  before: LeadRecord | undefined,
): Promise<OldOwner | undefined> => {
  const id = before?.lead.ownerRepId;
  return id === undefined ? undefined : reps.findRep(id);
};

const withHandOver = (base: LeadRecord, step: Step, old: OldOwner, now: number): Step => {
  const run = runOf(base.response)?.number ?? 0;
  const key = `lead/${base.id}/${run}/handed_over/${old.id}/email`;
  const to = { repId: old.id, name: old.name, email: old.email };
  const owed: Owed = { do: 'mail', mail: 'handed_over', key, run, step: 0, to };
  // Of what waits in a batch nobody has heard.
  const hasHeard = base.response.state !== 'waiting';
  return {
    ...step,
    owed: [...step.owed, ...(hasHeard ? [owed] : [])],
    history: [{ at: now, type: 'handed_over', repId: base.lead.ownerRepId, key }, ...step.history],
  };
};

/** The alert that has not left yet, where nobody was told since. */
const waitingAlert = async (
  { outbox }: Pick<LeadDeps, 'outbox'>,
  base: LeadRecord,
): Promise<Told | undefined> => {
  const alert = onlyAlertOf(base);
  return alert !== undefined && (await isStillWaiting({ outbox }, alert.key)) ? alert : undefined;
};

/** Who has a lead, else who was asked last; of those who are still there. */
const lastReader = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  { response }: LeadRecord,
): Promise<Pick<Told, 'repId' | 'name' | 'email'> | undefined> => {
  const takenBy = takenByOf(response);
  const taker = takenBy && (await reps.findRep(takenBy.repId));
  if (taker !== undefined) return { repId: taker.id, name: taker.name, email: taker.email };
  for (const told of runOf(response)?.told.toReversed() ?? []) {
    if (told.repId === undefined || (await reps.findRep(told.repId)) !== undefined) return told;
  }
  return undefined;
};

const updateStep = (
  base: LeadRecord,
  { to, changes }: { to: Reader; changes: Change[] },
  now: number,
): { key: string; step: Step } => {
  const run = runOf(base.response)?.number ?? 0;
  const key = `lead/${base.id}/${run}/update-${base.updates + 1}/${to.repId ?? to.email}/email`;
  const { repId, name, email } = to;
  const step: Step = {
    response: base.response,
    owed: [{ do: 'mail', mail: 'update', key, run, step: 0, to: { repId, name, email }, changes }],
    history: [{ at: now, type: 'updated', run, repId, channel: 'email', key }],
    events: [],
  };
  return { key, step };
};
