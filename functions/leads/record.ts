import type { BusEvent } from '../bus/bus.ts';
import { MINUTE } from '../platform/clock.ts';
import { contentHash } from '../platform/ids.ts';
import type { LeadEntry } from '../reps/timeline-entries.ts';
import type { Judgement } from './judge.ts';
import type { Lead, LeadOutcome } from './lead.ts';
import type { HistoryEntry, Life, Owed, Reader, Step } from './owed.ts';
import { followUpDueAt } from './follow-up.ts';
import type { Shown } from './changes.ts';
import type { LeadResponse } from './response.ts';

/** A lead as it is kept. Instants are epoch milliseconds. */
export interface LeadRecord extends Life {
  /** Raised with every write. */
  rev: number;
  lead: Lead;
  /** The highest that was told. */
  version?: number | undefined;
  /** Of what was told, whatever the order of its fields. */
  hash: string;
  /** The API client that told of it first; absent where the bus did. */
  client?: string | undefined;
  receivedAt: number;
  /** When what we know happened, by its sender. */
  changedAt: number;
  /** What of it could not be taken. */
  leftOut: string[];
  /** An owner whom nobody knows. */
  unknownOwner?: string | undefined;
  judgement: Omit<Judgement, 'cards'>;
  /** What somebody was told of it last. */
  shown?: Shown | undefined;
  /** How many mails told of a change. */
  updates: number;
  /** The last of them, to whom, and what its reader knew before. */
  update?: { key: string; to: Reader; shown: Shown } | undefined;
  outcome?: ReportedOutcome | undefined;
  /** A reminder of a step that went out in another's mail. */
  shared?: { run: number; step: number; key: string } | undefined;
  /** What is still to be done. */
  owed: Owed[];
  /** Events that the bus has not been told of, each under a key of its own. */
  unpublished: Unpublished[];
  historyCount: number;
  /** What timelines of reps tell of it; the store keeps it. */
  timeline?: LeadEntry | undefined;
  /** When there is something to do; absent when nothing will be. */
  nextDueAt?: number | undefined;
  /** Since when it tells of nobody any more. */
  erasedAt?: number | undefined;
}

export interface Unpublished extends BusEvent {
  key: string;
}

export interface ReportedOutcome extends LeadOutcome {
  at: number;
  /** Of the lead, when it was reported. */
  version?: number | undefined;
}

/** The hash by which the same lead is known when it is told again. */
export const leadHash = (lead: Lead): string => contentHash({ ...lead, version: undefined });

/** A record after a step of its life, and what it adds to the history. */
export const withStep = (
  record: LeadRecord,
  step: Step,
  now: number,
): { record: LeadRecord; history: HistoryEntry[] } => {
  const { response, owed, history, events } = step;
  const run = response.state === 'none' ? undefined : response.run;
  const next: LeadRecord = {
    ...record,
    response,
    runs: Math.max(record.runs, run?.number ?? 0),
    owed: [...record.owed, ...owed],
    unpublished: [
      ...record.unpublished,
      ...events.map((event, i) => ({ ...event, key: `${record.rev}/${i}` })),
    ],
  };
  return { record: { ...next, nextDueAt: nextDueAtOf(next, now) }, history };
};

/** A batch that has left without a lead is noticed so much later. */
export const BATCH_MISSED_MS = 5 * MINUTE;

/** When something of a lead is due next. */
export const nextDueAtOf = (
  { response, owed, unpublished }: Pick<LeadRecord, 'response' | 'owed' | 'unpublished'>,
  now: number,
): number | undefined => (owed.length + unpublished.length > 0 ? now : responseDueAt(response));

const responseDueAt = (response: LeadResponse): number | undefined => {
  switch (response.state) {
    case 'waiting':
      return response.batch.dueAt + BATCH_MISSED_MS;
    case 'open':
      return response.next.type === 'nothing' ? undefined : response.next.at;
    case 'taken':
      return followUpDueAt(response.followUp);
    case 'none':
    case 'closed':
      return undefined;
  }
};

/** The most urgent first; of those that are as urgent the higher score. */
export const byPriority = (a: LeadRecord, b: LeadRecord): number =>
  b.judgement.priority - a.judgement.priority || b.lead.score - a.lead.score || (a.id < b.id ? -1 : 1);
