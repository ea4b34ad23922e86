import { HOUR, MINUTE } from '../platform/clock.ts';
import { isFinal, type Life, type Message, type MessageFacts, type Miss, type Reason } from './message.ts';

/** Everything that can happen to a message. Nothing else changes a status. */
export type Action =
  /** Its time has come, or its copy on SQS is lost or late: a new copy is put on SQS. */
  | { type: 'queue' }
  /** Its SQS copy is deleted; the sweeper queues it anew at `until`. */
  | { type: 'park'; until: number }
  | { type: 'claim'; token: string; leaseUntil: number }
  /** A claim given up before anything was sent; spends no try. */
  | { type: 'release' }
  | { type: 'sent'; mailgunMessageId: string }
  /** Mailgun certainly did not take it; counts as a try unless the fault was not the message's (`held`). */
  | { type: 'notSent'; miss: Miss; held?: { why: string; until: number } }
  | { type: 'unknown'; miss: Miss; settleAt: number; spendsTry: boolean }
  /** The lease ran out and nobody knows what became of the try. */
  | { type: 'leaseLapsed'; settleAt: number }
  | { type: 'settleLater'; settleAt: number }
  /** Mailgun's events show that an unknown try was never accepted. */
  | { type: 'settledAbsent' }
  /** Mailgun was asked what became of a sent message, and had no word yet. */
  | { type: 'noWord' }
  | { type: 'fail'; reason: Reason; detail: string }
  | { type: 'skip'; reason: Reason }
  | { type: 'cancel' }
  | { type: 'reschedule'; scheduledAt: number }
  | { type: 'retry' }
  | ProviderAction;

/** What Mailgun's events tell; `occurredAt` is theirs. */
export type ProviderAction =
  | { type: 'accepted'; occurredAt: number }
  | { type: 'deferred'; occurredAt: number }
  | { type: 'delivered'; occurredAt: number }
  | { type: 'bounced'; occurredAt: number; detail: string }
  /** Mailgun accepted it and then gave up for a reason that is no bounce. */
  | { type: 'failedAfterSend'; occurredAt: number; reason: Reason; detail: string }
  | { type: 'opened' | 'clicked'; occurredAt: number; machine: boolean }
  | { type: 'complained' | 'unsubscribed'; occurredAt: number };

export type Transition =
  { changed: true; message: Message } | { changed: false; why: 'wrong_state' | 'no_effect' };

/** When a queued message is looked at again, should its copy have been lost; longer with each copy. */
export const recheckDelayMs = (message: Pick<MessageFacts, 'lane' | 'copy'>): number =>
  (message.lane === 'transactional' ? 10 * MINUTE : 30 * MINUTE) * Math.min(Math.max(message.copy, 1), 12);

/** The next look at a queued message: when a copy counts as lost, or when the message goes stale, if that is sooner. */
const queuedCheckAt = (message: Pick<MessageFacts, 'lane' | 'copy' | 'expiresAt'>, now: number): number =>
  Math.min(now + recheckDelayMs(message), Math.max(now, message.expiresAt ?? Infinity));

/**
 * When Mailgun is asked about a sent message of which no word came, after its sending. `delivered` webhooks are
 * not repeated, servers are tried for eight hours, and events are kept for three days.
 */
const LOOKS_MS = [15 * MINUTE, HOUR, 4 * HOUR, 9 * HOUR, 24 * HOUR, 71 * HOUR];

const awaitingWord = (sentAt: number, looks: number): Life => {
  const delay = LOOKS_MS[looks];
  return { status: 'sent', looks, ...(delay !== undefined && { nextCheckAt: sentAt + delay }) };
};

/** Timers are prompt; the sweeper only mends what they lost. */
const TIMER_GRACE_MS = MINUTE / 2;
const MISSES_KEPT = 10;

const wrongState: Transition = { changed: false, why: 'wrong_state' };
const noEffect: Transition = { changed: false, why: 'no_effect' };

const become = (message: Message, life: Life, facts: Partial<MessageFacts> = {}): Transition => ({
  changed: true,
  message: { ...message, ...facts, life },
});

