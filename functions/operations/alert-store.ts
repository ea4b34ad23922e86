import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';
import { firstItems } from '../platform/dynamo-pages.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { AlertGroup } from './alert-group.ts';
import { alertCountWrite } from './fact-store.ts';
import { severities } from './system-alert.ts';

const severitySchema = z.enum(severities);
const goingFields = {
  firstAt: z.number(),
  lastAt: z.number(),
  count: z.number(),
  severity: severitySchema,
  isLasting: z.boolean(),
  mailedAt: z.number().optional(),
  mailedBefore: z.number().optional(),
  resolvedAt: z.number().optional(),
};
const toldSchema = z.object({ at: z.number(), count: z.number(), severity: severitySchema });
const groupSchema: z.ZodType<AlertGroup> = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting'), dueAt: z.number(), ...goingFields }),
  z.object({ state: z.literal('told'), told: toldSchema, dueAt: z.number(), ...goingFields }),
  z.object({ state: z.literal('over'), endedAt: z.number(), ...goingFields }),
]);
const mailSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('firing'),
    count: z.number(),
    severity: severitySchema,
    firstAt: z.number(),
    isRepeated: z.boolean(),
  }),
  z.object({
    type: z.literal('resolved'),
    count: z.number(),
    severity: severitySchema,
    firstAt: z.number(),
    endedAt: z.number(),
  }),
]);

const recordSchema = z.object({
  id: z.string(),
  rev: z.number(),
  /** Raised when alerts that had ended begin anew. */
  generation: z.number(),
  /** Of an alert of ours, by which its words are found. */
  ownKey: z.string().optional(),
  title: z.string(),
  body: z.string().optional(),
  actionUrl: z.string().optional(),
  /** Single ones among them, the latest last. */
  examples: z.array(z.object({ text: z.string(), severity: severitySchema })),
  group: groupSchema,
  /** When the timer of the group fires. */
  plannedAt: z.number().optional(),
  /** Mails that are decided and have not left. */
  owed: z.array(z.object({ key: z.string(), mail: mailSchema })),
});
/** Alerts of one key. Instants are epoch milliseconds. */
export type AlertRecord = z.infer<typeof recordSchema>;

/** Longer than a report looks back. */
const KEPT_MS = 30 * DAY;

const PREFIX = 'ALERT_GROUP#';
const keyOf = (id: string) => ({ pk: PREFIX + id, sk: 'GROUP' });
const seenKey = ({ id, generation }: Pick<AlertRecord, 'id' | 'generation'>, seen: string) => ({
  pk: PREFIX + id,
  sk: `SEEN#${generation}#${sha256Hex(seen)}`,
});

/** What others have written in a record. */
export const wordsOf = ({ title, body, actionUrl, examples }: AlertRecord): (string | undefined)[] => [
  title,
  body,
  actionUrl,
  ...examples.map(({ text }) => text),
];

export interface AlertStore {
  find: (id: string) => Promise<AlertRecord | undefined>;
  /** Whether an alert of a group was counted. */
  hasSeen: (record: Pick<AlertRecord, 'id' | 'generation'>, alertId: string) => Promise<boolean>;
  /** Writes over the revision that was read, and counts an alert with it; false on a version conflict. */
  put: (record: AlertRecord, now: number, seen?: { alertId: string; at: number }) => Promise<boolean>;
  /** Whether a group may begin in a window of time, in which no more than so many may. */
  mayBegin: (id: string, window: { number: number; most: number }, now: number) => Promise<boolean>;
  /** Those that go on, a page at a time. */
  eachGoing: () => AsyncGenerator<AlertRecord[]>;
}

/** Alerts by when something is due of them. */
export const dueAlerts = (dynamo: Dynamo, table: string): DueList =>
  makeDueList(dynamo, table, { list: 'ALERTS', prefix: PREFIX });

/** When something is due of a group; undefined when it is over. */
export const dueAtOf = ({ owed, group }: Pick<AlertRecord, 'owed' | 'group'>): number | undefined => {
  if (owed.length > 0) return 1;
  return group.state === 'over' ? undefined : group.dueAt;
};

export const makeAlertStore = (dynamo: Dynamo, table: string): AlertStore => {
  const due = dueAlerts(dynamo, table);
  const ttlOf = (now: number): number => Math.ceil((now + KEPT_MS) / 1000);
  const find = async (id: string): Promise<AlertRecord | undefined> => {
    const get = new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true });
    const { Item } = await dynamo.send(get);
    return Item && recordSchema.parse(Item);
  };
  const itemOf = (record: AlertRecord, now: number) => {
    const dueAt = dueAtOf(record);
    return {
      ...keyOf(record.id),
      ...record,
      rev: record.rev + 1,
      ...(dueAt === undefined ? { ttl: ttlOf(now) } : { ...due.keysOf(record.id), nextDueAt: dueAt }),
    };
  };
  return {
    find,
    hasSeen: async (record, alertId) => {
      const get = new GetCommand({ TableName: table, Key: seenKey(record, alertId), ConsistentRead: true });
      return (await dynamo.send(get)).Item !== undefined;
    },
    put: (record, now, seen) => {
      const ttl = ttlOf(now);
      const group = {
        Put: { TableName: table, Item: itemOf(record, now), ...overRevision(record.rev, now) },
      };
      const counted = seen && [
        {
          Put: {
            TableName: table,
            Item: { ...seenKey(record, seen.alertId), ttl },
            // What is past its time is hidden from reads, and may still be there.
            ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
            ExpressionAttributeNames: { '#ttl': 'ttl' },
            ExpressionAttributeValues: { ':now': Math.floor(now / 1000) },
          },
        },
        alertCountWrite(table, { record, at: seen.at }, ttl),
      ];
      const write = new TransactWriteCommand({ TransactItems: [group, ...(counted ?? [])] });
      return ifConditionsHold(dynamo.send(write));
    },
    mayBegin: (id, window, now) => mayBegin(dynamo, table, { id, ...window, now }),
    eachGoing: async function* () {
      for await (const page of due.each({ from: 0, to: Number.MAX_SAFE_INTEGER })) {
        const found = await pMap(page, ({ id }) => find(id), { concurrency: 10 });
        yield found.filter((record) => record !== undefined);
      }
    },
  };
};

const mayBegin = async (
  dynamo: Dynamo,
  table: string,
  { id, number, most, now }: { id: string; number: number; most: number; now: number },
): Promise<boolean> => {
  const pk = `ALERTS_BEGUN#${number}`;
  const begun = await firstItems(
    dynamo,
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    },
    most,
  );
  if (begun.some(({ sk }) => sk === id)) return true;
  if (begun.length >= most) return false;
  const Item = { pk, sk: id, ttl: Math.ceil((now + 2 * DAY) / 1000) };
  await dynamo.send(new PutCommand({ TableName: table, Item }));
  return true;
};
