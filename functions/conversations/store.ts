import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds, overRevision } from '../platform/dynamo.ts';
import { allItems } from '../platform/dynamo-pages.ts';
import { derivedId, sha256Hex } from '../platform/ids.ts';
import type { Conversation } from './conversation.ts';

const audiences = ['customer', 'sales'] as const;
export const audienceSchema = z.enum(audiences).meta({
  id: 'Audience',
  description: 'Which of the two mails about a conversation it is.',
});
export type Audience = (typeof audiences)[number];

const recordSchema = z.object({
  id: z.string(),
  rev: z.number(),
  version: z.number(),
  /** Hash of what it says: the same again changes nothing. */
  contentHash: z.string(),
  /** When we were told that it has ended. */
  completedAt: z.number(),
  /** Since when it tells of nobody any more. */
  erasedAt: z.number().optional(),
  /** What could not be taken of it, by pointer. */
  leftOut: z.array(z.string()).optional(),
  /** As JSON; it was checked when it came. */
  conversation: z.string(),
});

/** A conversation in its last state. */
export interface ConversationRecord extends Omit<z.infer<typeof recordSchema>, 'conversation'> {
  conversation: Conversation;
}

const mailSchema = z.object({
  /** One for each occasion to write to one reader; the same occasion again has the same. */
  key: z.string(),
  at: z.number(),
  version: z.number(),
  /** Of the state that it tells. */
  rev: z.number(),
  audience: audienceSchema,
  template: z.string(),
  /** Absent where there is nobody to write to. */
  email: z.string().optional(),
  messageId: z.string().optional(),
  /** Why there is no message. */
  reason: z.enum(['no_address', 'no_content', 'frequency_cap']).optional(),
  /** Asked for by hand, so that a newer completion does not take its place. */
  isManual: z.boolean().optional(),
});
export type MailRecord = z.infer<typeof mailSchema>;

export interface ConversationStore {
  find: (id: string) => Promise<ConversationRecord | undefined>;
  /** Writes a state; false when somebody was faster. */
  put: (record: ConversationRecord) => Promise<boolean>;
  /** What was written to whom, the oldest first. */
  mails: (id: string) => Promise<MailRecord[]>;
  putMail: (id: string, mail: MailRecord) => Promise<void>;
  /** Conversations with a customer of this address. */
  ofPerson: (email: string) => Promise<string[]>;
  /** Conversations that somebody of this address was written to about. */
  readBy: (email: string) => Promise<string[]>;
  /** Takes from a conversation what tells of its customer; that it was, and what was sent, stays. */
  erase: (id: string, email: string, now: number) => Promise<void>;
  /** Takes a reader's address from what is kept of the mails about a conversation. */
  eraseReader: (id: string, email: string) => Promise<void>;
}

const partition = (id: string): string => `CONVERSATION#${id}`;
/** Who talked with us stands under a hash, which leads to their conversations. */
const personPartition = (email: string): string => `PERSON#${sha256Hex(recipientKey(email))}`;
const pointerSchema = z.object({ sk: z.string() });

/** Keeps conversations for `days`, counted from their last completion. */
export const makeConversationStore = (dynamo: Dynamo, table: string, days: number): ConversationStore => {
  const ttl = (from: number): number => Math.ceil((from + days * DAY) / 1000);
  const itemsUnder = (pk: string, prefix: string): Promise<Record<string, unknown>[]> =>
    allItems(dynamo, {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
    });
  const putItem = async (item: Record<string, unknown>): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: item }));
  };
  const find: ConversationStore['find'] = async (id) => {
    const Key = { pk: partition(id), sk: 'CONVERSATION' };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    if (answer.Item === undefined) return undefined;
    const record = recordSchema.parse(answer.Item);
    return { ...record, conversation: JSON.parse(record.conversation) as Conversation };
  };
  const put: ConversationStore['put'] = async (record) => {
    const { email } = record.conversation.customer;
    if (email !== undefined) {
      await putItem({
        pk: personPartition(email),
        sk: `CONVERSATION#${record.id}`,
        ttl: ttl(record.completedAt),
      });
    }
    return ifConditionHolds(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            pk: partition(record.id),
            sk: 'CONVERSATION',
            ...record,
            conversation: JSON.stringify(record.conversation),
            ttl: ttl(record.completedAt),
          },
          ...overRevision(record.rev - 1, record.completedAt),
        }),
      ),
    );
  };
  const mails: ConversationStore['mails'] = async (id) =>
    (await itemsUnder(partition(id), 'MAIL#'))
      .map((item) => mailSchema.parse(item))
      .sort((a, b) => a.at - b.at);
  const putMail: ConversationStore['putMail'] = async (id, mail) => {
    const expires = ttl(mail.at);
    if (mail.email !== undefined) {
      await putItem({ pk: personPartition(mail.email), sk: `READER#${id}`, ttl: expires });
    }
    await putItem({
      pk: partition(id),
      sk: `MAIL#${sha256Hex(mail.key).slice(0, 32)}`,
      ...mail,
      ttl: expires,
    });
  };
  const idsUnder = async (email: string, prefix: string): Promise<string[]> =>
    (await itemsUnder(personPartition(email), prefix)).map((item) =>
      pointerSchema.parse(item).sk.slice(prefix.length),
    );
  const removePointer = async (email: string, sk: string): Promise<void> => {
    await dynamo.send(new DeleteCommand({ TableName: table, Key: { pk: personPartition(email), sk } }));
  };
  const eraseReader: ConversationStore['eraseReader'] = async (id, email) => {
    for (const mail of await mails(id)) {
      if (mail.email !== undefined && recipientKey(mail.email) === recipientKey(email)) {
        await putMail(id, { ...mail, email: undefined });
      }
    }
    await removePointer(email, `READER#${id}`);
  };
  return {
    find,
    put,
    mails,
    putMail,
    ofPerson: (email) => idsUnder(email, 'CONVERSATION#'),
    readBy: (email) => idsUnder(email, 'READER#'),
    eraseReader,
    erase: async (id, email, now) => {
      for (;;) {
        const record = await find(id);
        if (record === undefined || (await put({ ...erased(record, now), rev: record.rev + 1 }))) break;
      }
      await eraseReader(id, email);
      await removePointer(email, `CONVERSATION#${id}`);
    },
  };
};

/** A conversation of which only what was counted is left. */
const erased = (record: ConversationRecord, now: number): ConversationRecord => {
  const { version, startedAt, endedAt, channel, outcome, messageCount, ownerRepId } = record.conversation;
  return {
    ...record,
    leftOut: undefined,
    erasedAt: now,
    conversation: {
      version,
      startedAt,
      endedAt,
      channel,
      outcome,
      messageCount,
      ownerRepId,
      customer: {},
      summary: {},
      highlights: [],
      questions: [],
      objections: [],
      nextSteps: [],
      products: [],
    },
  };
};

/** The name of one occasion to write to one reader about a state of a conversation. */
export const mailKey = (
  record: Pick<ConversationRecord, 'id' | 'rev'>,
  reader: { audience: Audience; email: string | undefined },
  occasion = 'completed',
): string =>
  [
    'summary',
    record.id,
    record.rev,
    occasion,
    reader.audience,
    reader.email === undefined ? '-' : sha256Hex(recipientKey(reader.email)).slice(0, 16),
  ].join('/');

/** What stands for a mail that could not be written, so that its caller can tell it from others. */
export const unwrittenId = ({ key }: Pick<MailRecord, 'key'>): string => derivedId('msg', 'unwritten', key);
