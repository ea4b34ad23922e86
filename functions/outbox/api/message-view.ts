import { optionalIso, toIso } from '../../platform/clock.ts';
import type { BodyHead } from '../message/body-store.ts';
import type { StoredEvent } from '../message/events-store.ts';
import { type Message, reasonOf } from '../message/message.ts';
import { messageIdHeader } from '../../contract/message-id.ts';
import { type EmailView, type TimelineEntry, timelineTypes } from '../../contract/email.ts';

/** What callers are shown of a message; `body` is needed where subject, tags or metadata overflowed into it. */
export const viewMessage = (
  message: Message,
  parts: { body?: BodyHead | undefined; events?: readonly StoredEvent[] | undefined; domain: string },
): EmailView => {
  const { life } = message;
  const overflow = parts.body?.overflow;
  return {
    id: message.id,
    status: life.status,
    reason: reasonOf(life),
    detail: 'detail' in life ? life.detail : waitWords(message),
    to: message.to,
    subject: message.subject ?? overflow?.subject ?? '',
    category: message.category,
    lane: message.lane,
    template: message.template,
    templateVersion: message.templateVersion,
    ...(message.isTest === true && { isTest: true }),
    variant: message.variant,
    messageId: message.mailgunMessageId ?? messageIdHeader(message, parts.domain),
    generation: message.generation,
    attempts: message.attempts + (message.undecidedTryAt === undefined ? 0 : 1),
    createdAt: toIso(message.createdAt),
    scheduledAt: optionalIso(message.scheduledAt),
    expiresAt: optionalIso(message.expiresAt),
    sentAt: optionalIso(message.sentAt),
    deliveredAt: optionalIso(message.deliveredAt),
    openedAt: optionalIso(message.openedAt),
    clickedAt: optionalIso(message.clickedAt),
    bouncedAt: optionalIso(message.bouncedAt),
    complainedAt: optionalIso(message.complainedAt),
    unsubscribedAt: optionalIso(message.unsubscribedAt),
    opens: message.opens,
    clicks: message.clicks,
    machineOpens: message.botOpens ?? 0,
    machineClicks: message.botClicks ?? 0,
    tags: message.tags ?? overflow?.tags ?? [],
    metadata: message.metadata ?? overflow?.metadata ?? {},
    sessionId: message.sessionId,
    conversationId: message.conversationId,
    appointmentId: message.appointmentId,
    leadId: message.leadId,
    timeline: parts.events && timeline(message, parts.events),
  };
};

interface Moment extends Omit<TimelineEntry, 'at'> {
  at: number;
}

const waitedFor = ({ until, why }: { until: number; why: string }): string =>
  `waits until ${toIso(until)}: ${why}`;

/** What a message waits for, or what came of its last try, for people. */
const waitWords = ({ life, lastWait, failedTries = [] }: Message): string | undefined => {
  if (life.status !== 'queued' || life.paused === true) return undefined;
  const lastTry = failedTries.at(-1);
  if (lastWait !== undefined && lastWait.at >= (lastTry?.at ?? 0)) return waitedFor(lastWait);
  return lastTry && `is tried again: ${lastTry.error}`;
};

/** A message's story in order: what we did with it, and what Mailgun told of it. */
const timeline = (message: Message, events: readonly StoredEvent[]): TimelineEntry[] =>
  [...ownMoments(message, events), ...events.flatMap(eventMoment)]
    .toSorted((a, b) => a.at - b.at || rank(a.type) - rank(b.type))
    .map((moment) => ({ ...moment, at: toIso(moment.at) }));

/** Of what happened in the same millisecond, causes come first. */
const rank = (type: TimelineEntry['type']): number =>
  type === 'retried' ? timelineTypes.indexOf('queued') - 0.5 : timelineTypes.indexOf(type);

