import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, overRevision } from '../platform/dynamo.ts';
import { repPartition } from './keys.ts';
import { ttlAfter } from './lead-item.ts';
import { emptyLedger, ledgerSchema, type RepLedger } from './noise.ts';

const itemSchema = ledgerSchema.extend({ rev: z.number() });
const keyOf = (repId: string) => ({ pk: repPartition(repId), sk: 'LEDGER' });

/** What a rep was sent of late, and the revision that the next write goes over. */
export const readLedger = async (
  dynamo: Dynamo,
  table: string,
  repId: string,
): Promise<{ ledger: RepLedger; rev: number }> => {
  const get = new GetCommand({ TableName: table, Key: keyOf(repId), ConsistentRead: true });
  const { Item } = await dynamo.send(get);
  if (Item === undefined) return { ledger: emptyLedger, rev: 0 };
  const { rev, ...ledger } = itemSchema.parse(Item);
  return { ledger, rev };
};

/** Writes it over the revision that was read, within a transaction. */
export const ledgerWrite = (
  table: string,
  repId: string,
  { ledger, rev }: { ledger: RepLedger; rev: number },
  now: number,
) => {
  const neededUntil = Math.max(ledger.batch?.dueAt ?? 0, now) + 2 * DAY;
  const Item = { ...keyOf(repId), ...ledger, rev: rev + 1, ttl: ttlAfter(neededUntil, 0) };
  return { Put: { TableName: table, Item, ...overRevision(rev, now) } };
};
