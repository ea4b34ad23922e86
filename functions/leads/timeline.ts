import { DAY } from '../platform/clock.ts';
import { contentHash } from '../platform/ids.ts';
import { deleteItem, isSamePlace, ownerKey, putItem, type TableKey, timelineKey } from '../reps/timeline.ts';
import type { LeadEntry } from '../reps/timeline-entries.ts';
import type { LeadRecord } from './record.ts';
import { runOf, takenByOf } from './response.ts';

type Told = Omit<LeadRecord, 'rev' | 'timeline'>;

/** Nobody looks at more of what became of a lead; the first of how it was judged is kept beside. */
const MOST = 40;
/** Reps in whose timelines a lead stands: those of the latest changes. */
const MOST_REPS = 12;

const latest = <T>(entries: readonly T[]): T[] => entries.slice(-MOST);

/** A lead as timelines tell of it, after a write of its record; the same object where that changes nothing there. */
export const leadEntry = (before: LeadEntry | undefined, record: Told, now: number): LeadEntry => {
  const after = entryOf(before, record, now);
  const isSame = before !== undefined && contentHash(before) === contentHash(after);
  return isSame ? before : { ...after, changedAt: now };
};

const entryOf = (before: LeadEntry | undefined, record: Told, now: number): LeadEntry => {
  const { id, lead, receivedAt, erasedAt } = record;
  const { name, company, email } = lead.contact;
  return {
    id,
    firstSeenAt: before?.firstSeenAt ?? receivedAt,
    changedAt: before?.changedAt ?? now,
    ...(erasedAt === undefined && { name, company, email, crmUrl: lead.crmUrl, source: lead.source }),
    judged: judgedBy(before, record, now),
    holders: heldBy(before, record, now),
    states: statesOf(before, record, now),
    runs: runsOf(before, record, now),
    promises: promisesOf(before, record, now),
    outcomes: outcomesOf(before, record),
  };
};

const judgedBy = (
  before: LeadEntry | undefined,
  { lead: { score }, judgement: { band } }: Told,
  now: number,
) => {
  const known = before?.judged ?? [];
  const last = known.at(-1);
  if (last?.score === score && last.band === band) return known;
  return [...known.slice(0, 1), ...latest([...known.slice(1), { at: now, score, band }])];
};

/** Whose a lead is: its owner's, else who took it, else who was asked. */
const holderOf = ({ lead, response }: Told): string | undefined =>
  lead.ownerRepId ?? takenByOf(response)?.repId ?? runOf(response)?.asked?.repId;

const heldBy = (before: LeadEntry | undefined, record: Told, now: number) => {
  const known = before?.holders ?? [];
  const repId = holderOf(record);
  return known.length > 0 && known.at(-1)?.repId === repId ? known : latest([...known, { at: now, repId }]);
};

const statesOf = (before: LeadEntry | undefined, { response }: Told, now: number) => {
  const known = before?.states ?? [];
  const repId = takenByOf(response)?.repId;
  const last = known.at(-1);
  if (last?.state === response.state && last.repId === repId) return known;
  return latest([...known, { at: now, state: response.state, repId }]);
};

/** Of one that still waits in a batch nobody has heard. */
const runsOf = (before: LeadEntry | undefined, { response }: Told, now: number): LeadEntry['runs'] => {
  const known = before?.runs ?? [];
  const run = runOf(response);
  const [alert] = run?.told ?? [];
  if (run === undefined || alert === undefined || response.state === 'waiting') return known;
  const earlier = known.find(({ number }) => number === run.number);
  const takenBy = takenByOf(response);
  const isOver = response.state === 'open' && response.next.type === 'nothing';
  const present = {
    number: run.number,
    at: earlier?.at ?? alert.at,
    policy: run.policy,
    repId: run.asked?.repId,
    ...(takenBy !== undefined && {
      answer: {
        at: takenBy.at,
        repId: takenBy.repId,
        seconds: takenBy.responseSeconds,
        inTarget: takenBy.withinTarget,
      },
    }),
    exhaustedAt: earlier?.exhaustedAt ?? (isOver ? now : undefined),
  };
  return latest([...known.filter(({ number }) => number !== run.number), present]);
};

const promisesOf = (
  before: LeadEntry | undefined,
  { response }: Told,
  now: number,
): LeadEntry['promises'] => {
  const known = before?.promises ?? [];
  const last = known.at(-1);
  const followUp = response.state === 'taken' || response.state === 'closed' ? response.followUp : undefined;
  const repId = takenByOf(response)?.repId;
  const isSame =
    followUp !== undefined &&
    last?.by === followUp.by &&
    last.repId === repId &&
    (last.endedAt === undefined || response.state === 'closed');
  const ended = known.map((one) => (one.endedAt === undefined ? { ...one, endedAt: now } : one));
  if (followUp === undefined || repId === undefined) return ended;
  if (!isSame) return latest([...ended, { repId, at: now, by: followUp.by }]);
  // A lead that is closed is owed nothing any more.
  if (response.state !== 'closed' || last.endedAt !== undefined) return known;
  const end = { ...last, endedAt: now, isKept: followUp.state === 'kept' };
  return [...known.slice(0, -1), end];
};

const outcomesOf = (before: LeadEntry | undefined, { outcome, erasedAt }: Told): LeadEntry['outcomes'] => {
  const known = before?.outcomes ?? [];
  const isNew = outcome !== undefined && known.at(-1)?.at !== outcome.at;
  const all = isNew
    ? [...known, { at: outcome.at, outcome: outcome.outcome, repId: outcome.repId, reason: outcome.reason }]
    : known;
  // Why somebody did not buy is theirs.
  return latest(all).map((one) => (erasedAt === undefined ? one : { ...one, reason: undefined }));
};

/** In whose timelines a lead stands: of all who had to do with it, the latest last. */
const repsOf = ({ holders, states, runs, promises, outcomes }: LeadEntry): string[] => {
  const ids = [holders, states, runs, promises, outcomes].flatMap((entries) =>
    entries.flatMap(({ at, repId }) => (repId === undefined ? [] : [{ at, repId }])),
  );
  const inOrder = ids.sort((a, b) => b.at - a.at).map(({ repId }) => repId);
  return [...new Set(inOrder)].slice(0, MOST_REPS);
};

/**
 * A day holds all changes of a lead in one place: that of the last one, or of what is still promised, so that whoever
 * reads the last weeks finds both.
 */
const placesOf = (entry: LeadEntry): TableKey[] => {
  const promised = entry.promises.flatMap(({ by, endedAt }) => (endedAt === undefined ? by : []));
  const at = Math.floor(Math.max(entry.changedAt, ...promised) / DAY) * DAY;
  return repsOf(entry).map((repId) => timelineKey(repId, 'LEAD', { at, id: entry.id }));
};

/** What is written beside a lead, so that timelines tell of it. */
export const timelineWrites = (
  table: string,
  { before, after, ttl }: { before: LeadEntry | undefined; after: LeadEntry; ttl: number },
) => {
  if (before === after) return [];
  const places = placesOf(after);
  const left = (before === undefined ? [] : placesOf(before)).filter(
    (old) => !places.some((place) => isSamePlace(old, place)),
  );
  const repId = after.holders.at(-1)?.repId;
  return [
    ...places.map((place) => putItem(table, place, { ...after, ttl })),
    ...left.map((place) => deleteItem(table, place)),
    repId === undefined
      ? deleteItem(table, ownerKey('lead', after.id))
      : putItem(table, ownerKey('lead', after.id), { repId, ttl }),
  ];
};