/** What becomes of a message when something happens to it at `now`. Pure and total. */
export const transition = (message: Message, action: Action, now: number): Transition => {
  const { life } = message;
  const waits = life.status === 'scheduled' || life.status === 'queued';
  switch (action.type) {
    case 'queue':
      return waits ? queue(message, now) : wrongState;
    case 'park':
      return life.status === 'queued'
        ? become(message, { status: 'queued', parked: true, nextCheckAt: action.until })
        : wrongState;
    case 'claim':
      return life.status === 'queued' ? claim(message, life, { ...action, now }) : wrongState;
    case 'release':
      return life.status === 'sending'
        ? become(
            message,
            { status: 'queued', nextCheckAt: life.nextCheckAt },
            { attempts: message.attempts - 1 },
          )
        : wrongState;
    case 'notSent':
      return life.status === 'sending' ? notSent(message, action, now) : wrongState;
    case 'unknown':
      return life.status === 'sending'
        ? become(
            message,
            { ...life, settleAt: action.settleAt, nextCheckAt: action.settleAt },
            {
              attempts: message.attempts - (action.spendsTry ? 0 : 1),
              misses: withMiss(message, action.miss),
            },
          )
        : wrongState;
    case 'leaseLapsed':
      if (life.status !== 'sending' || life.settleAt !== undefined) return wrongState;
      if (now < life.leaseUntil) return noEffect;
      return become(
        message,
        { ...life, settleAt: action.settleAt, nextCheckAt: action.settleAt },
        {
          misses: withMiss(message, {
            at: message.attemptedAt ?? now,
            error: 'no answer was recorded',
            unknown: true,
          }),
        },
      );
    case 'settleLater':
      return life.status === 'sending' && life.settleAt !== undefined
        ? become(message, { ...life, nextCheckAt: action.settleAt })
        : wrongState;
    case 'settledAbsent':
      return life.status === 'sending' && life.settleAt !== undefined ? queue(message, now) : wrongState;
    case 'noWord':
      return life.status === 'sent'
        ? become(message, awaitingWord(message.sentAt ?? now, (life.looks ?? 0) + 1))
        : wrongState;
    case 'fail':
      return waits || life.status === 'sending'
        ? become(message, { status: 'failed', reason: action.reason, failedAt: now, detail: action.detail })
        : wrongState;
    case 'skip':
      return waits
        ? become(message, { status: 'skipped', reason: action.reason, skippedAt: now })
        : wrongState;
    case 'cancel':
      if (life.status === 'cancelled') return noEffect;
      return waits ? become(message, { status: 'cancelled', cancelledAt: now }) : wrongState;
    case 'reschedule':
      if (life.status !== 'scheduled') return wrongState;
      return become(message, scheduledLife(action.scheduledAt), { scheduledAt: action.scheduledAt });
    case 'retry':
      return life.status === 'failed' ? retry(message, life, now) : wrongState;
    case 'sent':
      return sent(message, action.mailgunMessageId, now);
    default:
      return provider(message, action);
  }
};

/** Events of the provider move a status forward only, in whatever order they come. */
const provider = (message: Message, action: ProviderAction): Transition => {
  const { life } = message;
  const ended = isFinal(life.status);
  // Mailgun had it by then, though our own record of its answer may be later.
  const left = { sentAt: Math.max(message.attemptedAt ?? 0, earliest(message.sentAt, action.occurredAt)) };
  switch (action.type) {
    case 'accepted':
    case 'deferred':
      return life.status === 'queued' || life.status === 'sending'
        ? become(message, awaitingWord(left.sentAt, 0), left)
        : noEffect;
    case 'delivered': {
      if (message.deliveredAt !== undefined) return noEffect;
      const delivered = { ...left, deliveredAt: action.occurredAt };
      if (life.status === 'bounced') return become(message, life, delivered);
      return ended ? noEffect : become(message, { status: 'delivered' }, delivered);
    }
    case 'bounced':
      return ended && life.status !== 'delivered'
        ? noEffect
        : become(
            message,
            { status: 'bounced', detail: action.detail },
            { ...left, bouncedAt: action.occurredAt },
          );
    case 'failedAfterSend':
      return ended
        ? noEffect
        : become(
            message,
            { status: 'failed', reason: action.reason, failedAt: action.occurredAt, detail: action.detail },
            left,
          );
    case 'opened':
      return become(
        message,
        life,
        action.machine
          ? { botOpens: (message.botOpens ?? 0) + 1 }
          : { opens: message.opens + 1, openedAt: earliest(message.openedAt, action.occurredAt) },
      );
    case 'clicked':
      return become(
        message,
        life,
        action.machine
          ? { botClicks: (message.botClicks ?? 0) + 1 }
          : { clicks: message.clicks + 1, clickedAt: earliest(message.clickedAt, action.occurredAt) },
      );
    case 'complained':
      return become(message, life, { complainedAt: earliest(message.complainedAt, action.occurredAt) });
    case 'unsubscribed':
      return become(message, life, { unsubscribedAt: earliest(message.unsubscribedAt, action.occurredAt) });
  }
};

