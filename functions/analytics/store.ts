import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { COUNTER_SHARDS, counterPartition } from '../tracking/counters.ts';

/** Counters by name, summed. */
export type Totals = Record<string, number>;

const countersSchema = z.looseObject({ sk: z.string() });

/** All counters of the last 24 hours, by name, summed over everything else. */
export const totalsOfLastDay = async (
  metrics: { dynamo: Dynamo; table: string },
  now: number,
): Promise<Totals> => {
  const from = toIso(now - DAY).slice(0, 13);
  const days = [...new Set([now - DAY, now].map((at) => toIso(at).slice(0, 10)))];
  const partitions = days.flatMap((day) =>
    Array.from({ length: COUNTER_SHARDS }, (_, shard) => counterPartition(day, shard)),
  );
  const totals: Totals = {};
  for (const items of await Promise.all(partitions.map((pk) => readPartition(metrics, pk, from)))) {
    for (const item of items) {
      for (const [name, value] of Object.entries(item)) {
        if (typeof value === 'number') totals[name] = (totals[name] ?? 0) + value;
      }
    }
  }
  return totals;
};

const readPartition = async (
  metrics: { dynamo: Dynamo; table: string },
  pk: string,
  fromHour: string,
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await metrics.dynamo.send(
      new QueryCommand({
        TableName: metrics.table,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': pk, ':from': fromHour },
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(page.Items ?? []).map((item) => countersSchema.parse(item)));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
};
