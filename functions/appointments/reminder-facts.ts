import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { eachPage } from '../platform/dynamo-pages.ts';
import { sha256Hex } from '../platform/ids.ts';
import { appointmentKinds } from '../reps/timeline-entries.ts';

/** What became of the appointment that a reminder was of. */
export const fates = ['kept', 'cancelled', 'moved', 'no_show'] as const;
export type Fate = (typeof fates)[number];

const factSchema = z.object({
  offset: z.string(),
  kind: z.enum(appointmentKinds),
  /** Only the customer can miss it. */
  isCustomers: z.boolean(),
  /** Absent where it was left out. */
  emailId: z.string().optional(),
  /** Names the link to join that it had. */
  joinHash: z.string().optional(),
  fate: z.enum(fates).optional(),
});
/** A reminder that was due, without a word of whom it was to. */
export type ReminderFact = z.infer<typeof factSchema>;

/** Which reminder it is, and when it was due, epoch milliseconds. */
export interface ReminderName {
  appointmentId: string;
  reader: string;
  offset: string;
  startAt: number;
  dueAt: number;
}

export interface ReminderFactStore {
  put: (name: ReminderName, fact: Omit<ReminderFact, 'fate'>) => Promise<void>;
  /** Keeps what became of its appointment; undefined where that is open again. */
  settle: (name: ReminderName, fate: Fate | undefined) => Promise<void>;
  /** Those that were due on days of UTC, the first and the last included, a page at a time. */
  eachOf: (time: { from: number; to: number }) => AsyncGenerator<ReminderFact[]>;
}

const dayOf = (at: number): string => toIso(at).slice(0, 10);
const keyOf = ({ appointmentId, reader, offset, startAt, dueAt }: ReminderName) => ({
  pk: `REMINDERS#${dayOf(dueAt)}`,
  sk: sha256Hex(JSON.stringify([appointmentId, reader, offset, startAt])).slice(0, 32),
});

/** Sets what is there of some attributes, and leaves all others. */
const settingAll = (attributes: Readonly<Record<string, unknown>>) => {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    UpdateExpression: `SET ${entries.map((_, i) => `#a${i} = :a${i}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name], i) => [`#a${i}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([, value], i) => [`:a${i}`, value])),
  };
};

/** Names a link without keeping it; undefined for what is none. */
export const linkHash = (url: string | undefined): string | undefined =>
  url === undefined || !URL.canParse(url) ? undefined : sha256Hex(new URL(url).href).slice(0, 16);

/** Keeps what figures about reminders are made of, for `days` after they were due. */
export const makeReminderFactStore = (dynamo: Dynamo, table: string, days: number): ReminderFactStore => ({
  put: async (name, fact) => {
    const ttl = Math.ceil((name.dueAt + days * DAY) / 1000);
    // An update, so that the same again does not forget what became of it.
    const update = new UpdateCommand({
      TableName: table,
      Key: keyOf(name),
      ...settingAll({ ...fact, ttl }),
    });
    await dynamo.send(update);
  },
  settle: async (name, fate) => {
    const update = new UpdateCommand({
      TableName: table,
      Key: keyOf(name),
      // What is past its time does not come back.
      ConditionExpression: 'attribute_exists(pk)',
      ...(fate === undefined
        ? { UpdateExpression: 'REMOVE fate' }
        : { UpdateExpression: 'SET fate = :fate', ExpressionAttributeValues: { ':fate': fate } }),
    });
    await ifConditionHolds(dynamo.send(update));
  },
  eachOf: async function* ({ from, to }) {
    for (let at = from; dayOf(at) <= dayOf(to); at += DAY) {
      const pages = eachPage(dynamo, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `REMINDERS#${dayOf(at)}` },
      });
      for await (const items of pages) yield items.map((item) => factSchema.parse(item));
    }
  },
});
