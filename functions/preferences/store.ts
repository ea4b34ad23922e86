import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { DeleteCommand, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { toIso } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds, ifConditionsHold } from '../platform/dynamo.ts';
import { allItems, firstItems } from '../platform/dynamo-pages.ts';
import { newId } from '../platform/ids.ts';
import { optOutSwitches } from '../contract/category.ts';
import { type CapStore, makeCapStore, recipientPartition } from './caps-store.ts';
import { type Recipient, recipientSchema } from './recipient.ts';
import { type Change, changesBetween, changeSchema, type Audit } from './audit.ts';
import type { Decision } from './recipient-changes.ts';

export interface RecipientStore extends CapStore {
  /** Read consistently: an opt-out a moment ago must hold. */
  find: (email: string) => Promise<Recipient | undefined>;
  /**
   * Changes a recipient by what `decide` makes of the present state, and keeps who did it.
   * Answers the state from now on, and whether it was changed. @throws ServiceError `busy`.
   */
  change: (
    email: string,
    decide: (recipient: Recipient) => Decision,
    audit: Audit,
  ) => Promise<{ changed: boolean; recipient: Recipient }>;
  /** The same for somebody who was erased: kept under the hash alone, unless they have come back since. */
  changeErased: (email: string, decide: (recipient: Recipient) => Decision, audit: Audit) => Promise<void>;
  /** Suppressed recipients, the latest first; `after` and `next` are keys of the index. */
  suppressed: (page: { limit: number; after: string | undefined }) => Promise<{
    recipients: Recipient[];
    next: string | undefined;
  }>;
  /** All changes, the oldest first. */
  history: (email: string) => Promise<Change[]>;
  /** Forgets a recipient but for what must hold on: a suppression, and what they refused. Answers what that is. */
  erase: (email: string, now: number) => Promise<string[]>;
}

const skSchema = z.object({ sk: z.string() });
const revSchema = z.object({ rev: z.number().optional() });
/** What a write depends on; the address is missing of those who were erased. */
const stateSchema = revSchema.extend({
  emailAddress: z.string().optional(),
  erasedAt: z.number().optional(),
});
type StoredState = z.infer<typeof stateSchema>;

interface Store {
  dynamo: Dynamo;
  table: string;
}

const keyOf = (email: string) => ({ pk: recipientPartition(email), sk: 'RECIPIENT' });

const readItem = async (
  { dynamo, table }: Store,
  email: string,
): Promise<Record<string, unknown> | undefined> => {
  const get = new GetCommand({ TableName: table, Key: keyOf(email), ConsistentRead: true });
  return (await dynamo.send(get)).Item;
};

/** The write of a state over the one that was read. */
const putOver = (table: string, email: string, kept: object, rev: number) => ({
  TableName: table,
  Item: { ...keyOf(email), ...kept, rev: rev + 1 },
  ConditionExpression: 'attribute_not_exists(pk) OR rev = :rev',
  ExpressionAttributeValues: { ':rev': rev },
});

const write = (
  { dynamo, table }: Store,
  email: string,
  state: { before: Recipient; after: Recipient; rev: number | undefined },
  audit: Audit,
): Promise<boolean> => {
  const { before, after, rev = 0 } = state;
  const { pk } = keyOf(email);
  const change: Change = { ...audit, changes: changesBetween(before, after) };
  const sk = `CHANGE#${toIso(audit.at)}#${newId('c')}`;
  const history = change.changes.length === 0 ? [] : [{ TableName: table, Item: { pk, sk, ...change } }];
  const puts = [putOver(table, email, { ...after, ...suppressionKeys(after) }, rev), ...history];
  return ifConditionsHold(
    dynamo.send(new TransactWriteCommand({ TransactItems: puts.map((Put) => ({ Put })) })),
  );
};

/** Keeps what outlasts a person who was erased, under the hash alone. */
const writeErased = (
  { dynamo, table }: Store,
  email: string,
  state: { after: Recipient; item: StoredState; at: number },
): Promise<boolean> => {
  const { rev = 0, erasedAt = state.at } = state.item;
  const kept = withoutPerson(state.after, erasedAt);
  if (kept === undefined) return Promise.resolve(true);
  return ifConditionHolds(dynamo.send(new PutCommand(putOver(table, email, kept, rev))));
};

const itemsOf = (
  { dynamo, table }: Store,
  email: string,
  prefix?: string,
): Promise<Record<string, unknown>[]> =>
  allItems(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk' + (prefix === undefined ? '' : ' AND begins_with(sk, :prefix)'),
    ExpressionAttributeValues: {
      ':pk': keyOf(email).pk,
      ...(prefix !== undefined && { ':prefix': prefix }),
    },
  });

