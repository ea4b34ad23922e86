import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../../platform/dynamo.ts';

const clockSchema = z.object({
  /** The day, hour and zone that it was planned by. */
  rule: z.string(),
  /** When the next report is due, epoch milliseconds. */
  nextAt: z.number(),
});
export type ReportClock = z.infer<typeof clockSchema>;

export interface ReportClockStore {
  find: () => Promise<ReportClock | undefined>;
  put: (clock: ReportClock) => Promise<void>;
}

const KEY = { pk: 'WEEKLY_REPORT', sk: 'CLOCK' } as const;

export const makeReportClock = (dynamo: Dynamo, table: string): ReportClockStore => ({
  find: async () => {
    const get = new GetCommand({ TableName: table, Key: KEY, ConsistentRead: true });
    const { Item } = await dynamo.send(get);
    return Item && clockSchema.parse(Item);
  },
  put: async (clock) => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...KEY, ...clock } }));
  },
});
