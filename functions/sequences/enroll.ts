import { overtaken, untilWritten } from '../platform/conflict.ts';
import { parseDuration } from '../platform/duration.ts';
import type { Audit } from '../preferences/audit.ts';
import type { Person } from '../preferences/person.ts';
import { keepConsent } from '../preferences/person-consent.ts';
import { advance } from './advance.ts';
import { armOf } from './arm.ts';
import { enrolledEvent } from './bus-events.ts';
import type { Definition } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import type { Enrollment } from './enrollment.ts';
import type { Facts } from './facts-store.ts';
import { type Begun, endIfOver, factsOf, isOver } from './over.ts';
import { type Refusal, refusalOf } from './refusal.ts';

/** Somebody who is to be enrolled in a sequence, and why. */
export interface Enrolling {
  /** Of the enrolment that comes of it. */
  id: string;
  sequence: string;
  definition: Definition;
  person: Person;
  key: string;
  data: Readonly<Record<string, unknown>>;
  related: Pick<Enrollment, 'appointmentId' | 'conversationId' | 'leadId'>;
  /** When what enrols them happened, epoch milliseconds. */
  occurredAt: number;
  enrolledBy: Enrollment['enrolledBy'];
  requestHash?: string | undefined;
  audit: Audit;
}

export type EnrollOutcome =
  | { enrolled: true; enrollment: Enrollment }
  | { enrolled: false; reason: 'already_active'; enrollmentId: string }
  | { enrolled: false; reason: Refusal | 'off' | 'no_address' | 'goal_reached' | 'same_key' | 'too_soon' };

/** Enrols somebody, unless something speaks against it; what of it is due at once is done. */
export const enroll = async (deps: SequenceDeps, asked: Enrolling): Promise<EnrollOutcome> => {
  const { person, sequence, definition } = asked;
  const { email } = person;
  const isOn = deps.rules.isOn(sequence);
  // Ahead of all that is kept and read of them.
  const erasedAt = email === undefined ? 0 : await deps.enrollments.erasedAt(email);
  if (isOn) await keepConsent(deps, person, asked.audit);
  const before = await deps.enrollments.find(asked.id);
  if (before !== undefined) await goOn(deps, before, definition);
  if (!isOn) return { enrolled: false, reason: 'off' };
  if (email === undefined) return { enrolled: false, reason: 'no_address' };
  const refusal = refusalOf(await deps.recipients.find(email), deps.now());
  if (refusal !== undefined) return { enrolled: false, reason: refusal };
  const facts = await factsOf(deps, email, asked.related.leadId);
  if (facts.ends.some((one) => isOver(one, begunBy(asked))))
    return { enrolled: false, reason: 'goal_reached' };
  const version = await deps.versions.keep(sequence, definition);
  const created = await create(deps, asked, { email, version, facts, erasedAt });
  if ('reason' in created) return { enrolled: false, ...created };
  return { enrolled: true, enrollment: await goOn(deps, created, definition) };
};

const begunBy = ({ id, sequence, occurredAt, enrolledBy, related }: Enrolling): Begun => ({
  ...related,
  id,
  sequence,
  occurredAt,
  enrolledBy,
});

/** Goes on with an enrolment that was made, now or by a function that ended right after it. Answers it as it is then. */
export const goOn = async (
  deps: SequenceDeps,
  record: Enrollment,
  definition: Definition,
): Promise<Enrollment> => {
  if (record.life.status === 'active') await endIfOver(deps, record, definition);
  await advance(deps, record.id);
  return (await deps.enrollments.find(record.id)) ?? record;
};

/** What was read ahead of an enrolment. */
interface Known {
  email: string;
  version: string;
  facts: Facts;
  erasedAt: number;
}

const create = (deps: SequenceDeps, asked: Enrolling, known: Known) =>
  untilWritten(
    async () => {
      const now = deps.now();
      const first = firstState(asked, known, now);
      const again = asked.definition.again_after;
      const lastBefore = again === 'never' ? -1 : now - (parseDuration(again) ?? 0);
      return deps.enrollments.create(first, { now, lastBefore, erasedAt: known.erasedAt });
    },
    () => overtaken(`Enrolment ${asked.id}`),
  );

const firstState = (
  asked: Enrolling,
  { email, version, facts: { score, scoreAt } }: Known,
  now: number,
): Enrollment => {
  const { id, sequence, definition, person, key, data, related, occurredAt, enrolledBy, requestHash } = asked;
  const { name, locale, timezone } = person;
  const enrollment: Enrollment = {
    id,
    rev: 0,
    sequence,
    version,
    kind: definition.kind,
    key,
    recipient: { email, name, locale, timezone },
    arm: armOf(sequence, email, definition.holdout),
    life: { status: 'active', step: definition.steps[0]?.id ?? '', since: now },
    enrolledAt: now,
    occurredAt,
    enrolledBy,
    requestHash,
    data: { ...data },
    ...related,
    score,
    scoreAt,
    history: [{ at: now, what: 'enrolled' }],
    mails: [],
    unpublished: [],
    nextDueAt: now,
  };
  return { ...enrollment, unpublished: [enrolledEvent(enrollment)] };
};
