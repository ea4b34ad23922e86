import { GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';
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
  examples: z.array(z.string()),
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

export interface AlertStore {
  find: (id: string) => Promise<AlertRecord | undefined>;
  /** Whether an alert of a group was counted. */
  hasSeen: (record: Pick<AlertRecord, 'id' | 'generation'>, alertId: string) => Promise<boolean>;
  /** Writes over the revision that was read, and counts an alert with it; false on a version conflict. */
  put: (record: AlertRecord, now: number, seen?: { alertId: string; at: number }) => Promise<boolean>;
  /** How many matters have begun in a window of time, with this one. */
  countBegun: (window: number, now: number) => Promise<number>;
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
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        alertCountWrite(table, { groupId: record.id, severity: record.group.severity, at: seen.at }, ttl),
      ];
      const write = new TransactWriteCommand({ TransactItems: [group, ...(counted ?? [])] });
      return ifConditionsHold(dynamo.send(write));
    },
    countBegun: (window, now) => countBegun(dynamo, table, { window, now }),
    eachGoing: async function* () {
      for await (const page of due.each({ from: 0, to: Number.MAX_SAFE_INTEGER })) {
        const found = await Promise.all(page.map(({ id }) => find(id)));
        yield found.filter((record) => record !== undefined);
      }
    },
  };
};

const countBegun = async (
  dynamo: Dynamo,
  table: string,
  { window, now }: { window: number; now: number },
): Promise<number> => {
  const { Attributes } = await dynamo.send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: 'ALERTS_BEGUN', sk: String(window) },
      UpdateExpression: 'ADD begun :one SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':ttl': Math.ceil((now + 2 * DAY) / 1000) },
      ReturnValues: 'UPDATED_NEW',
    }),
  );
  return z.object({ begun: z.number() }).parse(Attributes).begun;
};
