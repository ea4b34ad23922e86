import { DAY, MINUTE } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Logger, Metrics } from '../platform/logging.ts';
import { changeEvent, type MessageBus } from './bus-events.ts';
import type { Action } from './life-actions.ts';
import { type Lanes, queueCopies } from './lanes.ts';
import type { MailgunClient } from './mailgun.ts';
import { type Message, readMessageIdHeader } from './message.ts';
import { sendingDomain } from './outgoing-mail.ts';
import { apply, type SendsTable } from './store.ts';

export interface SettleDeps {
  sends: SendsTable;
  mailgun: Pick<MailgunClient, 'events'>;
  lanes: Lanes;
  bus: MessageBus;
  logger: Logger;
  metrics: Metrics;
  config: Config;
}

/** Mailgun keeps events three days at least; what is not settled by then is for a person to decide. */
const EVENTS_KEPT_MS = 3 * DAY;
const CLOCK_SLACK_MS = MINUTE;

/**
 * Finds out what became of tries whose outcome is unknown: one read of Mailgun's events over their whole time.
 * An event settles a message as sent. Silence in a complete read, long enough after the try, means that Mailgun
 * never had it, and it is queued again under the same Message-Id. Answers how many were settled, and how many must wait.
 */
export const settle = async (
  deps: SettleDeps,
  messages: readonly Message[],
  now: number,
): Promise<{ settled: number; postponed: number }> => {
  const count = { settled: 0, postponed: 0 };
  for (const [domain, group] of byDomain(messages, deps.config)) {
    const accepted = await acceptedTries(deps, domain, group, now);
    for (const message of group) {
      const action = settleAction(message, accepted, deps.config, now);
      const written = await apply(deps.sends, message, action, {
        now,
        stillWanted: (fresh) => fresh.rev === message.rev,
      });
      if (!written.changed) continue;
      count[action.type === 'settleLater' ? 'postponed' : 'settled'] += 1;
      if (action.type === 'settleLater') continue;
      const event = changeEvent(written.message);
      if (event) await deps.bus.publish([event]);
      await queueCopies(deps.lanes, [written.message]);
    }
  }
  return count;
};

const byDomain = (messages: readonly Message[], config: Config): Map<string, Message[]> =>
  Map.groupBy(messages, (message) => sendingDomain(message.category, config));

type Tries = ReadonlyMap<string, string>;

const tryKey = (message: { id: string; generation: number }): string => `${message.id}.${message.generation}`;

/** Tries that Mailgun has accepted, with the id it gave them; undefined when its events could not be read whole. */
const acceptedTries = async (
  deps: SettleDeps,
  domain: string,
  messages: readonly Message[],
  now: number,
): Promise<Tries | undefined> => {
  const begin = Math.max(
    now - EVENTS_KEPT_MS,
    Math.min(...messages.map((message) => message.attemptedAt ?? message.createdAt)) - CLOCK_SLACK_MS,
  );
  const found = new Map<string, string>();
  try {
    for await (const event of deps.mailgun.events({
      domain,
      begin,
      end: now + CLOCK_SLACK_MS,
      types: ['accepted', 'delivered', 'failed'],
    })) {
      const which = readMessageIdHeader(event.messageId ?? '') ?? fromVariables(event.variables);
      if (which) found.set(tryKey(which), `<${event.messageId ?? tryKey(which)}>`);
    }
    return found;
  } catch (error) {
    deps.logger.error("Mailgun's events could not be read; unknown outcomes wait", {
      error: error instanceof Error ? error : JSON.stringify(error),
    });
    deps.metrics.addMetric('EventsUnreadable', 'Count', 1);
    return undefined;
  }
};

const fromVariables = (
  variables: Record<string, unknown>,
): { id: string; generation: number } | undefined => {
  const { messageId, generation } = variables;
  return typeof messageId === 'string' ? { id: messageId, generation: Number(generation ?? 0) } : undefined;
};

/** What the events say of one message. */
export const settleAction = (
  message: Message,
  accepted: Tries | undefined,
  config: Config,
  now: number,
): Action => {
  const { settle_minutes, retry_attempts } = config.email.delivery;
  const attemptedAt = message.attemptedAt ?? message.createdAt;
  const mailgunMessageId = accepted?.get(tryKey(message));
  if (mailgunMessageId !== undefined) return { type: 'sent', mailgunMessageId };
  if (now - attemptedAt > EVENTS_KEPT_MS) {
    return {
      type: 'fail',
      reason: 'outcome_unknown',
      detail: "Mailgun's events no longer reach back to the try",
    };
  }
  if (accepted === undefined) return { type: 'settleLater', settleAt: now + MINUTE };
  const silentLongEnough = attemptedAt + settle_minutes[message.lane] * MINUTE;
  if (now < silentLongEnough) return { type: 'settleLater', settleAt: silentLongEnough };
  return message.attempts > retry_attempts
    ? {
        type: 'fail',
        reason: 'dead_lettered',
        detail: message.misses?.at(-1)?.error ?? 'No try went through',
      }
    : { type: 'settledAbsent' };
};
