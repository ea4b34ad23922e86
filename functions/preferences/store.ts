import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { ServiceError } from '../platform/errors.ts';
import { newId, sha256Hex } from '../platform/ids.ts';
import { optOutSwitches } from './categories.ts';
import { type Recipient, recipientSchema } from './recipient.ts';
import { type Change, changesBetween, changeSchema, type Trail } from './trail.ts';
import type { Decision } from './wishes.ts';

export interface RecipientStore {
  /** Read consistently: an opt-out a moment ago must hold. */
  find: (email: string) => Promise<Recipient | undefined>;
  /**
   * Changes a recipient by what `decide` makes of the present state, and keeps who did it.
   * Answers the state from now on, and whether it was changed. @throws ServiceError `busy`.
   */
  change: (
    email: string,
    decide: (recipient: Recipient) => Decision,
    trail: Trail,
  ) => Promise<{ changed: boolean; recipient: Recipient }>;
  /** Suppressed recipients, the latest first; `after` and `next` are keys of the index. */
  suppressed: (page: { limit: number; after: string | undefined }) => Promise<{
    recipients: Recipient[];
    next: string | undefined;
  }>;
  /** All changes, the oldest first. */
  history: (email: string) => Promise<Change[]>;
  /** Forgets a recipient but for what must hold on: a suppression, and what they refused. Answers what that is. */
  erase: (email: string, now: number) => Promise<string[]>;
  /** Marketing mails within the week before `now`, `messageId` left out. */
  countMarketing: (email: string, now: number, messageId?: string) => Promise<number>;
  /** Takes one of the recipient's marketing mails a week for a message; false when none is left. */
  takeMarketing: (
    email: string,
    take: { messageId: string; perWeek: number; now: number },
  ) => Promise<boolean>;
}

/** A recipient's items stand under a hash, so that nothing else of them need stay when they are erased. */
export const recipientPartition = (email: string): string => `RECIPIENT#${sha256Hex(recipientKey(email))}`;

const RACES = 8;
const WEEK = 7 * DAY;
const skSchema = z.object({ sk: z.string() });
const revSchema = z.object({ rev: z.number().optional() });
const marketingSchema = z.object({ rev: z.number(), sent: z.record(z.string(), z.number()) });
type Marketing = z.infer<typeof marketingSchema>;

export const makeRecipientStore = (dynamo: Dynamo, table: string): RecipientStore => {
  const key = (email: string) => ({ pk: recipientPartition(email), sk: 'RECIPIENT' });
  const read = async (email: string): Promise<Record<string, unknown> | undefined> =>
    (await dynamo.send(new GetCommand({ TableName: table, Key: key(email), ConsistentRead: true }))).Item;

  const write = async (
    email: string,
    state: { before: Recipient; after: Recipient; rev: number | undefined },
    trail: Trail,
  ): Promise<boolean> => {
    const { before, after, rev = 0 } = state;
    const { pk } = key(email);
    const change: Change = { ...trail, changes: changesBetween(before, after) };
    try {
      await dynamo.send(
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
                      Item: { pk, sk: `CHANGE#${toIso(trail.at)}#${newId('c')}`, ...change },
                    },
                  },
                ]),
          ],
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return false;
      throw error;
    }
  };

  const readMarketing = async (email: string): Promise<Marketing> => {
    const Key = { ...key(email), sk: 'MARKETING' };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return answer.Item === undefined ? { rev: 0, sent: {} } : marketingSchema.parse(answer.Item);
  };

  const keysOf = async (email: string): Promise<{ sk: string }[]> => {
    const found: { sk: string }[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': key(email).pk },
          ExclusiveStartKey: start,
        }),
      );
      found.push(...(page.Items ?? []).map((one) => skSchema.parse(one)));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  };

  return {
    find: async (email) => {
      const item = await read(email);
      return item === undefined ? undefined : recipientOf(item, email);
    },
    change: async (email, decide, trail) => {
      for (let race = 0; race < RACES; race += 1) {
        const item = await read(email);
        const before = item === undefined ? { emailAddress: email } : recipientOf(item, email);
        const after = decide(before);
        if (after === undefined) return { changed: false, recipient: before };
        const { rev } = revSchema.parse(item ?? {});
        if (await write(email, { before, after, rev }, trail)) return { changed: true, recipient: after };
      }
      throw new ServiceError(
        'busy',
        'This recipient is being changed by others at this very moment; repeat it.',
      );
    },
    suppressed: async ({ limit, after }) => {
      const answer = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'bySuppression',
          KeyConditionExpression:
            'suppressionList = :list' + (after === undefined ? '' : ' AND suppressionKey < :after'),
          ExpressionAttributeValues: {
            ':list': SUPPRESSION_LIST,
            ...(after !== undefined && { ':after': after }),
          },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      const items = answer.Items ?? [];
      const last = z.object({ suppressionKey: z.string() }).optional().parse(items.at(-1));
      return {
        recipients: items.map((item) => recipientSchema.parse(item)),
        next: answer.LastEvaluatedKey === undefined ? undefined : last?.suppressionKey,
      };
    },
    history: async (email) => {
      const changes: Change[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await dynamo.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :changes)',
            ExpressionAttributeValues: { ':pk': key(email).pk, ':changes': 'CHANGE#' },
            ExclusiveStartKey: start,
          }),
        );
        changes.push(...(page.Items ?? []).map((item) => changeSchema.parse(item)));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return changes;
    },
    erase: async (email, now) => {
      const item = await read(email);
      const kept = item === undefined ? undefined : withoutPerson(recipientOf(item, email), now);
      for (const { sk } of await keysOf(email)) {
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
    countMarketing: async (email, now, messageId) =>
      Object.keys(withinWeek((await readMarketing(email)).sent, now)).filter((id) => id !== messageId).length,
    takeMarketing: async (email, { messageId, perWeek, now }) => {
      for (let race = 0; race < RACES; race += 1) {
        const { sent, rev } = await readMarketing(email);
        const kept = withinWeek(sent, now);
        if (messageId in kept) return true;
        if (Object.keys(kept).length >= perWeek) return false;
        const taken = await ifConditionHolds(
          dynamo.send(
            new PutCommand({
              TableName: table,
              Item: {
                ...key(email),
                sk: 'MARKETING',
                sent: { ...kept, [messageId]: now },
                rev: rev + 1,
                ttl: Math.ceil((now + WEEK) / 1000),
              },
              ConditionExpression: 'attribute_not_exists(pk) OR rev = :rev',
              ExpressionAttributeValues: { ':rev': rev },
            }),
          ),
        );
        if (taken) return true;
      }
      throw new Error('The marketing mails of a recipient were overtaken by others again and again');
    },
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

const withinWeek = (sent: Readonly<Record<string, number>>, now: number): Record<string, number> =>
  Object.fromEntries(Object.entries(sent).filter(([, at]) => at > now - WEEK));

/** Suppressed recipients stand in an index of their own, the latest last. */
const suppressionKeys = ({ emailAddress, suppression }: Recipient) =>
  suppression && {
    suppressionList: SUPPRESSION_LIST,
    suppressionKey: `${toIso(suppression.at)}#${recipientKey(emailAddress)}`,
  };
const SUPPRESSION_LIST = 'SUPPRESSED';
