import { MINUTE } from '../../platform/clock.ts';
import { type Action, become, noEffect, type Transition, wrongState } from './actions.ts';
import { afterSending, awaitingEvents } from './after-sending.ts';
import { isUnannounced, type Life, type Message, type MessageFacts } from './message.ts';
import { park } from './park.ts';
import { withMove } from './send-at.ts';
import type { Reason } from '../../contract/message-status.ts';
import {
  countedTries,
  endedGeneration,
  hasLapsedBefore,
  NO_ANSWER,
  uncounted,
  undecided,
  withFailedTry,
} from './tries.ts';

/** When a queued message is looked at again, should its copy have been lost; longer with each copy. */
export const recheckDelayMs = (message: Pick<MessageFacts, 'lane' | 'copy'>): number =>
  (message.lane === 'transactional' ? 10 * MINUTE : 30 * MINUTE) * Math.min(Math.max(message.copy, 1), 12);

/** The next look at a queued message: when a copy counts as lost, or when the message goes stale, if that is sooner. */
const queuedCheckAt = (message: Pick<MessageFacts, 'lane' | 'copy' | 'expiresAt'>, now: number): number =>
  Math.min(now + recheckDelayMs(message), Math.max(now, message.expiresAt ?? Infinity));

/** Timers are prompt; the sweeper only mends what they lost. */
const TIMER_GRACE_MS = MINUTE / 2;
/** Whoever ends a message tells the bus at once; the sweeper only mends what they lost. */
const ANNOUNCE_GRACE_MS = MINUTE;

/** What becomes of a message when something happens to it at `now`. Pure and total. */
// eslint-disable-next-line max-lines-per-function -- the whole life of a message in one table: an action a line, what it makes of each status
export const transition = (message: Message, action: Action, now: number): Transition => {
  const { life } = message;
  const waits = life.status === 'scheduled' || life.status === 'queued';
  switch (action.type) {
    case 'queue':
      return waits ? queue(message, now) : wrongState;
    case 'park':
      return life.status === 'queued' ? park(message, action, now) : wrongState;
    case 'claim':
      return life.status === 'queued' ? claim(message, life, { ...action, now }) : wrongState;
    case 'release':
      return isClaimed(life)
        ? become(
            message,
            life.isSuperseded === true
              ? skippedLife('superseded', now)
              : { status: 'queued', nextCheckAt: life.nextCheckAt },
            uncounted(message),
          )
        : wrongState;
    case 'notSent':
      return isClaimed(life) ? notSent(message, life, { action, now }) : wrongState;
    case 'unknown':
      return isClaimed(life)
        ? become(
            message,
            { ...life, settleAt: action.settleAt, nextCheckAt: action.settleAt },
            {
              ...(action.isProbe ? uncounted(message) : undecided(message, action.failedTry.at)),
              failedTries: withFailedTry(message, action.failedTry),
            },
          )
        : wrongState;
    case 'leaseLapsed':
      if (!isClaimed(life)) return wrongState;
      if (now < life.leaseUntil) return noEffect;
      return become(
        message,
        { ...life, settleAt: action.settleAt, nextCheckAt: action.settleAt },
        {
          ...(hasLapsedBefore(message) ? undecided(message, message.attemptedAt ?? now) : uncounted(message)),
          failedTries: withFailedTry(message, {
            at: message.attemptedAt ?? now,
            error: NO_ANSWER,
            unknown: true,
          }),
        },
      );
    case 'settleLater':
      return isUnsettled(life) ? become(message, { ...life, nextCheckAt: action.settleAt }) : wrongState;
    case 'settledAbsent':
      if (!isUnsettled(life)) return wrongState;
      return life.isSuperseded === true
        ? become(message, skippedLife('superseded', now))
        : queue(message, now);
    case 'noEvents':
      return life.status === 'sent'
        ? become(message, awaitingEvents(message.sentAt ?? now, (life.checks ?? 0) + 1))
        : wrongState;
    case 'fail':
      return waits || life.status === 'sending'
        ? become(message, {
            status: 'failed',
            reason: action.reason,
            failedAt: now,
            detail: action.detail,
            announceAt: now + ANNOUNCE_GRACE_MS,
            ...(life.status === 'sending' && life.isSuperseded === true && { isSuperseded: true }),
          })
        : wrongState;
    case 'skip':
      return waits ? become(message, skippedLife(action.reason, now)) : wrongState;
    case 'supersede':
      if (waits) return become(message, skippedLife('superseded', now));
      if (life.status !== 'sending' && life.status !== 'failed') return wrongState;
      return life.isSuperseded === true ? noEffect : become(message, { ...life, isSuperseded: true });
    case 'cancel':
      if (life.status === 'cancelled') return noEffect;
      return waits
        ? become(message, {
            status: 'cancelled',
            cancelledAt: now,
            announceAt: now + ANNOUNCE_GRACE_MS,
          })
        : wrongState;
    case 'announced':
      return isUnannounced(life) ? become(message, { ...life, announceAt: undefined }) : noEffect;
    case 'reschedule':
      if (life.status !== 'scheduled') return wrongState;
      return become(message, scheduledLife(action.scheduledAt), {
        scheduledAt: action.scheduledAt,
        moves: withMove(message, { at: now, to: action.scheduledAt }),
      });
    case 'retry':
      return life.status === 'failed' && life.isSuperseded !== true ? retry(message, life, now) : wrongState;
    case 'sent':
      return sent(message, action.mailgunMessageId, now);
    default:
      return afterSending(message, action);
  }
};

