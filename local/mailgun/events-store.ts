import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { addressKey } from './addresses.ts';
import type { Chance } from './chance.ts';
import { type EventData, eventData } from './event-data.ts';
import type { Happening } from './happenings.ts';
import type { Mail } from './mail-store.ts';
import type { StoredMessages } from './stored-messages.ts';

export interface EventsStore {
  /** Keeps what happened to a mail; answers the event's number. `at` is epoch milliseconds with fractions. */
  add: (mail: Mail, happening: Happening, at: number) => number | bigint;
  /** Keeps any event as it is given, seen at once; an id and a time are added where it has none. */
  addGiven: (domain: string, event: EventData, now: number) => EventData;
}

const VISIBLE_AFTER_MS = 20_000;
const LATE_SHARE = 0.1;
const LATEST_MS = 4 * 60_000;

export const makeEventsStore = (
  database: DatabaseSync,
  deps: { lateness: Chance; stored: Pick<StoredMessages, 'reference'> },
): EventsStore => {
  const insert = database.prepare(
    `INSERT INTO mailgun_events
     (domain, event, severity, message_id, recipient_key, occurred_at, visible_at, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const put = (domain: string, event: EventData, times: { occurredAt: number; visibleAt: number }) => {
    const facts = searchedSchema.parse(event);
    return insert.run(
      domain,
      facts.event,
      facts.severity,
      bracketed(facts.message.headers['message-id']),
      addressKey(facts.recipient),
      times.occurredAt,
      times.visibleAt,
      JSON.stringify(event),
    ).lastInsertRowid;
  };
  const delayMs = () =>
    deps.lateness() < LATE_SHARE
      ? VISIBLE_AFTER_MS + deps.lateness() * (LATEST_MS - VISIBLE_AFTER_MS)
      : VISIBLE_AFTER_MS;
  return {
    add: (mail, happening, at) => {
      const { facts, recipient, deliveredAt } = mail;
      const data = eventData(happening, {
        id: newEventId(),
        occurredAt: at,
        recipient,
        facts,
        storage: deps.stored.reference({ id: mail.id, domain: facts.domain, messageId: facts.messageId }),
        deliveredAt,
      });
      return put(facts.domain, data, { occurredAt: at, visibleAt: at + delayMs() });
    },
    addGiven: (domain, event, now) => {
      const stored = { id: newEventId(), timestamp: now / 1000, ...event };
      const seconds = z
        .number()
        .catch(now / 1000)
        .parse(stored.timestamp);
      put(domain, stored, { occurredAt: seconds * 1000, visibleAt: now });
      return stored;
    },
  };
};

const newEventId = (): string => randomBytes(16).toString('base64url');

/** The form in which Message-Ids are compared, whoever wrote them; empty when there is none. */
export const bracketed = (messageId: string): string =>
  messageId === '' ? '' : `<${messageId.replace(/^<|>$/g, '')}>`;

/** What events are searched by; an event of another application may have any of it in a form of its own. */
const searchedSchema = z.object({
  event: z.string().catch(''),
  severity: z.string().nullable().catch(null),
  recipient: z.string().catch(''),
  message: z
    .object({ headers: z.object({ 'message-id': z.string().catch('') }).catch({ 'message-id': '' }) })
    .catch({ headers: { 'message-id': '' } }),
});
