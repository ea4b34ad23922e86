import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { makePersonPointers } from '../platform/person-pointers.ts';
import { type OwnedKind, ownerKey, type TableKey, timelineKey } from '../reps/timeline.ts';
import { type MailEntry, mailEntrySchema } from '../reps/timeline-entries.ts';

export interface EngagementStore {
  /** Whose a thing is; undefined where it is nobody's. */
  ownerOf: (kind: OwnedKind, id: string) => Promise<string | undefined>;
  put: (repId: string, entry: MailEntry) => Promise<void>;
  /** What somebody opened and clicked. */
  ofPerson: (email: string) => Promise<MailEntry[]>;
  /** Takes the address from all that; that somebody did it stays. */
  erase: (email: string) => Promise<number>;
}

const ownerSchema = z.object({ repId: z.string() });
/** Keeps what became of mails for `days`. */
export const makeEngagementStore = (dynamo: Dynamo, table: string, days: number): EngagementStore => {
  const pointers = makePersonPointers(dynamo, table, 'ENGAGEMENT');
  const find = async (key: TableKey): Promise<MailEntry | undefined> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return Item && mailEntrySchema.parse(Item);
  };
  const keysOf = async (email: string): Promise<TableKey[]> =>
    (await pointers.idsOf(email)).map((id) => keySchema.parse(JSON.parse(id)));
  return {
    ownerOf: async (kind, id) => {
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: ownerKey(kind, id) }));
      return ownerSchema.optional().parse(Item)?.repId;
    },
    put: async (repId, entry) => {
      const key = timelineKey(repId, 'EVENT', { at: entry.at, id: `${entry.fact}#${entry.id}` });
      const ttl = Math.ceil((entry.at + days * DAY) / 1000);
      // Ahead of what it leads to, so that none is missed.
      if (entry.email !== undefined) await pointers.add(entry.email, JSON.stringify(key), ttl);
      await dynamo.send(new PutCommand({ TableName: table, Item: { ...key, ...entry, ttl } }));
    },
    ofPerson: async (email) => {
      const found = await Promise.all((await keysOf(email)).map(find));
      return found.filter((entry) => entry !== undefined);
    },
    erase: async (email) => {
      const keys = await keysOf(email);
      for (const Key of keys) {
        const update = new UpdateCommand({
          TableName: table,
          Key,
          UpdateExpression: 'REMOVE email',
          ConditionExpression: 'attribute_exists(pk)',
        });
        await ifConditionHolds(dynamo.send(update));
        await pointers.remove(email, JSON.stringify(Key));
      }
      return keys.length;
    },
  };
};
const keySchema = z.object({ pk: z.string(), sk: z.string() });