/** A try is under way, and nobody has given up on hearing what comes of it. */
const isClaimed = (life: Life): life is Extract<Life, { status: 'sending' }> =>
  life.status === 'sending' && life.settleAt === undefined;

/** Nobody knows what came of its try. */
const isUnsettled = (life: Life): life is Extract<Life, { status: 'sending' }> =>
  'settleAt' in life && life.settleAt !== undefined;

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
  by: { token: string; leaseUntil: number; recoveredAt: number; now: number },
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
    {
      attempts: countedTries(message, by.recoveredAt) + 1,
      undecidedTryAt: undefined,
      attemptedAt: by.now,
    },
  );

const notSent = (
  message: Message,
  life: Extract<Life, { status: 'sending' }>,
  { action, now }: { action: Extract<Action, { type: 'notSent' }>; now: number },
): Transition =>
  become(
    message,
    life.isSuperseded === true
      ? skippedLife('superseded', now)
      : { status: 'queued', nextCheckAt: queuedCheckAt(message, now) },
    action.lastWait
      ? { ...uncounted(message), lastWait: { at: action.failedTry.at, ...action.lastWait } }
      : { ...undecided(message, action.failedTry.at), failedTries: withFailedTry(message, action.failedTry) },
  );

const sent = (message: Message, mailgunMessageId: string, now: number): Transition => {
  const { life } = message;
  if (life.status === 'sending' || life.status === 'queued') {
    return become(message, awaitingEvents(now, 0), { sentAt: now, mailgunMessageId });
  }
  // The webhook was faster than our own record: the status stands, the facts are completed.
  return message.sentAt !== undefined && message.mailgunMessageId === undefined
    ? become(message, life, { mailgunMessageId })
    : noEffect;
};

const retry = (message: Message, life: Extract<Life, { status: 'failed' }>, now: number): Transition => {
  const retries = [...(message.retries ?? []), endedGeneration(message, life, now)];
  return queue(
    {
      ...message,
      generation: message.generation + 1,
      attempts: 0,
      undecidedTryAt: undefined,
      failedTries: undefined,
      lastWait: undefined,
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

const skippedLife = (reason: Reason, now: number): Life => ({
  status: 'skipped',
  reason,
  skippedAt: now,
  announceAt: now + ANNOUNCE_GRACE_MS,
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
      return { ...facts, copy: 0, life: skippedLife(beginning.reason, now) };
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
