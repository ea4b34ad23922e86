import { readLeniently } from '../bus/lenient.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import type { Fault } from '../platform/errors.ts';
import { derivedId } from '../platform/ids.ts';
import { idSchema } from '../platform/fields.ts';
import { givenConsents } from '../preferences/consent-times.ts';
import { type Person, personSchema } from '../preferences/person.ts';
import { aboutOf, type EventAbout } from './about.ts';
import { advance } from './advance.ts';
import { allHold, at } from './condition.ts';
import type { Definition } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { end, type EndingOf } from './ending.ts';
import { enroll } from './enroll.ts';
import { type Enrollment, MOST_DATA_BYTES } from './enrollment.ts';
import type { KnownEnd } from './facts-store.ts';
import { leadPartition, personPartition } from './keys.ts';
import { refusalOf } from './refusal.ts';

/** An event of the bus, and whom it concerns. */
interface Heard {
  type: string;
  detail: Readonly<Record<string, unknown>>;
  about: EventAbout;
}

/**
 * Hears an event: what it ends is ended, whom it enrols enrolled, and what became of a mail noted. One enrolment that
 * meets trouble stops no other. Answers what could not be taken. @throws whatever stopped a part; it comes again whole.
 */
export const hear = async (
  deps: SequenceDeps,
  type: string,
  { detail, at: time }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const heard: Heard = { type, detail, about: aboutOf(type, detail, time) };
  await remember(deps, heard);
  const failures: unknown[] = [];
  const tried = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  };
  for (const id of await concerned(deps, heard.about)) await tried(() => tell(deps, id, heard));
  const faults: Fault[] = [];
  for (const [sequence, definition] of Object.entries(deps.definitions))
    await tried(async () => void faults.push(...(await enrollBy(deps, { sequence, definition }, heard))));
  if (failures.length > 0) throw failures[0];
  return faults;
};

/** Keeps what ends sequences, and the score, for enrolments that are still to come. */
const remember = async (deps: SequenceDeps, { type, detail, about }: Heard): Promise<void> => {
  const ends = Object.entries(deps.definitions).flatMap(([sequence, { ends_on }]) =>
    ends_on
      .filter((rule) => rule.event === type && allHold(rule.when, detail))
      .map(({ goal, other }): KnownEnd => ({
        sequence,
        event: type,
        id: about.id,
        at: about.at,
        goal,
        isOther: other,
      })),
  );
  if (ends.length === 0 && about.score === undefined) return;
  const news = { ends, ...(about.score !== undefined && { score: about.score, scoreAt: about.at }) };
  const partitions = [
    ...about.emails.map(personPartition),
    ...(about.leadId === undefined ? [] : [leadPartition(about.leadId)]),
  ];
  for (const one of partitions) await deps.facts.remember(one, news, deps.now());
};

/** Enrolments that an event concerns: of a person, of a lead, and the one whose mail it tells of. */
const concerned = async (
  { enrollments }: Pick<SequenceDeps, 'enrollments'>,
  { emails, leadId, enrollmentId }: EventAbout,
): Promise<ReadonlySet<string>> => {
  const ofPersons = await Promise.all(emails.map((email) => enrollments.activeOf(email)));
  const ofLead = leadId === undefined ? [] : await enrollments.ofLead(leadId);
  return new Set([...ofPersons.flat(), ...ofLead, ...(enrollmentId === undefined ? [] : [enrollmentId])]);
};

