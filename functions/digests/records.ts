import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { allItems } from '../platform/dynamo-pages.ts';

/** Whose day is told: the rep's own, or that of the teams that they lead. */
export const digestKinds = ['rep', 'team'] as const;
export type DigestKind = (typeof digestKinds)[number];

const recordSchema = z.object({
  kind: z.enum(digestKinds),
  repId: z.string(),
  /** On the calendar of the rep. */
  date: z.string(),
  slotAt: z.number(),
  state: z.enum(['begun', 'sent', 'quiet', 'late']),
  /** What it told, so that it is not told again at once. */
  insights: z.array(z.object({ rule: z.string(), about: z.string(), strength: z.number() })).default([]),
});
/** What became of the digest of a day. Instants are epoch milliseconds. */
export type DigestRecord = z.infer<typeof recordSchema>;

/** Names the digest of a day. */
export type DigestDay = Pick<DigestRecord, 'kind' | 'repId' | 'date'>;

/** Longer than previews look back, and than insights are remembered. */
const KEPT_DAYS = 120;

export interface DigestRecords {
  /** Those of days before a date, the oldest first. */
  before: (day: DigestDay) => Promise<DigestRecord[]>;
  /**
   * Begins the digest of a day for a slot; answers what there is: one that has ended, or that is of another slot, is
   * not to be sent any more.
   */
  begin: (record: DigestRecord) => Promise<'begun' | 'over'>;
  /** Notes what became of it. */
  end: (record: DigestRecord) => Promise<void>;
}

const partitionOf = (repId: string): string => `DIGESTS#${repId}`;
const sortOf = ({ kind, date }: Pick<DigestDay, 'kind' | 'date'>): string => `${kind}#${date}`;

export const makeDigestRecords = (dynamo: Dynamo, table: string): DigestRecords => {
  const put = (record: DigestRecord) => ({
    TableName: table,
    Item: {
      pk: partitionOf(record.repId),
      sk: sortOf(record),
      ...record,
      ttl: Math.ceil((record.slotAt + KEPT_DAYS * DAY) / 1000),
    },
  });
  return {
    before: async ({ kind, repId, date }) => {
      const items = await allItems(dynamo, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':pk': partitionOf(repId),
          ':first': `${kind}#`,
          ':last': `${kind}#${date}`,
        },
        ConsistentRead: true,
      });
      return items.map((item) => recordSchema.parse(item)).filter((record) => record.date < date);
    },
    begin: async (record) => {
      const isBegun = await ifConditionHolds(
        dynamo.send(
          new PutCommand({
            ...put(record),
            // One that was begun and ended by a crash is begun again.
            ConditionExpression: 'attribute_not_exists(pk) OR (#state = :begun AND slotAt = :slot)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':begun': 'begun', ':slot': record.slotAt },
          }),
        ),
      );
      return isBegun ? 'begun' : 'over';
    },
    end: async (record) => {
      await dynamo.send(new PutCommand(put(record)));
    },
  };
};
