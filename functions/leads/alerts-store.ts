import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { type Dynamo, ifConditionsHold } from '../platform/dynamo.ts';
import { itemsUnder } from '../platform/dynamo-pages.ts';
import type { Rep } from '../reps/rep.ts';
import { type Batch, batchItem, batchKey, batchSchema, MEMBER, memberItem } from './batch-item.ts';
import { batchPartition, dueLeads } from './keys.ts';
import { ledgerWrite, readLedger } from './ledger-store.ts';
import { type Place, placed, reminding, type RepLedger, texted } from './noise.ts';

type NoiseRules = Parameters<typeof placed>[2]['rules'];

export interface AlertsStore {
  /** Where the alert of a lead to a rep goes; asked again under the same key, the same. */
  place: (about: { leadId: string; key: string }, rep: Rep, rules: NoiseRules, now: number) => Promise<Place>;
  /** Whether a text message may go to a rep; asked again under the same key, the same. */
  mayText: (repId: string, key: string, perDay: number, now: number) => Promise<boolean>;
  /** Whether the reminder of a lead may be made now, or another one of the rep is about to take it along. */
  mayRemind: (repId: string, leadId: string, now: number) => Promise<boolean>;
  findBatch: (id: string) => Promise<Batch | undefined>;
  /** Lets nobody join any more. */
  closeBatch: (id: string, batch: Batch, now: number) => Promise<void>;
  /** Leads that joined; some may have left since. */
  membersOf: (id: string) => Promise<string[]>;
  /** Notes how a closed batch is divided among mails. */
  divide: (id: string, batch: Batch, mails: string[][]) => Promise<void>;
  /** All of it has left. */
  finishBatch: (id: string, batch: Batch, now: number) => Promise<void>;
}

type Writes = NonNullable<TransactWriteCommand['input']['TransactItems']>;

/** Sixty leads may come for one rep at a moment. */
const ATTEMPTS = 40;

export const makeAlertsStore = (dynamo: Dynamo, table: string): AlertsStore => {
  const due = dueLeads(dynamo, table);
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName: table, Item } });
  const written = async (TransactItems: Writes): Promise<boolean> =>
    ifConditionsHold(dynamo.send(new TransactWriteCommand({ TransactItems })));
  const putBatch = async (id: string, batch: Batch): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: batchItem(id, batch, due) }));
  };
  return {
    place: ({ leadId, key }, rep, rules, now) =>
      untilWritten<Place>(
        async () => {
          const { ledger, rev } = await readLedger(dynamo, table, rep.id);
          const next = placed(ledger, key, { rep, rules, now });
          const { place } = next;
          const writes: Writes = [ledgerWrite(table, rep.id, { ledger: next.ledger, rev }, now)];
          if (place.as === 'batch') {
            writes.push(put(memberItem(place.id, leadId, place.dueAt)));
            const batch = { repId: rep.id, dueAt: place.dueAt };
            if (ledger.batch?.id !== place.id) writes.push(put(batchItem(place.id, batch, due)));
          }
          return (await written(writes)) ? place : CONFLICT;
        },
        () => overtaken(`The alerts of rep ${rep.id}`),
        ATTEMPTS,
      ),
    mayText: (repId, key, perDay, now) =>
      allowed({ dynamo, table }, repId, now, (ledger) => texted(ledger, key, { perDay, now })),
    mayRemind: (repId, leadId, now) =>
      allowed({ dynamo, table }, repId, now, (ledger) => reminding(ledger, leadId, now)),
    findBatch: async (id) => {
      const get = new GetCommand({ TableName: table, Key: batchKey(id), ConsistentRead: true });
      const { Item } = await dynamo.send(get);
      return Item && batchSchema.parse(Item);
    },
    closeBatch: (id, batch, now) =>
      untilWritten<undefined>(
        async () => {
          const { ledger, rev } = await readLedger(dynamo, table, batch.repId);
          const { batch: open, ...without } = ledger;
          const closing = put(batchItem(id, { ...batch, closedAt: now }, due));
          const isOpen = open?.id === id;
          const leaving = isOpen ? [ledgerWrite(table, batch.repId, { ledger: without, rev }, now)] : [];
          return (await written([closing, ...leaving])) ? undefined : CONFLICT;
        },
        () => overtaken(`Batch ${id}`),
        ATTEMPTS,
      ),
    membersOf: async (id) => {
      const items = await itemsUnder(dynamo, table, { pk: batchPartition(id), prefix: MEMBER });
      return items.map(({ sk }) => String(sk).slice(MEMBER.length));
    },
    divide: (id, batch, mails) => putBatch(id, { ...batch, mails }),
    finishBatch: (id, batch, now) => putBatch(id, { ...batch, doneAt: now }),
  };
};

/** Asks the ledger of a rep, which notes what it allows. */
const allowed = (
  { dynamo, table }: { dynamo: Dynamo; table: string },
  repId: string,
  now: number,
  ask: (ledger: RepLedger) => { ledger: RepLedger; isAllowed: boolean },
): Promise<boolean> =>
  untilWritten<boolean>(
    async () => {
      const { ledger, rev } = await readLedger(dynamo, table, repId);
      const next = ask(ledger);
      if (next.ledger === ledger) return next.isAllowed;
      const TransactItems = [ledgerWrite(table, repId, { ledger: next.ledger, rev }, now)];
      const isWritten = await ifConditionsHold(dynamo.send(new TransactWriteCommand({ TransactItems })));
      return isWritten ? next.isAllowed : CONFLICT;
    },
    () => overtaken(`The ledger of rep ${repId}`),
    ATTEMPTS,
  );
