import * as z from 'zod';
import { MINUTE } from './clock.ts';
import type { Dynamo } from './dynamo.ts';
import { eachPage, firstItems } from './dynamo-pages.ts';
import { shardOf } from './ids.ts';

/** Timers fire within a minute; what is later than this has lost its own. */
export const LATE_MS = 2 * MINUTE;

/** A thing with something to do. */
export interface Due {
  id: string;
  /** Epoch milliseconds. */
  nextDueAt: number;
  /** Version of the time zone database by which it was planned. */
  tz: string | undefined;
}

/** Things of a kind in the activity table, by when something is due of them. */
export interface DueList {
  /** What puts a thing on the list, beside its `nextDueAt`. */
  keysOf: (id: string) => { dueShard: string };
  /** When the first is due after a moment; undefined when there is none. */
  firstAfter: (at: number) => Promise<number | undefined>;
  /** Those that are due in a time, both ends included, a page at a time; those of a shard the earliest first. */
  each: (span: { from: number; to: number }) => AsyncGenerator<Due[]>;
}

/** What is due is spread over as many partitions, so that a morning of things never waits for one key. */
const SHARDS = 4;

const itemSchema = z.object({ pk: z.string(), nextDueAt: z.number(), tz: z.string().optional() });

/** `list` names the kind, such as `APPOINTMENTS`; `prefix` is what partitions of its things begin with. */
export const makeDueList = (
  dynamo: Dynamo,
  table: string,
  { list, prefix }: { list: string; prefix: string },
): DueList => {
  const shardKey = (shard: number): string => `${list}#${shard}`;
  const shards = Array.from({ length: SHARDS }, (_, shard) => shardKey(shard));
  const firstOf = async (shard: string, at: number): Promise<number[]> => {
    const items = await firstItems(
      dynamo,
      {
        TableName: table,
        IndexName: 'byNextDue',
        KeyConditionExpression: 'dueShard = :shard AND nextDueAt > :at',
        ExpressionAttributeValues: { ':shard': shard, ':at': at },
      },
      1,
    );
    return items.map((item) => itemSchema.parse(item).nextDueAt);
  };
  return {
    keysOf: (id) => ({ dueShard: shardKey(shardOf(id, SHARDS)) }),
    firstAfter: async (at) => {
      const dates = (await Promise.all(shards.map((shard) => firstOf(shard, at)))).flat();
      return dates.length === 0 ? undefined : Math.min(...dates);
    },
    each: async function* ({ from, to }) {
      for (const shard of shards) {
        const pages = eachPage(dynamo, {
          TableName: table,
          IndexName: 'byNextDue',
          KeyConditionExpression: 'dueShard = :shard AND nextDueAt BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':shard': shard, ':from': from, ':to': to },
        });
        for await (const items of pages) {
          yield items.map((item) => {
            const { pk, nextDueAt, tz } = itemSchema.parse(item);
            return { id: pk.slice(prefix.length), nextDueAt, tz };
          });
        }
      }
    },
  };
};
