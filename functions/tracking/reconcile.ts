import { MINUTE } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { EventsQuery, MailgunClient } from '../mailgun/mailgun.ts';
import { type Message } from '../outbox/message/message.ts';
import { queueRawEvents, type RawEventsQueue } from '../mailgun/raw-events.ts';
import { apply, findDue, findMessages, type SendsTable } from '../outbox/message/store.ts';
import type { Logger } from '../platform/logging.ts';
import { readEvent } from '../mailgun/event.ts';
import { messageIdHeader } from '../contract/message-id.ts';
import { sendingDomain } from '../outbox/message/sending-domain.ts';

export interface ReconcileDeps {
  sends: SendsTable;
  mailgun: Pick<MailgunClient, 'events'>;
  rawEvents: RawEventsQueue;
  logger: Logger;
  config: Config;
  now: () => number;
}

export interface ReconcileReport {
  /** Messages of which no word had come. */
  asked: number;
  /** What Mailgun had to say of them. */
  events: number;
  nextCheckAt: number | undefined;
}

const PER_SHARD = 50;
const SLACK_MS = MINUTE;
/** From so many on, one read over their time is cheaper than one for each. */
const WORTH_A_SCAN = 20;
/** How long after its sending a message's word mostly comes; what comes later is asked for by the message. */
const SCAN_REACH_MS = 10 * MINUTE;

const types = ['delivered', 'failed', 'opened', 'clicked', 'complained', 'unsubscribed', 'rejected'];

/**
 * Asks Mailgun what became of sent messages whose webhooks never came: it does not repeat `delivered`,
 * and our endpoint may have been down for longer than it repeats the others. What it says goes to `track`,
 * as if a webhook had brought it.
 */
export const reconcile = async (deps: ReconcileDeps, endsAt: number): Promise<ReconcileReport> => {
  const report: ReconcileReport = { asked: 0, events: 0, nextCheckAt: undefined };
  for (;;) {
    const now = deps.now();
    const due = await findDue(deps.sends, 'reconcile', { now, limit: PER_SHARD });
    report.nextCheckAt = due.ids.length > 0 ? now : due.nextCheckAt;
    if (due.ids.length === 0 || now >= endsAt) break;
    const messages = [...(await findMessages(deps.sends, due.ids)).values()].filter((message) =>
      isDue(message, now),
    );
    if (messages.length === 0) break;
    report.asked += messages.length;
    for (const [domain, group] of Map.groupBy(messages, (message) =>
      sendingDomain(message.category, deps.config),
    )) {
      report.events += await reconcileGroup(deps, domain, group);
    }
    for (const message of messages) {
      await apply(
        deps.sends,
        message,
        { type: 'noEvents' },
        { now, stillWanted: (fresh) => isDue(fresh, now) },
      );
    }
  }
  if (report.asked > 0) deps.logger.info('Reconciled', { ...report });
  return report;
};

const isDue = (message: Message, now: number): boolean =>
  message.life.status === 'sent' && (message.life.nextCheckAt ?? Infinity) <= now;

const reconcileGroup = async (
  deps: ReconcileDeps,
  domain: string,
  group: readonly Message[],
): Promise<number> => {
  const ids = new Set(group.map(({ id }) => id));
  const heard: unknown[] = [];
  for (const query of queries(domain, group, deps.now())) {
    for await (const raw of deps.mailgun.events(query)) {
      const read = readEvent(raw);
      if (read.known && ids.has(read.event.messageId)) heard.push(raw);
    }
  }
  const receivedAt = deps.now();
  await queueRawEvents(
    deps.rawEvents,
    heard.map((event) => ({ receivedAt, event })),
  );
  return heard.length;
};

const queries = (domain: string, group: readonly Message[], now: number): EventsQuery[] => {
  const sentAt = (message: Message): number => message.sentAt ?? message.createdAt;
  if (group.length < WORTH_A_SCAN) {
    return group.map((message) => ({
      domain,
      begin: sentAt(message) - SLACK_MS,
      end: now + SLACK_MS,
      types,
      messageId: (message.mailgunMessageId ?? messageIdHeader(message, domain)).replace(/^<|>$/g, ''),
    }));
  }
  const times = group.map(sentAt);
  const end = Math.min(now, Math.max(...times) + SCAN_REACH_MS);
  return [{ domain, begin: Math.min(...times) - SLACK_MS, end: end + SLACK_MS, types }];
};
