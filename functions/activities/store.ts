import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { allItems } from '../platform/dynamo-pages.ts';
import { timelineKey } from '../reps/timeline.ts';
import { activityTypes } from './activity.ts';

const recordSchema = z.object({
  id: z.string(),
  /** Raised with every write. */
  rev: z.number(),
  /** Of what was told last. */
  hash: z.string(),
  /** The API client that told of it; of the bus none. */
  client: z.string().optional(),
  repId: z.string(),
  type: z.enum(activityTypes),
  at: z.number(),
  /** What tells its deal from others. */
  deal: z.string().optional(),
  leadId: z.string().optional(),
  dealId: z.string().optional(),
  stage: z.string().optional(),
  value: z.object({ amount: z.number(), currency: z.string() }).optional(),
  outcome: z.string().optional(),
  title: z.string().optional(),
  erasedAt: z.number().optional(),
});
/** An activity as it is kept; instants are epoch milliseconds. */
export type ActivityRecord = z.infer<typeof recordSchema>;

export interface ActivityStore {
  find: (id: string) => Promise<ActivityRecord | undefined>;
  /** Writes a state over the one that was read; false on a version conflict. */
  put: (record: ActivityRecord, known: ActivityRecord | undefined, now: number) => Promise<boolean>;
  /** Ids of activities that are about a lead. */
  ofLead: (leadId: string) => Promise<string[]>;
}

const SORT = 'ACTIVITY';
const keyOf = (id: string) => ({ pk: `ACTIVITY#${id}`, sk: SORT });
const leadPartition = (leadId: string): string => `ACTIVITIES_OF_LEAD#${leadId}`;
const placeOf = (record: ActivityRecord) =>
  timelineKey(record.repId, record.deal === undefined ? 'ACTIVITY' : 'DEAL', record);

/** Keeps activities for `days` after they were told last; each stands in the timeline of its rep, too. */
export const makeActivityStore = (dynamo: Dynamo, table: string, days: number): ActivityStore => ({
  find: async (id) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
    );
    return Item && recordSchema.parse(Item);
  },
  put: async (record, known, now) => {
    const ttl = Math.ceil((now + days * DAY) / 1000);
    const next = { ...record, rev: (known?.rev ?? 0) + 1, ttl };
    const put = (key: { pk: string; sk: string }, item: object) => ({
      Put: { TableName: table, Item: { ...key, ...item } },
    });
    const remove = (Key: { pk: string; sk: string }) => ({ Delete: { TableName: table, Key } });
    const left = known && placeOf(known);
    const place = placeOf(record);
    const wasAbout = known?.leadId;
    const TransactItems = [
      { Put: { ...put(keyOf(record.id), next).Put, ...overRevision(known?.rev ?? 0, now) } },
      put(place, next),
      ...(left === undefined || (left.pk === place.pk && left.sk === place.sk) ? [] : [remove(left)]),
      ...(record.leadId === undefined
        ? []
        : [put({ pk: leadPartition(record.leadId), sk: record.id }, { ttl })]),
      ...(wasAbout === undefined || wasAbout === record.leadId
        ? []
        : [remove({ pk: leadPartition(wasAbout), sk: record.id })]),
    ];
    return ifConditionsHold(dynamo.send(new TransactWriteCommand({ TransactItems })));
  },
  ofLead: async (leadId) => {
    const pointers = await allItems(dynamo, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': leadPartition(leadId) },
      ConsistentRead: true,
    });
    return pointers.map(({ sk }) => String(sk));
  },
});
