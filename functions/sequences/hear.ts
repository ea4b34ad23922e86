import type { FeatureEvent } from '../bus/take-event.ts';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import type { Fault } from '../platform/errors.ts';
import { aboutOf } from './about.ts';
import { advance } from './advance.ts';
import { allHold } from './condition.ts';
import type { SequenceDeps } from './deps.ts';
import { end, type EndingOf, finish } from './ending.ts';
import { enrollByEvent, type Heard } from './enroll-by-event.ts';
import type { Enrollment } from './enrollment.ts';
import { isOfOwnMails, isOfSequences, mayRefuse } from './event-types.ts';
import { hashOfId, type KnownEnd } from './facts-store.ts';
import { leadPartition, personPartition } from './keys.ts';
import { enrolledFor, isLater } from './over.ts';
import { refusalOf } from './refusal.ts';

/**
 * Hears an event: what it ends is ended, whom it enrols enrolled, and what became of a mail noted. One enrolment that
 * meets trouble stops no other. Answers what could not be taken. @throws whatever stopped a part; it comes again whole.
 */
export const hear = async (
  deps: SequenceDeps,
  type: string,
  { detail, at: time }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const heard: Heard = { type, detail, about: aboutOf(type, detail, { time, now: deps.now() }) };
  await remember(deps, heard);
  const failures: unknown[] = [];
  const tried = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  for (const id of await concerned(deps, heard)) await tried(() => tell(deps, id, heard));
  const faults: Fault[] = [];
  for (const [sequence, definition] of Object.entries(deps.definitions))
    await tried(
      async () => void faults.push(...(await enrollByEvent(deps, { sequence, definition }, heard))),
    );
  if (failures.length > 0) throw failures[0];
  return faults;
};

/** Keeps what ends sequences, and the score, for enrolments that are still to come. */
const remember = async (deps: SequenceDeps, heard: Heard): Promise<void> => {
  const { about } = heard;
  const ends = endsOf(deps, heard);
  if (ends.length === 0 && about.score === undefined) return;
  const news = { ends, ...(about.score !== undefined && { score: about.score, scoreAt: about.at }) };
  const partitions = [
    ...about.emails.map(personPartition),
    ...(about.leadId === undefined ? [] : [leadPartition(about.leadId)]),
  ];
  for (const one of partitions) await deps.facts.remember(one, news, deps.now());
};

/** The sequences that an event ends; what becomes of a mail ends the enrolment that it belongs to, and none to come. */
const endsOf = ({ definitions }: SequenceDeps, { type, detail, about }: Heard): KnownEnd[] => {
  if (isOfOwnMails(type)) return [];
  const { at, change } = about;
  const id = hashOfId(about.id);
  return Object.entries(definitions).flatMap(([sequence, { ends_on }]) =>
    ends_on
      .filter((rule) => rule.event === type && allHold(rule.when, detail))
      .map(({ goal, other }) => ({ sequence, event: type, id, at, change, goal, isOther: other })),
  );
};

/** Enrolments that an event concerns: of a person, of a lead, and the one whose mail it tells of. */
const concerned = async (
  { enrollments }: Pick<SequenceDeps, 'enrollments'>,
  { type, about: { emails, leadId, enrollmentId } }: Heard,
): Promise<ReadonlySet<string>> => {
  const own = enrollmentId === undefined ? [] : [enrollmentId];
  if (isOfOwnMails(type)) return new Set(own);
  const ofPersons = await Promise.all(emails.map((email) => enrollments.openOf(email)));
  const ofLead = leadId === undefined ? [] : await enrollments.ofLead(leadId);
  return new Set([...ofPersons.flat(), ...ofLead, ...own]);
};

const tell = async (deps: SequenceDeps, id: string, heard: Heard): Promise<void> => {
  const record = await deps.enrollments.find(id);
  if (record === undefined) return;
  const isOwn = id === heard.about.enrollmentId;
  if (record.life.status === 'ended') {
    // Whoever ended it may not have come to what is left.
    await (isOwn ? advance(deps, id) : finish(deps, record));
    return;
  }
  const ending = await endingBy(deps, record, heard);
  if (ending !== undefined) {
    await end(deps, id, ending);
    // What it tells of the mail is noted as well.
    if (isOwn) await advance(deps, id);
    return;
  }
  await keepNews(deps, id, heard);
  // Another time zone may hold from now on, by which what is next is planned anew.
  if (isOwn || heard.type === 'preferences.changed') await advance(deps, id);
};

const keepNews = (deps: SequenceDeps, id: string, heard: Heard): Promise<void> =>
  untilWritten(
    async () => {
      const record = await deps.enrollments.find(id);
      const news = record && newsFor(record, heard);
      if (record === undefined || news === undefined) return undefined;
      return (await deps.enrollments.put({ ...record, ...news }, deps.now())) === undefined
        ? CONFLICT
        : undefined;
    },
    () => overtaken(`Enrolment ${id}`),
  );

/** A reply to what came before the enrolment says nothing of it, and of two scores the one that was told last counts. */
const newsFor = (
  { occurredAt, score, scoreAt = -Infinity, hasReplied }: Enrollment,
  { type, about }: Heard,
): Partial<Pick<Enrollment, 'score' | 'scoreAt' | 'hasReplied'>> | undefined => {
  const isReply = type === 'email.replied' && hasReplied !== true && about.at > occurredAt;
  const isKnown = about.score === score && about.at === scoreAt;
  const isScore = about.score !== undefined && about.at >= scoreAt && !isKnown;
  if (!isReply && !isScore) return undefined;
  return {
    ...(isReply && { hasReplied: true }),
    ...(isScore && { score: about.score, scoreAt: about.at }),
  };
};

/** How an event ends an enrolment; undefined where it does not. */
const endingBy = async (
  deps: SequenceDeps,
  record: Enrollment,
  { type, detail, about }: Heard,
): Promise<EndingOf | undefined> => {
  const isOwn = about.enrollmentId === record.id;
  if (type === 'email.bounced' && isOwn) return { how: 'suppressed', event: type };
  if (mayRefuse(type)) {
    // It may be of another kind of mail, or long over; what is kept of the recipient is written before it is told.
    const refusal = refusalOf(await deps.recipients.find(record.recipient.email), deps.now());
    if (refusal !== undefined) return { how: refusal, event: type };
  }
  const isSame = about.id === enrolledFor(record, type);
  if (!isLater({ event: type, ...about }, record, isSame) || (isOfOwnMails(type) && !isOwn)) return undefined;
  // That it has begun is no news for itself.
  if (isOfSequences(type) && about.id === record.id) return undefined;
  const { ends_on } = await deps.versions.find(record.sequence, record.version);
  const rules = ends_on.filter(
    (rule) => rule.event === type && allHold(rule.when, detail) && !(rule.other && isSame),
  );
  if (rules.length === 0) return undefined;
  return { how: rules.some(({ goal }) => goal) ? 'goal' : 'stopped', event: type };
};