const listSuppressed: (
  store: Store,
  ...page: Parameters<RecipientStore['suppressed']>
) => ReturnType<RecipientStore['suppressed']> = async ({ dynamo, table }, { limit, after }) => {
  const items = await firstItems(
    dynamo,
    {
      TableName: table,
      IndexName: 'bySuppression',
      KeyConditionExpression:
        'suppressionList = :list' + (after === undefined ? '' : ' AND suppressionKey < :after'),
      ExpressionAttributeValues: {
        ':list': SUPPRESSION_LIST,
        ...(after !== undefined && { ':after': after }),
      },
      ScanIndexForward: false,
    },
    // One more than is shown tells whether there is another page.
    limit + 1,
  );
  const shown = items.slice(0, limit);
  const last = z.object({ suppressionKey: z.string() }).optional().parse(shown.at(-1));
  return {
    recipients: shown.map((item) => recipientSchema.parse(item)),
    next: items.length > limit ? last?.suppressionKey : undefined,
  };
};

const eraseRecipient = async (store: Store, email: string, now: number): Promise<string[]> => {
  const { dynamo, table } = store;
  const item = await readItem(store, email);
  const kept = item === undefined ? undefined : withoutPerson(recipientOf(item, email), now);
  for (const { sk } of (await itemsOf(store, email)).map((one) => skSchema.parse(one))) {
    if (sk !== 'RECIPIENT' || kept === undefined) {
      await dynamo.send(new DeleteCommand({ TableName: table, Key: { ...keyOf(email), sk } }));
    }
  }
  if (kept !== undefined) {
    const { rev = 0 } = revSchema.parse(item);
    const Item = { ...keyOf(email), ...kept, rev: rev + 1 };
    await dynamo.send(new PutCommand({ TableName: table, Item }));
  }
  return Object.keys(kept ?? {}).filter((name) => name !== 'erasedAt');
};

export const makeRecipientStore = (dynamo: Dynamo, table: string): RecipientStore => {
  const store = { dynamo, table };
  const changing = async (
    email: string,
    decide: (recipient: Recipient) => Decision,
    put: (state: { before: Recipient; after: Recipient; item: StoredState }) => Promise<boolean>,
  ): Promise<{ changed: boolean; recipient: Recipient }> => {
    return untilWritten(
      async () => {
        const item = await readItem(store, email);
        const before = item === undefined ? { emailAddress: email } : recipientOf(item, email);
        const after = decide(before);
        if (after === undefined) return { changed: false, recipient: before };
        const written = await put({ before, after, item: stateSchema.parse(item ?? {}) });
        return written ? { changed: true, recipient: after } : CONFLICT;
      },
      () => busy('This recipient'),
    );
  };

  return {
    find: async (email) => {
      const item = await readItem(store, email);
      return item === undefined ? undefined : recipientOf(item, email);
    },
    change: (email, decide, audit) =>
      changing(email, decide, ({ before, after, item: { rev } }) =>
        write(store, email, { before, after, rev }, audit),
      ),
    changeErased: async (email, decide, audit) => {
      await changing(email, decide, ({ before, after, item }) =>
        item.emailAddress === undefined
          ? writeErased(store, email, { after, item, at: audit.at })
          : write(store, email, { before, after, rev: item.rev }, audit),
      );
    },
    suppressed: (page) => listSuppressed(store, page),
    history: async (email) =>
      (await itemsOf(store, email, 'CHANGE#')).map((item) => changeSchema.parse(item)),
    erase: (email, now) => eraseRecipient(store, email, now),
    ...makeCapStore(dynamo, table),
  };
};

/** Of an erased recipient the address is not kept, but whoever asks for them knows it. */
const recipientOf = (item: Record<string, unknown>, email: string): Recipient =>
  recipientSchema.parse({ emailAddress: email, ...item });

/** What of a recipient outlasts them: why they get nothing, and what they refused. Undefined when there is nothing. */
const withoutPerson = (recipient: Recipient, now: number): Record<string, unknown> | undefined => {
  const { suppression } = recipient;
  const refused = Object.fromEntries(
    optOutSwitches.filter((name) => recipient[name] === false).map((name) => [name, false]),
  );
  const kept = {
    ...(suppression && {
      suppression: { reason: suppression.reason, at: suppression.at, until: suppression.until },
    }),
    ...refused,
  };
  return Object.keys(kept).length === 0 ? undefined : { ...kept, erasedAt: now };
};

/** Suppressed recipients stand in an index of their own, the latest last. */
const suppressionKeys = ({ emailAddress, suppression }: Recipient) =>
  suppression && {
    suppressionList: SUPPRESSION_LIST,
    suppressionKey: `${toIso(suppression.at)}#${recipientKey(emailAddress)}`,
  };
const SUPPRESSION_LIST = 'SUPPRESSED';
