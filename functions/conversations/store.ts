import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { Conversation } from './conversation.ts';

export const audiences = ['customer', 'sales'] as const;
export type Audience = (typeof audiences)[number];

const recordSchema = z.object({
  id: z.string(),
  rev: z.number(),
  version: z.number(),
  /** Hash of what it says: the same again changes nothing. */
  contentHash: z.string(),
  /** When we were told that it has ended. */
  completedAt: z.number(),
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
  contentHash: z.string(),
  audience: z.enum(audiences),
  template: z.string(),
  /** Absent where there is nobody to write to. */
  email: z.string().optional(),
  messageId: z.string().optional(),
  /** Why there is no message. */
  reason: z.enum(['no_address', 'no_content']).optional(),
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
}

const partition = (id: string): string => `CONVERSATION#${id}`;

/** Keeps conversations for `days`, counted from their last completion. */
export const makeConversationStore = (dynamo: Dynamo, table: string, days: number): ConversationStore => {
  const ttl = (from: number): number => Math.ceil((from + days * DAY) / 1000);
  return {
    find: async (id) => {
      const Key = { pk: partition(id), sk: 'CONVERSATION' };
      const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      if (answer.Item === undefined) return undefined;
      const record = recordSchema.parse(answer.Item);
      return { ...record, conversation: JSON.parse(record.conversation) as Conversation };
    },
    put: (record) =>
      ifConditionHolds(
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
            ConditionExpression: 'attribute_not_exists(pk) OR rev = :before',
            ExpressionAttributeValues: { ':before': record.rev - 1 },
          }),
        ),
      ),
    mails: async (id) => {
      const mails: MailRecord[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await dynamo.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :mails)',
            ExpressionAttributeValues: { ':pk': partition(id), ':mails': 'MAIL#' },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
        mails.push(...(page.Items ?? []).map((item) => mailSchema.parse(item)));
        start = page.LastEvaluatedKey;
      } while (start !== undefined);
      return mails.sort((a, b) => a.at - b.at);
    },
    putMail: async (id, mail) => {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            pk: partition(id),
            sk: `MAIL#${sha256Hex(mail.key).slice(0, 32)}`,
            ...mail,
            ttl: ttl(mail.at),
          },
        }),
      );
    },
  };
};

/** The name of one occasion to write to one reader about a state of a conversation. */
export const mailKey = (
  record: Pick<ConversationRecord, 'id' | 'version' | 'contentHash'>,
  reader: { audience: Audience; email: string | undefined },
  occasion = 'completed',
): string =>
  [
    'summary',
    record.id,
    record.version,
    record.contentHash,
    occasion,
    reader.audience,
    reader.email === undefined ? '-' : sha256Hex(recipientKey(reader.email)).slice(0, 16),
  ].join('/');
