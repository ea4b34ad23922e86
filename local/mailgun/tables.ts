import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

const names = [
  'mailgun_messages',
  'mailgun_mails',
  'mailgun_events',
  'mailgun_webhooks',
  'mailgun_plays',
  'mailgun_suppressions',
  'mailgun_domains',
  'mailgun_settings',
] as const;

// AUTOINCREMENT: an id that was cleared away must not come back while an older answer is still on its way.
const schema = `
CREATE TABLE IF NOT EXISTS mailgun_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  facts TEXT NOT NULL,
  content TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mailgun_mails (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  received_at REAL,
  delivered_at REAL
);
CREATE INDEX IF NOT EXISTS mailgun_mails_received ON mailgun_mails (received_at, id);
CREATE INDEX IF NOT EXISTS mailgun_mails_recipient ON mailgun_mails (recipient_key, received_at, id);
CREATE TABLE IF NOT EXISTS mailgun_events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  domain TEXT NOT NULL,
  event TEXT NOT NULL,
  severity TEXT,
  message_id TEXT NOT NULL,
  recipient_key TEXT NOT NULL,
  occurred_at REAL NOT NULL,
  visible_at REAL NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mailgun_events_occurred ON mailgun_events (domain, occurred_at, seq);
CREATE INDEX IF NOT EXISTS mailgun_events_message ON mailgun_events (message_id);
CREATE TABLE IF NOT EXISTS mailgun_webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  event INTEGER NOT NULL,
  due_at REAL NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  signature TEXT
);
CREATE INDEX IF NOT EXISTS mailgun_webhooks_due ON mailgun_webhooks (due_at, id);
CREATE TABLE IF NOT EXISTS mailgun_plays (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  mail INTEGER NOT NULL,
  due_at REAL NOT NULL,
  occurs_at REAL NOT NULL,
  play TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mailgun_plays_due ON mailgun_plays (due_at, id);
CREATE TABLE IF NOT EXISTS mailgun_suppressions (
  domain TEXT NOT NULL,
  list TEXT NOT NULL,
  address TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (domain, list, address)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mailgun_domains (name TEXT PRIMARY KEY, created_at REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mailgun_settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/** Creates what is missing, so that a database of an earlier run is carried on. */
export const createTables = (database: DatabaseSync): void => {
  database.exec(schema);
};

export const emptyTables = (database: DatabaseSync): void => {
  inTransaction(database, () => {
    for (const name of names) database.exec(`DELETE FROM ${name}`);
  });
};

/** All or nothing; joins the caller's transaction when there is one. */
export const inTransaction = <T>(database: DatabaseSync, work: () => T): T => {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
};

/** A column that holds JSON. */
export const jsonColumn = <T extends z.ZodType>(shape: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(shape);
