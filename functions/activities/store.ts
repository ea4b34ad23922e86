import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { allItems } from '../platform/dynamo-pages.ts';
import { deleteItem, isSamePlace, putItem, timelineKey } from '../reps/timeline.ts';
import { type ActivityEntry, activityTypes } from '../reps/timeline-entries.ts';

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
const placeOf = ({ repId, deal, at, id, type }: ActivityRecord) =>
  timelineKey(repId, deal === undefined ? 'EVENT' : 'DEAL', { at, id: `${type}#${id}` });
const entryOf = ({
  id,
  type,
  at,
  leadId,
  deal,
  stage,
  value,
  outcome,
  title,
}: ActivityRecord): ActivityEntry => ({ id, type, at, leadId, deal, stage, value, outcome, title });

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
    const left = known && placeOf(known);
    const place = placeOf(record);
    const wasAbout = known?.leadId;
    const pointer = (leadId: string) => ({ pk: leadPartition(leadId), sk: record.id });
    const TransactItems = [
      { Put: { ...putItem(table, keyOf(record.id), next).Put, ...overRevision(known?.rev ?? 0, now) } },
      putItem(table, place, { ...entryOf(record), ttl }),
      ...(left === undefined || isSamePlace(left, place) ? [] : [deleteItem(table, left)]),
      ...(record.leadId === undefined ? [] : [putItem(table, pointer(record.leadId), { ttl })]),
      ...(wasAbout === undefined || wasAbout === record.leadId ? [] : [deleteItem(table, pointer(wasAbout))]),
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
