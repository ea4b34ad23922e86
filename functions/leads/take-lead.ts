import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { ofAnotherClient } from '../platform/ownership.ts';
import type { Audit } from '../preferences/audit.ts';
import { keepConsent } from '../preferences/person-consent.ts';
import { type Asked, whomToAsk } from '../reps/on-duty.ts';
import { shownOf } from './changes.ts';
import type { LeadDeps } from './deps.ts';
import { judge } from './judge.ts';
import type { Lead } from './lead.ts';
import type { HistoryEntry, Owed, Step } from './owed.ts';
import { sideOf } from './people.ts';
import { type Reaction, reactionTo } from './reaction.ts';
import { leadHash, type LeadRecord, nextDueAtOf, withStep } from './record.ts';
import { runOf, type Told } from './response.ts';
import { type Alert, alerted } from './transition.ts';

/** A lead as somebody tells it. */
export interface Telling {
  lead: Lead;
  /** When it became so, by their clock; epoch milliseconds. */
  at: number;
  audit: Audit;
  /** What could not be taken, in words. */
  leftOut?: readonly string[];
  /** An owner whom nobody knows; the lead itself has none then. */
  unknownOwner?: string | undefined;
  /** Whether they may change a lead that is there already. */
  mayChange?: (known: LeadRecord) => boolean;
}

/** What was taken, and whether it was news. */
export interface Taken {
  record: LeadRecord;
  isNews: boolean;
}

/** Takes a lead: judges it, and decides who is to hear of it. @throws ServiceError `busy`, `forbidden`. */
export const takeLead = (deps: LeadDeps, id: string, telling: Telling): Promise<Taken> =>
  untilWritten<Taken>(
    async () => {
      const known = await deps.leads.find(id);
      if (known !== undefined && telling.mayChange?.(known) === false) throw ofAnotherClient('lead');
      if (known !== undefined && !isNews(known, telling)) return { record: known, isNews: false };
      const now = deps.now();
      // Before anything tells of the lead: who is erased after that is not written down anew.
      await keepConsent(deps, telling.lead.contact, telling.audit);
      const { record, history } = await decided(deps, { id, known, telling, now });
      await deps.leads.pointTo(record, now);
      await noteAsked(deps, record, now);
      const put = await deps.leads.put(record, history, now);
      return put === undefined ? CONFLICT : { record: put, isNews: true };
    },
    () => busy('This lead'),
  );

/** Reminders of one rep share a mail. */
const noteAsked = async ({ leads }: LeadDeps, { id, response }: LeadRecord, now: number): Promise<void> => {
  if (response.state !== 'open' && response.state !== 'waiting') return;
  const { policy, asked } = response.run;
  if (policy === 'warm' && asked !== undefined) await leads.noteAsked(asked.repId, id, now);
};

/** Whether it says something that is newer than what is known. */
const isNews = (known: LeadRecord, { lead, at }: Telling): boolean => {
  if (known.hash === leadHash(lead)) return isRaised(known.lead, lead) && known.outcome !== undefined;
  if (lead.version !== undefined && known.lead.version !== undefined)
    return lead.version >= known.lead.version;
  // Of one whose person was erased only what is told as newer is taken.
  if (known.erasedAt !== undefined) return isRaised(known.lead, lead) || at > known.erasedAt;
  return at >= known.changedAt;
};

const isRaised = (known: Lead, lead: Lead): boolean => (lead.version ?? 0) > (known.version ?? 0);

interface Deciding {
  id: string;
  known: LeadRecord | undefined;
  telling: Telling;
  now: number;
}

const decided = async (
  deps: LeadDeps,
  { id, known, telling, now }: Deciding,
): Promise<{ record: LeadRecord; history: HistoryEntry[] }> => {
  const { lead } = telling;
  const { band, priority, priorityParts, hotRules } = judge(lead, deps.rules);
  const judgement = { band, priority, priorityParts, hotRules };
  const shown = shownOf(lead, judgement);
  const side = await sideOf(deps, lead);
  const asked = whomToAsk(side, now, deps.rules.hours);
  const before = known?.erasedAt === undefined ? known : undefined;
  const minScore = asked?.rep.alerts.minScore ?? 0;
  const reaction = reactionTo(before, { lead, judgement, shown, minScore }, deps.rules);
  const base: LeadRecord = {
    ...(before ?? newRecord(id, telling, now)),
    rev: known?.rev ?? 0,
    runs: known?.runs ?? 0,
    historyCount: known?.historyCount ?? 0,
    erasedAt: undefined,
    lead,
    hash: leadHash(lead),
    changedAt: telling.at,
    leftOut: [...(telling.leftOut ?? [])],
    unknownOwner: telling.unknownOwner,
    judgement,
  };
  const received: HistoryEntry = { at: now, type: 'received' };
  const step = await stepFor(deps, { base, before, reaction, asked, now });
  if (step === undefined)
    return { record: { ...base, nextDueAt: nextDueAtOf(base, now) }, history: [received] };
  const next = withStep(
    { ...base, shown, updates: base.updates + (reaction.type === 'update' ? 1 : 0) },
    step,
    now,
  );
  return { record: next.record, history: [received, ...next.history] };
};

