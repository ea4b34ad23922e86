import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { linkPartition } from './keys.ts';
import { ttlAfter } from './lead-item.ts';

const linkSchema = z.object({ leadId: z.string(), run: z.number(), repId: z.string() });
/** What a link stands for: one rep, asked in one run. */
export type LeadLink = z.infer<typeof linkSchema>;

export interface LinkStore {
  put: (token: string, link: LeadLink, now: number) => Promise<void>;
  find: (token: string) => Promise<LeadLink | undefined>;
}

const SORT = 'LINK';
/** Nobody takes a lead by a mail of last quarter. */
const KEPT_DAYS = 90;

export const makeLinkStore = (dynamo: Dynamo, table: string): LinkStore => ({
  put: async (token, link, now) => {
    const Item = { pk: linkPartition(token), sk: SORT, ...link, ttl: ttlAfter(now, KEPT_DAYS) };
    await dynamo.send(new PutCommand({ TableName: table, Item }));
  },
  find: async (token) => {
    const Key = { pk: linkPartition(token), sk: SORT };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item && linkSchema.parse(Item);
  },
});
