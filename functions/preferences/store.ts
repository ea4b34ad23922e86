import { DeleteCommand, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { toIso } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds, ifConditionsHold } from '../platform/dynamo.ts';
import { allItems, firstItems } from '../platform/dynamo-pages.ts';
import { ServiceError } from '../platform/errors.ts';
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

const RACES = 8;
const skSchema = z.object({ sk: z.string() });
const revSchema = z.object({ rev: z.number().optional() });
/** What a write depends on; the address is missing of those who were erased. */
const stateSchema = revSchema.extend({
  emailAddress: z.string().optional(),
  erasedAt: z.number().optional(),
});
type StoredState = z.infer<typeof stateSchema>;

export const makeRecipientStore = (dynamo: Dynamo, table: string): RecipientStore => {
  const key = (email: string) => ({ pk: recipientPartition(email), sk: 'RECIPIENT' });
  const read = async (email: string): Promise<Record<string, unknown> | undefined> =>
    (await dynamo.send(new GetCommand({ TableName: table, Key: key(email), ConsistentRead: true }))).Item;

  const write = async (
    email: string,
    state: { before: Recipient; after: Recipient; rev: number | undefined },
    audit: Audit,
  ): Promise<boolean> => {
    const { before, after, rev = 0 } = state;
    const { pk } = key(email);
    const change: Change = { ...audit, changes: changesBetween(before, after) };
    return ifConditionsHold(
      dynamo.send(
        new TransactWriteCommand({
          TransactItems: [
            {
              Put: {
                TableName: table,
                Item: { ...key(email), ...after, ...suppressionKeys(after), rev: rev + 1 },
                ConditionExpression: 'attribute_not_exists(pk) OR rev = :rev',
                ExpressionAttributeValues: { ':rev': rev },
              },
            },
            ...(change.changes.length === 0
              ? []
              : [
                  {
                    Put: {
                      TableName: table,
                      Item: { pk, sk: `CHANGE#${toIso(audit.at)}#${newId('c')}`, ...change },
                    },
                  },
                ]),
          ],
        }),
      ),
    );
  };

  /** Keeps what outlasts a person who was erased, under the hash alone. */
  const writeErased = (email: string, state: { after: Recipient; item: StoredState; at: number }) => {
    const { rev = 0, erasedAt = state.at } = state.item;
    const kept = withoutPerson(state.after, erasedAt);
    if (kept === undefined) return Promise.resolve(true);
    return ifConditionHolds(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...key(email), ...kept, rev: rev + 1 },
          ConditionExpression: 'attribute_not_exists(pk) OR rev = :rev',
          ExpressionAttributeValues: { ':rev': rev },
        }),
      ),
    );
  };

  /** Reads, decides and writes until nobody was faster. */
  const changing = async (
    email: string,
    decide: (recipient: Recipient) => Decision,
    put: (state: { before: Recipient; after: Recipient; item: StoredState }) => Promise<boolean>,
  ): Promise<{ changed: boolean; recipient: Recipient }> => {
    for (let race = 0; race < RACES; race += 1) {
      const item = await read(email);
      const before = item === undefined ? { emailAddress: email } : recipientOf(item, email);
      const after = decide(before);
      if (after === undefined) return { changed: false, recipient: before };
      const written = await put({ before, after, item: stateSchema.parse(item ?? {}) });
      if (written) return { changed: true, recipient: after };
    }
    throw new ServiceError(
      'busy',
      'This recipient is being changed by others at this very moment; repeat it.',
    );
  };

  return {
    find: async (email) => {
      const item = await read(email);
      return item === undefined ? undefined : recipientOf(item, email);
    },
    change: (email, decide, audit) =>
      changing(email, decide, ({ before, after, item: { rev } }) =>
        write(email, { before, after, rev }, audit),
      ),
    changeErased: async (email, decide, audit) => {
      await changing(email, decide, ({ before, after, item }) =>
        item.emailAddress === undefined
          ? writeErased(email, { after, item, at: audit.at })
          : write(email, { before, after, rev: item.rev }, audit),
      );
    },
    suppressed: async ({ limit, after }) => {
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
    },
    history: async (email) => {
      const items = await allItems(dynamo, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :changes)',
        ExpressionAttributeValues: { ':pk': key(email).pk, ':changes': 'CHANGE#' },
      });
      return items.map((item) => changeSchema.parse(item));
    },
    erase: async (email, now) => {
      const item = await read(email);
      const kept = item === undefined ? undefined : withoutPerson(recipientOf(item, email), now);
      const all = await allItems(dynamo, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': key(email).pk },
      });
      for (const { sk } of all.map((one) => skSchema.parse(one))) {
        if (sk !== 'RECIPIENT' || kept === undefined) {
          await dynamo.send(new DeleteCommand({ TableName: table, Key: { ...key(email), sk } }));
        }
      }
      if (kept !== undefined) {
        const { rev = 0 } = revSchema.parse(item);
        await dynamo.send(
          new PutCommand({ TableName: table, Item: { ...key(email), ...kept, rev: rev + 1 } }),
        );
      }
      return Object.keys(kept ?? {}).filter((name) => name !== 'erasedAt');
    },
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
