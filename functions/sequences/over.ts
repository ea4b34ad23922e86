import { HOUR } from '../platform/clock.ts';
import { versionOf, type Definition } from './definition.ts';
import type { SequenceDeps } from './deps.ts';
import { end } from './ending.ts';
import type { Enrollment } from './enrollment.ts';
import { isOfSequences } from './event-types.ts';
import { type Facts, hashOfId, type KnownEnd } from './facts-store.ts';
import { leadPartition, personPartition } from './keys.ts';

/** What of an enrolment says which events end it. */
export type Begun = Pick<
  Enrollment,
  'id' | 'sequence' | 'occurredAt' | 'enrolledBy' | 'appointmentId' | 'conversationId' | 'leadId'
>;

/** Who cancels just after they have booked anew needs no help to find another time. */
const GOAL_BEFORE_MS = HOUR;

/** What events of a type are about: an appointment, a conversation. */
const kindOf = (type: string): string => type.split('.')[0] ?? '';

/** The id of what somebody was enrolled for, among those that events of a type are about. */
export const enrolledFor = (begun: Omit<Begun, 'id'>, type: string): string | undefined => {
  const { enrolledBy, appointmentId, conversationId, leadId } = begun;
  if (enrolledBy.id !== undefined) return enrolledBy.id;
  const related: Readonly<Record<string, string | undefined>> = {
    appointment: appointmentId,
    conversation: conversationId,
    lead: leadId,
  };
  return related[kindOf(type)];
};

/** What is known of a person, and of the lead that they are. */
export const factsOf = async (
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

/**
 * Whether an event is later than the one that enrols. Of two about the same thing the number that its sender raises with
 * each change decides, as the older may tell of its time later; where one has none, or both have the same, their times.
 */
export const isLater = (
  { event, at, change }: Pick<KnownEnd, 'event' | 'at' | 'change'>,
  { occurredAt, enrolledBy }: Pick<Begun, 'occurredAt' | 'enrolledBy'>,
  isSame: boolean,
): boolean => {
  const isOfSameKind =
    isSame && enrolledBy.id !== undefined && kindOf(enrolledBy.event ?? '') === kindOf(event);
  if (isOfSameKind && change !== undefined && enrolledBy.change !== undefined && change !== enrolledBy.change)
    return change > enrolledBy.change;
  return at > occurredAt;
};

/**
 * Whether what ends a sequence leaves nothing to go through it for: it came after what enrols somebody, or is a goal that
 * came shortly before it by something else.
 */
export const isOver = (known: KnownEnd, begun: Begun): boolean => {
  const { sequence, event, at, goal, isOther } = known;
  if (sequence !== begun.sequence) return false;
  // That an enrolment has begun is no news for itself.
  if (isOfSequences(event) && known.id === hashOfId(begun.id)) return false;
  const isSame = known.id === hashOfId(enrolledFor(begun, event));
  if (isOther && isSame) return false;
  return isLater(known, begun, isSame) || (goal && !isSame && at >= begun.occurredAt - GOAL_BEFORE_MS);
};

/** Ends an enrolment where what ends it came before it, or at this very moment; today's file has to be its own. */
export const endIfOver = async (
  deps: SequenceDeps,
  record: Enrollment,
  definition: Definition,
): Promise<void> => {
  if (record.version !== versionOf(definition)) return;
  const { ends } = await factsOf(deps, record.recipient.email, record.leadId);
  const over = ends.find((one) => isOver(one, record));
  if (over !== undefined)
    await end(deps, record.id, { how: over.goal ? 'goal' : 'stopped', event: over.event });
};