const tell = async (deps: SequenceDeps, id: string, heard: Heard): Promise<void> => {
  const record = await deps.enrollments.find(id);
  if (record === undefined) return;
  if (record.life.status === 'active') {
    const ending = await endingBy(deps, record, heard);
    if (ending !== undefined) {
      await end(deps, id, ending);
      return;
    }
    await keepNews(deps, id, heard);
  }
  if (id === heard.about.enrollmentId) await advance(deps, id);
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

const newsFor = (
  { score, hasReplied }: Enrollment,
  { type, about }: Heard,
): Pick<Enrollment, 'score' | 'hasReplied'> | undefined => {
  const isReply = type === 'email.replied' && hasReplied !== true;
  const isScore = about.score !== undefined && about.score !== score;
  if (!isReply && !isScore) return undefined;
  return { score: about.score ?? score, hasReplied: isReply || hasReplied };
};

/** How an event ends an enrolment; undefined where it does not. */
const endingBy = async (
  deps: SequenceDeps,
  record: Enrollment,
  { type, detail, about }: Heard,
): Promise<EndingOf | undefined> => {
  switch (type) {
    case 'email.unsubscribed':
      return { how: 'opted_out', event: type };
    case 'email.complained':
    case 'email.bounced':
      return { how: 'suppressed', event: type };
    case 'preferences.changed': {
      const refusal = refusalOf(await deps.recipients.find(record.recipient.email), deps.now());
      if (refusal !== undefined) return { how: refusal, event: type };
    }
  }
  if (about.at <= record.occurredAt) return undefined;
  const { ends_on } = await deps.versions.find(record.sequence, record.version);
  const rules = ends_on.filter(
    (rule) =>
      rule.event === type && allHold(rule.when, detail) && !(rule.other && about.id === record.enrolledBy.id),
  );
  if (rules.length === 0) return undefined;
  return { how: rules.some(({ goal }) => goal) ? 'goal' : 'stopped', event: type };
};

/** Enrols whom an event names, where a sequence asks for it; answers what could not be taken. */
const enrollBy = async (
  deps: SequenceDeps,
  { sequence, definition }: { sequence: string; definition: Definition },
  { type, detail, about }: Heard,
): Promise<readonly Fault[]> => {
  const rule = definition.enroll;
  if (rule?.on !== type || !allHold(rule.when, detail)) return [];
  const { person, faults } = personAt(at(detail, rule.recipient), rule.recipient, deps.now());
  const key = idSchema.safeParse(at(detail, rule.key));
  if (!key.success) return [...faults, missing(rule.key, 'The key of the enrolment is missing.')];
  const data = dataOf(rule.data, detail);
  if (Buffer.byteLength(JSON.stringify(data)) > MOST_DATA_BYTES)
    return [...faults, missing('', `Data of at most ${MOST_DATA_BYTES} bytes are taken.`)];
  await enroll(deps, {
    id: derivedId('enr', sequence, key.data),
    sequence,
    definition,
    person,
    key: key.data,
    data,
    related: relatedTo(type, detail, about),
    occurredAt: about.at,
    enrolledBy: { event: type, id: about.id },
    audit: { at: deps.now(), by: 'service', how: 'bus_event' },
  });
  return faults;
};

const missing = (path: string, detail: string): Fault => ({
  pointer: path === '' ? '' : `/${path.replaceAll('.', '/')}`,
  code: 'missing',
  detail,
});

const personAt = (given: unknown, path: string, now: number): { person: Person; faults: Fault[] } => {
  const value = typeof given === 'string' ? { email: given } : given;
  const isPerson = typeof value === 'object' && value !== null;
  const read = readLeniently(personSchema, isPerson ? Object.fromEntries(Object.entries(value)) : {}, {});
  if (!read.ok) return { person: {}, faults: [...read.faults] };
  const { consent, ...person } = read.value;
  const faults = read.leftOut.map((fault) => ({
    ...fault,
    pointer: missing(path, '').pointer + fault.pointer,
  }));
  return { person: { ...person, ...(consent && { consent: givenConsents(consent, now) }) }, faults };
};

const dataOf = (paths: Readonly<Record<string, string>>, detail: unknown): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([name, path]) => {
      const value = at(detail, path);
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );

/** What its mails belong to. */
const relatedTo = (
  type: string,
  detail: Readonly<Record<string, unknown>>,
  { id, leadId }: EventAbout,
): Pick<Enrollment, 'appointmentId' | 'conversationId' | 'leadId'> => {
  const named = (name: string): string | undefined =>
    idSchema.optional().catch(undefined).parse(at(detail, name));
  return {
    appointmentId: named('appointmentId') ?? (type.startsWith('appointment.') ? id : undefined),
    conversationId: named('conversationId') ?? (type.startsWith('conversation.') ? id : undefined),
    leadId,
  };
};