const ownMoments = (message: Message, events: readonly StoredEvent[]): Moment[] => {
  const { life } = message;
  const moments: Moment[] = [{ type: 'accepted', at: message.createdAt }];
  const add = (type: Moment['type'], at: number | undefined, more: Partial<Moment> = {}) => {
    if (at !== undefined) moments.push({ type, at, ...more });
  };
  for (const { at, dueAt } of schedules(message)) add('scheduled', at, { detail: `for ${toIso(dueAt)}` });
  const addTries = (
    { queuedAt, failedTries = [] }: Pick<Message, 'queuedAt' | 'failedTries'>,
    ofLast: UnknownTry,
    knownBy = Infinity,
  ): void => {
    add('queued', queuedAt);
    failedTries.forEach((failedTry, i) => {
      const known = i === failedTries.length - 1 ? ofLast : 'absent';
      const outcome = failedTry.unknown ? `: ${unknownTryWords[known]}` : '';
      const at = known === 'taken' ? Math.min(failedTry.at, knownBy) : failedTry.at;
      add('sending', at, { attempt: i + 1, detail: `${failedTry.error}${outcome}` });
    });
  };
  for (const ended of message.retries ?? []) {
    addTries(ended, ended.reason === 'outcome_unknown' ? 'never_known' : 'absent');
    if ((ended.attemptedAt ?? 0) > (ended.failedTries?.at(-1)?.at ?? 0)) add('sending', ended.attemptedAt);
    add('failed', ended.failedAt, { reason: ended.reason });
    add('retried', ended.retriedAt);
  }
  // Mailgun's answer may reach us after its first events, and it had the mail by then.
  const firstHeard = Math.min(...eventTimes(message, events));
  addTries(message, lastUnknownTry(message), firstHeard);
  if (message.lastWait) add('queued', message.lastWait.at, { detail: waitedFor(message.lastWait) });
  const lastHeard = Math.max(message.failedTries?.at(-1)?.at ?? 0, message.lastWait?.at ?? 0);
  if ((message.attemptedAt ?? 0) > lastHeard)
    add('sending', message.attemptedAt && Math.min(message.attemptedAt, firstHeard), {
      attempt: (message.failedTries?.length ?? 0) + 1,
    });
  add('sent', message.sentAt && Math.min(message.sentAt, firstHeard));
  if (life.status === 'failed') add('failed', life.failedAt, { reason: life.reason, detail: life.detail });
  if (life.status === 'skipped') add('skipped', life.skippedAt, { reason: life.reason });
  if (life.status === 'cancelled') add('cancelled', life.cancelledAt);
  return moments;
};

/** The times that it was to leave at, each since when. */
const schedules = ({ createdAt, scheduledAt, moves = [] }: Message): { at: number; dueAt: number }[] => {
  if (scheduledAt === undefined) return [];
  return [
    { at: createdAt, dueAt: moves[0]?.from ?? scheduledAt },
    ...moves.map(({ at, to }) => ({ at, dueAt: to })),
  ];
};

/** What became known of a try without an answer; another try is made only once Mailgun is known not to have it. */
type UnknownTry = 'not_known_yet' | 'never_known' | 'taken' | 'absent';
const unknownTryWords: Readonly<Record<UnknownTry, string>> = {
  not_known_yet: 'the outcome is not known yet',
  never_known: 'the outcome was never known',
  taken: 'Mailgun had taken it, as its events told',
  absent: 'Mailgun had not taken it',
};

const lastUnknownTry = ({ life, sentAt, attemptedAt = 0, failedTries = [] }: Message): UnknownTry => {
  if (attemptedAt > (failedTries.at(-1)?.at ?? 0)) return 'absent';
  if (life.status === 'sending') return life.settleAt === undefined ? 'absent' : 'not_known_yet';
  if (life.status === 'failed' && life.reason === 'outcome_unknown') return 'never_known';
  return sentAt === undefined ? 'absent' : 'taken';
};

/** When Mailgun told of the present generation. */
const eventTimes = (message: Message, events: readonly StoredEvent[]): number[] =>
  events.filter(({ generation }) => generation === message.generation).map(({ at }) => at);

/** Events that only confirm what the message itself says are told once. */
const eventMoment = (event: StoredEvent): Moment[] => {
  const type = timelineTypes.find((known) => known === event.type);
  if (type === undefined || type === 'accepted' || type === 'failed') return [];
  return [
    {
      type,
      at: event.at,
      ...(event.machine && { machine: true }),
      ...(event.detail !== undefined && { detail: event.detail }),
      ...(event.url !== undefined && { url: event.url }),
      ...(event.client !== undefined && { client: event.client }),
    },
  ];
};
