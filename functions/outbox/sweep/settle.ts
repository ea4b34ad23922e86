import { DAY, MINUTE } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import { loggable, type Logger, type Meter } from '../../platform/logging.ts';
import { finish, type FinishDeps } from '../message/finish.ts';
import type { Action } from '../message/actions.ts';
import { type Lanes, queueCopies } from '../message/lanes.ts';
import type { MailgunClient } from '../../mailgun/mailgun.ts';
import { readEvent } from '../../mailgun/event.ts';
import type { Message } from '../message/message.ts';
import { queueRawEvents, type RawEventsQueue } from '../../mailgun/raw-events.ts';
import { apply } from '../message/store.ts';
import { countedTries } from '../message/tries.ts';
import { sendingDomain } from '../message/sending-domain.ts';

export interface SettleDeps extends FinishDeps {
  mailgun: Pick<MailgunClient, 'events'>;
  lanes: Lanes;
  rawEvents: RawEventsQueue;
  logger: Logger;
  metrics: Meter;
  config: Config;
  /** When Mailgun last took a mail after others had failed, epoch milliseconds. */
  recoveredAt: () => Promise<number>;
}

/** Mailgun keeps events three days at least; what is not settled by then is for a person to decide. */
const EVENTS_KEPT_MS = 3 * DAY;
const CLOCK_SLACK_MS = MINUTE;

/**
 * Finds out what became of tries whose outcome is unknown: one read of Mailgun's events over their whole time.
 * An event goes the way of every event, through `track`, which moves the message. Silence in a complete read, long
 * enough after the try, means that Mailgun never had it, and it is queued again under the same Message-Id.
 * Answers how many were settled, and how many must wait.
 */
export const settle = async (
  deps: SettleDeps,
  messages: readonly Message[],
  now: number,
): Promise<{ settled: number; postponed: number }> => {
  const count = { settled: 0, postponed: 0 };
  if (messages.length === 0) return count;
  const recoveredAt = await deps.recoveredAt();
  for (const [domain, group] of byDomain(messages, deps.config)) {
    const heard = await heardOf(deps, domain, group, now);
    const events = group.flatMap((message) => heard?.get(tryKey(message)) ?? []);
    await queueRawEvents(
      deps.rawEvents,
      events.map((event) => ({ receivedAt: now, event })),
    );
    count.settled += events.length;
    for (const message of group) {
      const action = settleAction(message, heard, deps.config, { now, recoveredAt });
      const written = await apply(deps.sends, message, action, {
        now,
        stillWanted: (fresh) => fresh.rev === message.rev,
      });
      if (!written.changed) continue;
      count[action.type === 'settleLater' ? 'postponed' : 'settled'] += 1;
      await queueCopies(deps.lanes, [written.message]);
      await finish(deps, [written.message]);
    }
  }
  return count;
};

const byDomain = (messages: readonly Message[], config: Config): Map<string, Message[]> =>
  Map.groupBy(messages, (message) => sendingDomain(message.category, config));

/** The first event of each try that Mailgun has; each is proof that the mail was taken. */
type Heard = ReadonlyMap<string, unknown>;

const tryKey = (message: { id: string; generation: number }): string => `${message.id}.${message.generation}`;

/** What Mailgun's events say of these tries; undefined when they could not be read whole. */
const heardOf = async (
  deps: SettleDeps,
  domain: string,
  messages: readonly Message[],
  now: number,
): Promise<Heard | undefined> => {
  const begin = Math.max(
    now - EVENTS_KEPT_MS,
    Math.min(...messages.map((message) => message.attemptedAt ?? message.createdAt)) - CLOCK_SLACK_MS,
  );
  const heard = new Map<string, unknown>();
  try {
    for await (const raw of deps.mailgun.events({
      domain,
      begin,
      end: now + CLOCK_SLACK_MS,
      types: ['accepted', 'delivered', 'failed', 'rejected'],
    })) {
      const read = readEvent(raw);
      if (!read.known) continue;
      const key = tryKey({ id: read.event.messageId, generation: read.event.generation });
      if (!heard.has(key)) heard.set(key, raw);
    }
    return heard;
  } catch (error) {
    deps.logger.error("Mailgun's events could not be read; unknown outcomes wait", {
      error: loggable(error),
    });
    deps.metrics.addMetric('EventsUnreadable', 'Count', 1);
    return undefined;
  }
};

/** `track` has moved a message by then whose event was handed to it. */
const TRACK_MS = 2 * MINUTE;

/** What the events, or their absence, do to one message. */
export const settleAction = (
  message: Message,
  heard: Heard | undefined,
  config: Config,
  { now, recoveredAt }: { now: number; recoveredAt: number },
): Action => {
  const { settle_minutes, retry_attempts } = config.email.delivery;
  const attemptedAt = message.attemptedAt ?? message.createdAt;
  if (heard?.has(tryKey(message)) === true) return { type: 'settleLater', settleAt: now + TRACK_MS };
  if (now - attemptedAt > EVENTS_KEPT_MS) {
    return {
      type: 'fail',
      reason: 'outcome_unknown',
      detail: "Mailgun's events no longer reach back to the try",
    };
  }
  if (heard === undefined) return { type: 'settleLater', settleAt: now + MINUTE };
  const silentLongEnough = attemptedAt + settle_minutes[message.lane] * MINUTE;
  if (now < silentLongEnough) return { type: 'settleLater', settleAt: silentLongEnough };
  return countedTries(message, recoveredAt) > retry_attempts
    ? {
        type: 'fail',
        reason: 'dead_lettered',
        detail: message.failedTries?.at(-1)?.error ?? 'No try went through',
      }
    : { type: 'settledAbsent' };
};
