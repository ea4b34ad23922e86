import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { ofAnotherClient } from '../platform/ownership.ts';
import type { Audit } from '../preferences/audit.ts';
import { keepConsent } from '../preferences/person-consent.ts';
import { whomToAsk } from '../reps/on-duty.ts';
import { goneHolderOf } from './ask-anew.ts';
import { shownOf } from './changes.ts';
import type { LeadDeps } from './deps.ts';
import { judge } from './judge.ts';
import type { Lead } from './lead.ts';
import type { HistoryEntry } from './owed.ts';
import { sideOf } from './people.ts';
import { stepFor } from './react.ts';
import { reactionTo } from './reaction.ts';
import { leadHash, type LeadRecord, nextDueAtOf, withStep } from './record.ts';

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
  const isRaised = (lead.version ?? 0) > (known.version ?? 0);
  if (known.hash === leadHash(lead)) return isRaised;
  // Of one whose person was erased only what is told as newer is taken.
  const isErased = known.erasedAt !== undefined;
  if (lead.version !== undefined && known.version !== undefined)
    return isRaised || (lead.version === known.version && !isErased);
  return known.erasedAt !== undefined ? at > known.erasedAt : at >= known.changedAt;
};

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
  const gone = before && (await goneHolderOf(deps, before));
  const news = { lead, judgement, shown, minScore, isHolderGone: gone !== undefined };
  const reaction = reactionTo(before, news, deps.rules);
  const base: LeadRecord = {
    ...(before ?? newRecord(id, telling, now)),
    rev: known?.rev ?? 0,
    runs: known?.runs ?? 0,
    historyCount: known?.historyCount ?? 0,
    timeline: known?.timeline,
    erasedAt: undefined,
    lead,
    version: Math.max(known?.version ?? 0, lead.version ?? 0) || undefined,
    // What became of it is of the run that it ended; it stays in the history.
    outcome: reaction.type === 'alert' ? undefined : before?.outcome,
    hash: leadHash(lead),
    changedAt: telling.at,
    leftOut: [...(telling.leftOut ?? [])],
    unknownOwner: telling.unknownOwner,
    judgement,
  };
  const received: HistoryEntry = { at: now, type: 'received' };
  const { step, update } = await stepFor(deps, { base, before, reaction, asked, gone, shown, now });
  if (step === undefined)
    return { record: { ...base, nextDueAt: nextDueAtOf(base, now) }, history: [received] };
  const next = withStep(
    { ...base, shown, update, updates: base.updates + (reaction.type === 'update' ? 1 : 0) },
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