const newRecord = (id: string, { audit, at, lead }: Telling, now: number) => ({
  id,
  client: audit.client,
  receivedAt: now,
  changedAt: at,
  lead,
  response: { state: 'none' as const },
  updates: 0,
  owed: [],
  unpublished: [],
});

interface Reacting {
  base: LeadRecord;
  before: LeadRecord | undefined;
  reaction: Reaction;
  asked: Asked | undefined;
  now: number;
}

const stepFor = async (deps: LeadDeps, reacting: Reacting): Promise<Step | undefined> => {
  const { base, before, reaction, asked, now } = reacting;
  switch (reaction.type) {
    case 'keep':
      return undefined;
    case 'update': {
      const to = await lastReader(deps, base);
      return to && updateStep(base, { to, changes: reaction.changes }, now);
    }
    case 'alert': {
      const old = reaction.isHandOver ? await oldOwner(deps, before) : undefined;
      const alert = await alertFor(deps, { base, asked, policy: reaction.policy, old, now });
      const step = alerted(base, alert, deps.rules, now);
      return old === undefined ? step : withHandOver(base, step, old, now);
    }
  }
};

const alertFor = async (
  deps: LeadDeps,
  {
    base,
    asked,
    policy,
    old,
    now,
  }: Pick<Reacting, 'base' | 'asked' | 'now'> & { policy: Alert['policy']; old: OldOwner | undefined },
): Promise<Alert> => {
  const rep = asked?.rep;
  const key = `${base.id}/${base.runs + 1}`;
  const place =
    policy === 'hot' || rep === undefined
      ? { as: 'single' as const }
      : await deps.alerts.place({ leadId: base.id, key }, rep, deps.rules, now);
  const owner =
    base.lead.ownerRepId === undefined ? undefined : await deps.reps.findRep(base.lead.ownerRepId);
  return {
    policy,
    asked: rep && { repId: rep.id, name: rep.name, email: rep.email },
    clockFrom: asked?.clockFrom ?? now,
    standsInFor: owner !== undefined && owner.id !== rep?.id ? owner.name : undefined,
    handedOverBy: old?.name,
    place,
  };
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
  return {
    ...step,
    owed: [...step.owed, owed],
    history: [{ at: now, type: 'handed_over', repId: base.lead.ownerRepId, key }, ...step.history],
  };
};

/** Who has a lead, else who was asked last. */
const lastReader = async (
  { reps }: Pick<LeadDeps, 'reps'>,
  { response }: LeadRecord,
): Promise<Pick<Told, 'repId' | 'name' | 'email'> | undefined> => {
  const takenBy = response.state === 'taken' || response.state === 'closed' ? response.takenBy : undefined;
  const taker = takenBy && (await reps.findRep(takenBy.repId));
  if (taker !== undefined) return { repId: taker.id, name: taker.name, email: taker.email };
  return runOf(response)?.told.at(-1);
};

const updateStep = (
  base: LeadRecord,
  {
    to,
    changes,
  }: {
    to: Pick<Told, 'repId' | 'name' | 'email'>;
    changes: NonNullable<Extract<Reaction, { type: 'update' }>['changes']>;
  },
  now: number,
): Step => {
  const run = runOf(base.response)?.number ?? 0;
  const key = `lead/${base.id}/${run}/update-${base.updates + 1}/${to.repId ?? to.email}/email`;
  const { repId, name, email } = to;
  return {
    response: base.response,
    owed: [{ do: 'mail', mail: 'update', key, run, step: 0, to: { repId, name, email }, changes }],
    history: [{ at: now, type: 'updated', run, repId, channel: 'email', key }],
    events: [],
  };
};
