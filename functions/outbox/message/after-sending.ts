import { HOUR, MINUTE } from '../../platform/clock.ts';
import { become, noEffect, type ProviderAction, type Transition } from './actions.ts';
import { isFinal, type Life, type Message } from './message.ts';

/**
 * When Mailgun is asked about a sent message of which no word came, after its sending. `delivered` webhooks are
 * not repeated, servers are tried for eight hours, and events are kept for three days.
 */
const CHECKS_MS = [15 * MINUTE, HOUR, 4 * HOUR, 9 * HOUR, 24 * HOUR, 71 * HOUR];

export const awaitingEvents = (sentAt: number, checks: number): Life => {
  const delay = CHECKS_MS[checks];
  return { status: 'sent', checks, ...(delay !== undefined && { nextCheckAt: sentAt + delay }) };
};

/** Events of the provider move a status forward only, in whatever order they come. */
// eslint-disable-next-line max-lines-per-function -- the same table, of what Mailgun tells
export const afterSending = (message: Message, action: ProviderAction): Transition => {
  const { life } = message;
  const ended = isFinal(life.status);
  // Mailgun had it by then, though our own record of its answer may be later.
  const left = { sentAt: Math.max(message.attemptedAt ?? 0, earliest(message.sentAt, action.occurredAt)) };
  switch (action.type) {
    case 'accepted':
      return life.status === 'queued' || life.status === 'sending'
        ? become(message, awaitingEvents(left.sentAt, 0), {
            ...left,
            mailgunMessageId: message.mailgunMessageId ?? action.mailgunMessageId,
          })
        : noEffect;
    case 'deferred':
      return life.status === 'queued' || life.status === 'sending'
        ? become(message, awaitingEvents(left.sentAt, 0), left)
        : noEffect;
    case 'delivered': {
      const delivered = { ...left, deliveredAt: earliest(message.deliveredAt, action.occurredAt) };
      if (delivered.deliveredAt === message.deliveredAt) return noEffect;
      if (life.status === 'bounced' || life.status === 'delivered') return become(message, life, delivered);
      return ended ? noEffect : become(message, { status: 'delivered' }, delivered);
    }
    case 'bounced': {
      const bounced = { ...left, bouncedAt: earliest(message.bouncedAt, action.occurredAt) };
      if (life.status === 'bounced') {
        return bounced.bouncedAt === message.bouncedAt ? noEffect : become(message, life, bounced);
      }
      return ended && life.status !== 'delivered'
        ? noEffect
        : become(message, { status: 'bounced', detail: action.detail }, bounced);
    }
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
