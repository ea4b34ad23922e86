import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Chance } from './chance.ts';
import { addressKey } from './addresses.ts';
import { eventData } from './event-data.ts';
import type { Happening } from './happenings.ts';
import type { Mail } from './mail-store.ts';

export interface EventsStore {
  /** Keeps what happened to a mail; answers the event's number. `at` is epoch milliseconds with fractions. */
  add: (mail: Mail, happening: Happening, at: number) => number | bigint;
}

const VISIBLE_AFTER_MS = 20_000;
const LATE_SHARE = 0.1;
const LATEST_MS = 4 * 60_000;

export const makeEventsStore = (
  database: DatabaseSync,
  deps: { lateness: Chance; url: () => string },
): EventsStore => {
  const insert = database.prepare(
    `INSERT INTO mailgun_events
     (domain, event, severity, message_id, recipient_key, occurred_at, visible_at, data)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const delayMs = () =>
    deps.lateness() < LATE_SHARE
      ? VISIBLE_AFTER_MS + deps.lateness() * (LATEST_MS - VISIBLE_AFTER_MS)
      : VISIBLE_AFTER_MS;
  return {
    add: (mail, happening, at) => {
      const { facts, recipient } = mail;
      const key = Buffer.from(`${mail.id}:${facts.messageId}`).toString('base64url');
      const data = eventData(happening, {
        id: randomBytes(16).toString('base64url'),
        occurredAt: at,
        recipient,
        facts,
        storage: { key, url: `${deps.url()}/v3/domains/${facts.domain}/messages/${key}` },
        deliveredAt: mail.deliveredAt,
      });
      return insert.run(
        facts.domain,
        happening.kind,
        happening.kind === 'failed' ? happening.severity : null,
        facts.messageId,
        addressKey(recipient),
        at,
        at + delayMs(),
        JSON.stringify(data),
      ).lastInsertRowid;
    },
  };
};
