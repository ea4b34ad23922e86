import { readLeniently } from '../bus/lenient.ts';
import type { Fault } from '../platform/errors.ts';
import { idSchema } from '../platform/fields.ts';
import { derivedId } from '../platform/ids.ts';
import { givenConsents } from '../preferences/consent-times.ts';
import { type Person, personSchema } from '../preferences/person.ts';
import type { EventAbout } from './about.ts';
import { allHold, at } from './condition.ts';
import type { Definition } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { enroll } from './enroll.ts';
import { type Enrollment, MOST_DATA_BYTES } from './enrollment.ts';
import { isOfOwnMails } from './event-types.ts';

/** An event of the bus, and whom it concerns. */
export interface Heard {
  type: string;
  detail: Readonly<Record<string, unknown>>;
  about: EventAbout;
}

/** Enrols whom an event names, where a sequence asks for it; answers what could not be taken. */
export const enrollByEvent = async (
  deps: SequenceDeps,
  { sequence, definition }: { sequence: string; definition: Definition },
  { type, detail, about }: Heard,
): Promise<readonly Fault[]> => {
  const rule = definition.enroll;
  if (rule?.on !== type || !allHold(rule.when, detail)) return [];
  if (isOfOwnMails(type) && about.enrollmentId === undefined) return [];
  const { person, faults } = personAt(at(detail, rule.recipient), rule.recipient, deps.now());
  const key = idSchema.safeParse(at(detail, rule.key));
  if (!key.success) return [...faults, missing(rule.key, 'The key of the enrolment is missing.')];
  const data = dataOf(rule.data, detail);
  if (Buffer.byteLength(JSON.stringify(data)) > MOST_DATA_BYTES)
    return [...faults, missing('', `Data of at most ${MOST_DATA_BYTES} bytes are taken.`)];
  const outcome = await enroll(deps, {
    id: derivedId('enr', sequence, key.data),
    sequence,
    definition,
    person,
    key: key.data,
    data,
    related: relatedTo(type, detail, about),
    occurredAt: about.at,
    enrolledBy: { event: type, id: about.id, change: about.change },
    audit: { at: deps.now(), by: 'service', how: 'bus_event' },
  });
  // Nobody is answered. Keys stay out of it: others may name people in them.
  if (!outcome.enrolled)
    deps.logger.info('An event enrolled nobody', { sequence, event: type, reason: outcome.reason });
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
    leadId: leadId ?? named('leadId'),
  };
};
