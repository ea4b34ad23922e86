import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { makeMemo } from '../memo.ts';
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

/** Which events a rule takes, by source and type, and the queue that it puts them on. */
export interface BusRule {
  queueArn: string;
  matches: (event: Pick<PutEvent, 'source' | 'detailType' | 'detail'>) => boolean;
}

/** The bus: keeps what was put on it, newest last, and hands it to the queues of its rules. */
export interface EventBus {
  nextDueAt: () => number | undefined;
  /** Hands over what rules took. */
  runDue: () => Promise<void>;
  putEvents: (body: string) => ServiceAnswer;
  /** Answers the queues that it went to as well. */
  put: (event: PutEvent) => { event: StoredBusEvent; queueArns: string[] };
  /** The newest of a source. */
  list: (source: string, limit: number) => StoredBusEvent[];
  reset: () => void;
}

const entriesSchema = z.object({
  Entries: z.array(z.object({ Source: z.string(), DetailType: z.string(), Detail: z.string() })).max(10),
});
const rowSchema = z.object({ event: z.string() });

const deliverySchema = z.object({ seq: z.number(), queue: z.string(), body: z.string() });

export const makeEventBus = (
  database: DatabaseSync,
  now: () => number,
  routing: { rules: readonly BusRule[]; deliver: (queueArn: string, body: string) => Promise<void> },
): EventBus => {
  const hand = database.prepare('INSERT INTO bus_deliveries (queue, body) VALUES (?, ?)');
  const handed = database.prepare('DELETE FROM bus_deliveries WHERE seq = ?');
  const first = database.prepare('SELECT * FROM bus_deliveries ORDER BY seq LIMIT 1');
  const waiting = makeMemo(() => deliverySchema.optional().parse(first.get()));
  const insert = database.prepare('INSERT INTO bus_events (event) VALUES (?)');
  const newest = database.prepare(
    "SELECT event FROM bus_events WHERE json_extract(event, '$.source') = ? ORDER BY seq DESC LIMIT ?",
  );
  const put = (event: PutEvent): ReturnType<EventBus['put']> => {
    const stored = { ...event, id: event.id ?? randomUUID(), time: new Date(now()).toISOString() };
    insert.run(JSON.stringify(stored));
    const queueArns = routing.rules.filter(({ matches }) => matches(stored)).map(({ queueArn }) => queueArn);
    for (const queueArn of queueArns) {
      hand.run(queueArn, JSON.stringify(asTargetsSeeIt(stored)));
      waiting.forget();
    }
    return { event: stored, queueArns };
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
        body: { FailedEntryCount: 0, Entries: stored.map(({ event }) => ({ EventId: event.id })) },
      };
    },
    list: (source, limit) =>
      newest
        .all(source, limit)
        .map((row) => JSON.parse(rowSchema.parse(row).event) as StoredBusEvent)
        .reverse(),
    nextDueAt: () => waiting.get() && now(),
    runDue: async () => {
      for (let row = waiting.get(); row !== undefined; row = waiting.get()) {
        await routing.deliver(row.queue, row.body);
        handed.run(row.seq);
        waiting.forget();
      }
    },
    reset: () => {
      database.exec('DELETE FROM bus_events; DELETE FROM bus_deliveries');
      waiting.forget();
    },
  };
};

const asTargetsSeeIt = ({ id, time, source, detailType, detail }: StoredBusEvent) => ({
  version: '0',
  id,
  'detail-type': detailType,
  source,
  account: '000000000000',
  time,
  region: 'us-east-1',
  resources: [],
  detail,
});
