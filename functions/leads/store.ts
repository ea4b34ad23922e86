import { DeleteCommand, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Dynamo, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { itemsUnder } from '../platform/dynamo-pages.ts';
import { makePersonPointers } from '../platform/person-pointers.ts';
import { dueLeads, leadPartition, repPartition } from './keys.ts';
import {
  factItem,
  historyEntryOf,
  historyItem,
  historyPrefix,
  leadItem,
  leadKey,
  leadRecordOf,
  ttlAfter,
} from './lead-item.ts';
import type { HistoryEntry } from './owed.ts';
import type { LeadRecord } from './record.ts';
import { leadEntry, timelineWrites } from './timeline.ts';

export interface LeadStore {
  find: (id: string) => Promise<LeadRecord | undefined>;
  /** Writes a state over the one that was read, with what it adds to the history; undefined on a version conflict. */
  put: (record: LeadRecord, history: readonly HistoryEntry[], now: number) => Promise<LeadRecord | undefined>;
  /** What happened to a lead, the oldest first. */
  history: (id: string) => Promise<HistoryEntry[]>;
  /** Makes a lead known as one of its person; ahead of its record, so that none is missed. */
  pointTo: (record: LeadRecord, now: number) => Promise<void>;
  /** Leads that are, or once were, of somebody of this address. */
  ofPerson: (email: string) => Promise<string[]>;
  forgetPerson: (id: string, email: string) => Promise<void>;
  /** Notes that a rep was asked; what this finds may be over since. */
  noteAsked: (repId: string, id: string, now: number) => Promise<void>;
  askedOf: (repId: string) => Promise<string[]>;
  forgetAsked: (repId: string, id: string) => Promise<void>;
}

const ASKED = 'ASKED#';

/** Keeps leads for `days` after their last change. */
export const makeLeadStore = (dynamo: Dynamo, table: string, days: number): LeadStore => {
  const pointers = makePersonPointers(dynamo, table, 'LEAD');
  const due = dueLeads(dynamo, table);
  return {
    find: async (id) => {
      const get = new GetCommand({ TableName: table, Key: leadKey(id), ConsistentRead: true });
      const { Item } = await dynamo.send(get);
      return Item && leadRecordOf(Item);
    },
    put: async (record, history, now) => {
      const timeline = leadEntry(record.timeline, record, now);
      const next: LeadRecord = {
        ...record,
        rev: record.rev + 1,
        historyCount: record.historyCount + history.length,
        timeline,
      };
      const ttl = ttlAfter(now, days);
      const item = {
        ...leadItem(next, ttl),
        ...(next.nextDueAt !== undefined && due.keysOf(leadPartition(next.id))),
      };
      const fact = factItem(next, ttl);
      const TransactItems = [
        { Put: { TableName: table, Item: item, ...overRevision(record.rev, now) } },
        ...history.map((entry, i) => ({
          Put: { TableName: table, Item: historyItem(next.id, record.historyCount + i, entry, ttl) },
        })),
        ...(fact === undefined ? [] : [{ Put: { TableName: table, Item: fact } }]),
        ...timelineWrites(table, { before: record.timeline, after: timeline, ttl }),
      ];
      const write = dynamo.send(new TransactWriteCommand({ TransactItems }));
      return (await ifConditionsHold(write)) ? next : undefined;
    },
    history: async (id) =>
      (await itemsUnder(dynamo, table, { pk: leadPartition(id), prefix: historyPrefix })).map(historyEntryOf),
    pointTo: async ({ id, lead }, now) => {
      const { email } = lead.contact;
      if (email !== undefined) await pointers.add(email, id, ttlAfter(now, days));
    },
    ofPerson: pointers.idsOf,
    forgetPerson: (id, email) => pointers.remove(email, id),
    noteAsked: async (repId, id, now) => {
      const Item = { pk: repPartition(repId), sk: ASKED + id, ttl: ttlAfter(now, days) };
      await dynamo.send(new PutCommand({ TableName: table, Item }));
    },
    askedOf: async (repId) => {
      const items = await itemsUnder(dynamo, table, { pk: repPartition(repId), prefix: ASKED });
      return items.map(({ sk }) => String(sk).slice(ASKED.length));
    },
    forgetAsked: async (repId, id) => {
      const Key = { pk: repPartition(repId), sk: ASKED + id };
      await dynamo.send(new DeleteCommand({ TableName: table, Key }));
    },
  };
};
