import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { clockKey } from '../reps/digest-clocks.ts';

const clockSchema = z.object({
  timezone: z.string(),
  hour: z.number(),
  /** Of the next digests, as far as they are planned. */
  slotAt: z.number().optional(),
  nextDueAt: z.number(),
  /** When a rep was put last who has this hour. */
  usedAt: z.number(),
});
/** An hour on the clocks of a zone at which digests are due. Instants are epoch milliseconds. */
export type DigestClock = z.infer<typeof clockSchema>;

export interface ClockStore {
  find: (id: string) => Promise<DigestClock | undefined>;
  /** Plans the next slot, over the one that was read; false where somebody has done so. */
  planNext: (id: string, read: DigestClock, slotAt: number) => Promise<boolean>;
  /** Takes an hour off the list, unless a rep was put since who has it. */
  retire: (id: string, read: DigestClock) => Promise<void>;
}

export const makeClockStore = (dynamo: Dynamo, table: string): ClockStore => ({
  find: async (id) => {
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: table, Key: clockKey(id), ConsistentRead: true }),
    );
    return Item && clockSchema.parse(Item);
  },
  planNext: (id, { nextDueAt }, slotAt) =>
    ifConditionHolds(
      dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: clockKey(id),
          UpdateExpression: 'SET slotAt = :slot, nextDueAt = :slot',
          ConditionExpression: 'nextDueAt = :read',
          ExpressionAttributeValues: { ':slot': slotAt, ':read': nextDueAt },
        }),
      ),
    ),
  retire: async (id, { usedAt }) => {
    const remove = new DeleteCommand({
      TableName: table,
      Key: clockKey(id),
      ConditionExpression: 'usedAt = :read',
      ExpressionAttributeValues: { ':read': usedAt },
    });
    await ifConditionHolds(dynamo.send(remove));
  },
});
