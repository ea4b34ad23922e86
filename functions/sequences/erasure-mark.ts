import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, overRevision } from '../platform/dynamo.ts';
import { personPartition } from './keys.ts';

/** Much longer than anybody takes to be enrolled. */
const KEPT_MS = DAY;

/** When somebody was erased last, as the revision of an item under the hash of their address. */
const markSchema = z.object({ rev: z.number() });
const keyOf = (email: string) => ({ pk: personPartition(email), sk: 'ERASED' });
const markOf = (email: string, at: number, now: number) => ({
  ...keyOf(email),
  rev: at,
  ttl: Math.ceil((now + KEPT_MS) / 1000),
});

/** When somebody was erased of late, epoch milliseconds; 0 when they were not. */
export const readErasure = async (dynamo: Dynamo, table: string, email: string): Promise<number> => {
  const get = new GetCommand({ TableName: table, Key: keyOf(email), ConsistentRead: true });
  const { Item } = await dynamo.send(get);
  return Item === undefined ? 0 : markSchema.parse(Item).rev;
};

/** Notes that somebody is erased from now on: who is being enrolled at this moment no more will be. */
export const markErased = async (
  dynamo: Dynamo,
  table: string,
  email: string,
  now: number,
): Promise<void> => {
  await dynamo.send(new PutCommand({ TableName: table, Item: markOf(email, now, now) }));
};

/** The part of a transaction that holds only where somebody was not erased since it was read when they were last. */
export const unlessErasedSince = (
  table: string,
  email: string,
  { erasedAt, now }: { erasedAt: number; now: number },
) => ({
  TableName: table,
  Item: markOf(email, erasedAt, now),
  ...overRevision(erasedAt, now),
});
