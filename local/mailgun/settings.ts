import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { jsonColumn } from './tables.ts';

/** One value under a key, the same after a restart. */
export interface Setting<T> {
  read: () => T;
  write: (value: T) => void;
}

/** Keeps a setting in memory too, since it is read with each send; `initial` when it was never written. */
export const makeSetting = <T>(
  database: DatabaseSync,
  setting: { key: string; shape: z.ZodType<T>; initial: T },
): Setting<T> => {
  const select = database.prepare('SELECT value FROM mailgun_settings WHERE key = ?');
  const upsert = database.prepare('INSERT OR REPLACE INTO mailgun_settings (key, value) VALUES (?, ?)');
  const row = z.object({ value: jsonColumn(setting.shape) }).optional();
  let value = row.parse(select.get(setting.key))?.value ?? setting.initial;
  return {
    read: () => value,
    write: (next) => {
      upsert.run(setting.key, JSON.stringify(next));
      value = next;
    },
  };
};
