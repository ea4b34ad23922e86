import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { ServiceAnswer } from './scheduler.ts';

export interface PutEvent {
  id?: string | undefined;
  source: string;
  detailType: string;
  detail: unknown;
}

export interface StoredBusEvent extends PutEvent {
  id: string;
  time: string;
}

/** The bus: keeps what was put on it, newest last. */
export interface EventBus {
  putEvents: (body: string) => ServiceAnswer;
  put: (event: PutEvent) => StoredBusEvent;
  list: (limit: number) => StoredBusEvent[];
  reset: () => void;
}

const entriesSchema = z.object({
  Entries: z.array(z.object({ Source: z.string(), DetailType: z.string(), Detail: z.string() })).max(10),
});
const rowSchema = z.object({ event: z.string() });

export const makeEventBus = (database: DatabaseSync, now: () => number): EventBus => {
  const insert = database.prepare('INSERT INTO bus_events (event) VALUES (?)');
  const newest = database.prepare('SELECT event FROM bus_events ORDER BY seq DESC LIMIT ?');
  const put = (event: PutEvent): StoredBusEvent => {
    const stored = { ...event, id: event.id ?? randomUUID(), time: new Date(now()).toISOString() };
    insert.run(JSON.stringify(stored));
    return stored;
  };
  return {
    put,
    putEvents: (body) => {
      const { Entries } = entriesSchema.parse(JSON.parse(body));
      const stored = Entries.map((entry) =>
        put({
          source: entry.Source,
          detailType: entry.DetailType,
          detail: JSON.parse(entry.Detail) as unknown,
        }),
      );
      return {
        status: 200,
        body: { FailedEntryCount: 0, Entries: stored.map(({ id }) => ({ EventId: id })) },
      };
    },
    list: (limit) =>
      newest
        .all(limit)
        .map((row) => JSON.parse(rowSchema.parse(row).event) as StoredBusEvent)
        .reverse(),
    reset: () => database.exec('DELETE FROM bus_events'),
  };
};
