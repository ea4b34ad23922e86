import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DAY, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import type { Fault } from '../platform/errors.ts';

/** Longer than EventBridge goes on trying, and than a queue keeps what it has. */
const KEPT_MS = 30 * DAY;

export interface SeenEvents {
  has: (key: string) => Promise<boolean>;
  add: (key: string, now: number) => Promise<void>;
  /** Keeps why an event was refused, without what it says. */
  refuse: (event: { id: string; detailType: string; faults: readonly Fault[] }, now: number) => Promise<void>;
}

export const makeSeenEvents = (dynamo: Dynamo, table: string): SeenEvents => {
  const keyOf = (key: string) => ({ pk: `BUS_EVENT#${key}`, sk: 'BUS_EVENT' });
  const ttl = (now: number): number => Math.ceil((now + KEPT_MS) / 1000);
  return {
    has: async (key) => {
      const answer = await dynamo.send(
        new GetCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }),
      );
      return answer.Item !== undefined;
    },
    add: async (key, now) => {
      await dynamo.send(new PutCommand({ TableName: table, Item: { ...keyOf(key), ttl: ttl(now) } }));
    },
    refuse: async ({ id, detailType, faults }, now) => {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            pk: `REFUSED_EVENT#${toIso(now).slice(0, 10)}`,
            sk: `${toIso(now)}#${id}`,
            detailType,
            faults: faults.map(({ pointer, code }) => ({ pointer, code })),
            ttl: ttl(now),
          },
        }),
      );
    },
  };
};
