import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Of the folder of data. */
export const STATE_FILE = 'state.db';

/** Opens the file that everything of the embedded cloud is kept in which is not AWS's own data. */
export const openState = (dataDir: string): DatabaseSync => {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(path.join(dataDir, STATE_FILE));
  // A killed process loses nothing that was written; only a machine that loses power could.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(`
    CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_ms INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS secrets (arn TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, due_at INTEGER NOT NULL, target TEXT NOT NULL, input TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS bus_events (seq INTEGER PRIMARY KEY, event TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS sms (seq INTEGER PRIMARY KEY, recipient TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS sms_throttled (message TEXT PRIMARY KEY, times INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS bus_deliveries (seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, body TEXT NOT NULL);
  `);
  return database;
};

/** How far the clock was moved ahead. */
export const storedOffset = (database: DatabaseSync): number => {
  const row = database.prepare('SELECT offset_ms FROM clock').get();
  return row === undefined ? 0 : Number(row['offset_ms']);
};

export const storeOffset = (database: DatabaseSync, offsetMs: number): void => {
  database.prepare('INSERT OR REPLACE INTO clock (id, offset_ms) VALUES (1, ?)').run(offsetMs);
};