const earliest = (known: number | undefined, other: number): number => Math.min(known ?? other, other);

const withMiss = (message: Message, miss: Miss): Miss[] =>
  [...(message.misses ?? []), miss].slice(-MISSES_KEPT);

const queue = (message: Message, now: number): Transition => {
  const copy = message.copy + 1;
  return become(
    message,
    { status: 'queued', nextCheckAt: queuedCheckAt({ ...message, copy }, now) },
    { copy, queuedAt: message.queuedAt ?? now },
  );
};

const claim = (
  message: Message,
  life: Extract<Life, { status: 'queued' }>,
  by: { token: string; leaseUntil: number; now: number },
): Transition =>
  become(
    message,
    {
      status: 'sending',
      claim: by.token,
      leaseUntil: by.leaseUntil,
      // An index key that stays is an index write saved; it may stand as long as it covers the lease.
      nextCheckAt: Math.max(life.nextCheckAt, by.leaseUntil),
    },
    { attempts: message.attempts + 1, attemptedAt: by.now },
  );

const notSent = (message: Message, action: Extract<Action, { type: 'notSent' }>, now: number): Transition =>
  become(
    message,
    { status: 'queued', nextCheckAt: queuedCheckAt(message, now) },
    action.held
      ? { attempts: message.attempts - 1, held: { at: action.miss.at, ...action.held } }
      : { misses: withMiss(message, action.miss) },
  );

const sent = (message: Message, mailgunMessageId: string, now: number): Transition => {
  const { life } = message;
  if (life.status === 'sending' || life.status === 'queued') {
    return become(message, awaitingWord(now, 0), { sentAt: now, mailgunMessageId });
  }
  // The webhook was faster than our own record: the status stands, the facts are completed.
  return message.sentAt !== undefined && message.mailgunMessageId === undefined
    ? become(message, life, { mailgunMessageId })
    : noEffect;
};

const retry = (message: Message, life: Extract<Life, { status: 'failed' }>, now: number): Transition => {
  const retries = [
    ...(message.retries ?? []),
    { failedAt: life.failedAt, reason: life.reason, retriedAt: now },
  ];
  return queue(
    {
      ...message,
      generation: message.generation + 1,
      attempts: 0,
      misses: undefined,
      held: undefined,
      attemptedAt: undefined,
      queuedAt: undefined,
      sentAt: undefined,
      mailgunMessageId: undefined,
      retries: retries.slice(-5),
    },
    now,
  );
};

const scheduledLife = (scheduledAt: number): Life => ({
  status: 'scheduled',
  nextCheckAt: scheduledAt + TIMER_GRACE_MS,
});

export type Beginning =
  { as: 'scheduled'; scheduledAt: number } | { as: 'queued' } | { as: 'skipped'; reason: Reason };

export type NewMessage = Omit<
  MessageFacts,
  'rev' | 'acceptedAs' | 'createdAt' | 'generation' | 'copy' | 'attempts' | 'opens' | 'clicks'
>;

/** A new message as `accept` stores it. */
export const beginLife = (base: NewMessage, beginning: Beginning, now: number): Message => {
  const facts = {
    ...base,
    rev: 0,
    acceptedAs: beginning.as,
    createdAt: now,
    generation: 0,
    attempts: 0,
    opens: 0,
    clicks: 0,
  };
  switch (beginning.as) {
    case 'skipped':
      return { ...facts, copy: 0, life: { status: 'skipped', reason: beginning.reason, skippedAt: now } };
    case 'scheduled':
      return {
        ...facts,
        copy: 0,
        scheduledAt: beginning.scheduledAt,
        life: scheduledLife(beginning.scheduledAt),
      };
    case 'queued':
      return {
        ...facts,
        copy: 1,
        queuedAt: now,
        life: { status: 'queued', nextCheckAt: queuedCheckAt({ ...base, copy: 1 }, now) },
      };
  }
};

/** When a message that still waits goes stale: its own deadline, else so long after it was due. */
export const staleAt = (message: MessageFacts, maxWaitMs: number): number =>
  message.expiresAt ??
  Math.max(message.createdAt, message.scheduledAt ?? 0, message.retries?.at(-1)?.retriedAt ?? 0) + maxWaitMs;
