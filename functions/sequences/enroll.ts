import { HOUR } from '../platform/clock.ts';
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
import { end } from './ending.ts';
import type { Enrollment } from './enrollment.ts';
import type { Facts, KnownEnd } from './facts-store.ts';
import { leadPartition, personPartition } from './keys.ts';
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

/** Who cancels just after they have booked anew needs no help to find another time. */
const GOAL_BEFORE_MS = HOUR;

/** Enrols somebody, unless something speaks against it; what of it is due at once is done. */
export const enroll = async (deps: SequenceDeps, asked: Enrolling): Promise<EnrollOutcome> => {
  const { person, sequence } = asked;
  if (!deps.rules.isOn(sequence)) return { enrolled: false, reason: 'off' };
  const { email } = person;
  if (email === undefined) return { enrolled: false, reason: 'no_address' };
  await keepConsent(deps, person, asked.audit);
  const refusal = refusalOf(await deps.recipients.find(email), deps.now());
  if (refusal !== undefined) return { enrolled: false, reason: refusal };
  const facts = await factsOf(deps, email, asked.related.leadId);
  if (facts.ends.some((one) => isGoalBefore(one, asked))) return { enrolled: false, reason: 'goal_reached' };
  const version = await deps.versions.keep(sequence, asked.definition);
  const created = await create(deps, asked, { email, version, score: facts.score });
  if ('reason' in created) return { enrolled: false, ...created };
  await endIfOver(deps, created, asked);
  await advance(deps, created.id);
  return { enrolled: true, enrollment: (await deps.enrollments.find(created.id)) ?? created };
};

const create = (
  deps: SequenceDeps,
  asked: Enrolling,
  known: { email: string; version: string; score: number | undefined },
) =>
  untilWritten(
    async () => {
      const now = deps.now();
      const first = firstState(asked, known, now);
      const again = asked.definition.again_after;
      const lastBefore = again === 'never' ? -1 : now - (parseDuration(again) ?? 0);
      return deps.enrollments.create(first, { now, lastBefore });
    },
    () => overtaken(`Enrolment ${asked.id}`),
  );

const firstState = (
  asked: Enrolling,
  { email, version, score }: { email: string; version: string; score: number | undefined },
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
    history: [{ at: now, what: 'enrolled' }],
    mails: [],
    unpublished: [],
    nextDueAt: now,
  };
  return { ...enrollment, unpublished: [enrolledEvent(enrollment)] };
};

/** What is known of a person, and of the lead that they are. */
const factsOf = async (
  { facts }: Pick<SequenceDeps, 'facts'>,
  email: string,
  leadId: string | undefined,
): Promise<Facts> => {
  const person = await facts.find(personPartition(email));
  if (leadId === undefined) return person;
  const lead = await facts.find(leadPartition(leadId));
  const isNewer = (lead.scoreAt ?? -Infinity) > (person.scoreAt ?? -Infinity);
  return {
    score: isNewer ? lead.score : person.score,
    scoreAt: isNewer ? lead.scoreAt : person.scoreAt,
    ends: [...person.ends, ...lead.ends],
  };
};

/** Whether a goal of the sequence came before what it follows, or shortly before it by something else. */
const isGoalBefore = (known: KnownEnd, { sequence, occurredAt, enrolledBy }: Enrolling): boolean =>
  known.goal &&
  known.sequence === sequence &&
  (known.at > occurredAt || (known.id !== enrolledBy.id && known.at >= occurredAt - GOAL_BEFORE_MS));

/** What ends it may have come before it, or at this very moment. */
const endIfOver = async (
  deps: SequenceDeps,
  { id, recipient, leadId }: Enrollment,
  asked: Enrolling,
): Promise<void> => {
  const { ends } = await factsOf(deps, recipient.email, leadId);
  const over = ends.find(
    (one) =>
      one.sequence === asked.sequence &&
      (one.goal ? isGoalBefore(one, asked) : one.at > asked.occurredAt) &&
      !(one.isOther && one.id === asked.enrolledBy.id),
  );
  if (over !== undefined) await end(deps, id, { how: over.goal ? 'goal' : 'stopped', event: over.event });
};
