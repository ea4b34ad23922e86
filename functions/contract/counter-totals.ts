import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import { type Dynamo } from '../platform/dynamo.ts';
import { allItems } from '../platform/dynamo-pages.ts';
import { categoryOfCounter, COUNTER_SHARDS, counterPartition } from './counters.ts';

/** Counters by name, summed. */
export type Totals = Record<string, number>;

const countersSchema = z.looseObject({ sk: z.string() });

interface Metrics {
  dynamo: Dynamo;
  table: string;
}

/** Counters of a time by category, each by name; whole hours, the first and the last included. */
export const totalsByCategory = async (
  metrics: Metrics,
  time: { from: number; to: number },
): Promise<Map<string, Totals>> => {
  const [first, last] = [time.from, time.to].map((at) => toIso(at).slice(0, 13)) as [string, string];
  const byCategory = new Map<string, Totals>();
  for (const day of daysOf(time)) {
    const partitions = Array.from({ length: COUNTER_SHARDS }, (_, shard) => counterPartition(day, shard));
    const items = await Promise.all(partitions.map((pk) => readPartition(metrics, pk, first)));
    for (const { sk, ...counters } of items.flat()) {
      if (sk.slice(0, 13) > last) continue;
      const category = categoryOfCounter(sk);
      const totals = byCategory.get(category) ?? {};
      byCategory.set(category, totals);
      addAll(totals, counters);
    }
  }
  return byCategory;
};

const daysOf = ({ from, to }: { from: number; to: number }): string[] => {
  const days = new Set<string>();
  for (let at = from; at < to; at += DAY) days.add(toIso(at).slice(0, 10));
  return [...days, toIso(to).slice(0, 10)].filter((day, i, all) => all.indexOf(day) === i);
};

const addAll = (totals: Totals, counters: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(counters)) {
    if (typeof value === 'number') totals[name] = (totals[name] ?? 0) + value;
  }
};

/** All counters of the last 24 hours, by name, summed over everything else. */
export const totalsOfLastDay = async (metrics: Metrics, now: number): Promise<Totals> =>
  sumOf(await totalsByCategory(metrics, { from: now - DAY, to: now }));

/** Counters of all categories together. */
export const sumOf = (byCategory: ReadonlyMap<string, Totals>): Totals => {
  const totals: Totals = {};
  for (const counters of byCategory.values()) addAll(totals, counters);
  return totals;
};

const readPartition = async (
  { dynamo, table }: Metrics,
  pk: string,
  fromHour: string,
): Promise<z.infer<typeof countersSchema>[]> => {
  const items = await allItems(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': pk, ':from': fromHour },
  });
  return items.map((item) => countersSchema.parse(item));
};
