import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import pMap from 'p-map';
import type { Dynamo } from '../platform/dynamo.ts';
import { shardOf } from '../platform/ids.ts';
import type { Definition } from './definition.ts';
import { type Arm, type Ending, endings } from './enrollment.ts';
import { sequencePartition } from './keys.ts';

/** Something that is counted of a sequence. */
export type Counter =
  `enrolled_${Arm}` | `ended_${Arm}_${Ending}` | `${'sent' | 'opened' | 'clicked'}_${string}`;

/** Many are enrolled at a moment, so they are counted in as many items. */
const SHARDS = 8;

const countersKey = (sequence: string, shard: number) => ({
  pk: sequencePartition(sequence),
  sk: `STATISTICS#${shard}`,
});

/** The part of a transaction that counts what it does; each counter once. */
export const counting = (
  table: string,
  { sequence, id }: { sequence: string; id: string },
  counters: readonly Counter[],
) => ({
  Update: {
    TableName: table,
    Key: countersKey(sequence, shardOf(id, SHARDS)),
    UpdateExpression: `ADD ${counters.map((_, i) => `#c${i} :one`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(counters.map((counter, i) => [`#c${i}`, counter])),
    ExpressionAttributeValues: { ':one': 1 },
  },
});

const countersSchema = z.record(z.string(), z.unknown());

/** All that was counted of a sequence. */
export const readCounters = async (
  dynamo: Dynamo,
  table: string,
  sequence: string,
): Promise<ReadonlyMap<string, number>> => {
  const items = await pMap(
    Array.from({ length: SHARDS }, (_, shard) => shard),
    async (shard) => {
      const Key = countersKey(sequence, shard);
      return (await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
    },
  );
  const sums = new Map<string, number>();
  for (const [name, count] of items.flatMap((item) => Object.entries(countersSchema.parse(item ?? {})))) {
    if (typeof count === 'number') sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return sums;
};

/** What became of the enrolments of a sequence: of those who were treated, and beside them of those held out. */
export const statisticsOf = (counters: ReadonlyMap<string, number>, { steps }: Pick<Definition, 'steps'>) => {
  const count = (name: Counter): number => counters.get(name) ?? 0;
  const ended = Object.fromEntries(endings.map((how) => [how, count(`ended_treated_${how}`)]));
  const enrolled = count('enrolled_treated');
  const active = enrolled - Object.values(ended).reduce((sum, one) => sum + one, 0);
  return {
    enrolled,
    active,
    completed: count('ended_treated_completed'),
    goal: count('ended_treated_goal'),
    ended,
    steps: steps
      .filter((step) => 'send' in step)
      .map(({ id }) => ({
        id,
        sent: count(`sent_${id}`),
        opened: count(`opened_${id}`),
        clicked: count(`clicked_${id}`),
      })),
    heldOut: { enrolled: count('enrolled_held_out'), goal: count('ended_held_out_goal') },
  };
};
