import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { eachPage, firstItems } from '../platform/dynamo-pages.ts';
import { appointmentIdOf, DUE_SHARDS, dueShard } from './keys.ts';

/** An appointment with something to do. */
export interface Due {
  id: string;
  /** Epoch milliseconds. */
  nextDueAt: number;
  /** Version of the time zone database by which it was planned. */
  tz: string | undefined;
}

const itemSchema = z.object({ pk: z.string(), nextDueAt: z.number(), tz: z.string().optional() });

/** When the first appointment is due after a moment; undefined when there is none. */
export const firstDueAfter = async (
  dynamo: Dynamo,
  table: string,
  at: number,
): Promise<number | undefined> => {
  const first = await Promise.all(
    Array.from({ length: DUE_SHARDS }, (_, shard) =>
      firstItems(
        dynamo,
        {
          TableName: table,
          IndexName: 'byNextDue',
          KeyConditionExpression: 'dueShard = :shard AND nextDueAt > :at',
          ExpressionAttributeValues: { ':shard': dueShard(shard), ':at': at },
        },
        1,
      ),
    ),
  );
  const dates = first.flat().map((item) => itemSchema.parse(item).nextDueAt);
  return dates.length === 0 ? undefined : Math.min(...dates);
};

/** Appointments that are due in a time, both ends included, a page at a time; those of a shard the earliest first. */
export async function* eachDue(
  dynamo: Dynamo,
  table: string,
  { from, to }: { from: number; to: number },
): AsyncGenerator<Due[]> {
  for (let shard = 0; shard < DUE_SHARDS; shard += 1) {
    const pages = eachPage(dynamo, {
      TableName: table,
      IndexName: 'byNextDue',
      KeyConditionExpression: 'dueShard = :shard AND nextDueAt BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':shard': dueShard(shard), ':from': from, ':to': to },
    });
    for await (const items of pages) {
      yield items.map((item) => {
        const { pk, nextDueAt, tz } = itemSchema.parse(item);
        return { id: appointmentIdOf(pk), nextDueAt, tz };
      });
    }
  }
}
