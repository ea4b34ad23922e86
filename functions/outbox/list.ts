import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import type { Category } from '../preferences/categories.ts';
import { listMonth, sortKey } from './message-item.ts';
import type { Message, MessageStatus } from './message.ts';
import { findBodies, findMessages, type SendsTable } from './store.ts';
import type { MessageBody } from './body.ts';

export interface ListFilter {
  recipient?: string | undefined;
  status?: MessageStatus | undefined;
  category?: Category | undefined;
  template?: string | undefined;
  conversationId?: string | undefined;
  appointmentId?: string | undefined;
  leadId?: string | undefined;
  tag?: string | undefined;
}

export interface ListPage {
  messages: Message[];
  bodies: Map<string, MessageBody>;
  /** Where the next page starts; undefined at the end. */
  next: string | undefined;
}

const cursorSchema = z.object({ partition: z.string(), after: z.string().optional() });
type Cursor = z.infer<typeof cursorSchema>;

/** Reads a cursor that a list gave; undefined when it is none of ours. */
export const readCursor = (text: string): Cursor | undefined => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
};

const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

interface Index {
  name: string;
  key: string;
  /** Partitions to read, newest first. */
  partitions: string[];
}

/** Messages read for one page at most, however few of them match. */
const MOST_READ = 1000;
const READ_AT_ONCE = 100;

/** Messages that match, newest first. A page may be short of `limit` and still have a next one. */
export const listMessages = async (
  sends: SendsTable,
  filter: ListFilter,
  page: { limit: number; cursor: Cursor | undefined; now: number },
): Promise<ListPage> => {
  const index = chooseIndex(filter, sends.messagesDays, page.now);
  const found: Message[] = [];
  let read = 0;
  let cursor: Cursor | undefined = page.cursor ?? { partition: index.partitions[0] ?? '' };
  const bodies = new Map<string, MessageBody>();
  while (cursor !== undefined && found.length < page.limit && read < MOST_READ) {
    const batch = await readBatch(sends, index, cursor);
    read += Math.max(1, batch.messages.length);
    for (const [id, body] of await overflowBodies(sends, batch.messages)) bodies.set(id, body);
    const matching = batch.messages.filter((message) => matches(message, bodies.get(message.id), filter));
    const wanted = matching.slice(0, page.limit - found.length);
    found.push(...wanted);
    const last = wanted.at(-1);
    cursor =
      matching.length > wanted.length && last !== undefined
        ? { partition: cursor.partition, after: sortKey(last) }
        : batch.next;
  }
  return { messages: found, bodies, next: cursor && writeCursor(cursor) };
};

const chooseIndex = (filter: ListFilter, messagesDays: number, now: number): Index => {
  if (filter.recipient !== undefined) {
    return { name: 'byRecipient', key: 'recipientKey', partitions: [recipientKey(filter.recipient)] };
  }
  for (const key of ['conversationId', 'appointmentId', 'leadId'] as const) {
    const id = filter[key];
    if (id !== undefined)
      return { name: `by${key[0]?.toUpperCase() ?? ''}${key.slice(1, -2)}`, key, partitions: [id] };
  }
  const months = new Set<string>();
  for (let at = now; at > now - (messagesDays + 31) * DAY; at -= 15 * DAY) months.add(listMonth(at));
  return { name: 'byMonth', key: 'listMonth', partitions: [...months] };
};

const keySchema = z.object({ pk: z.string(), sortKey: z.string() });

const readBatch = async (
  sends: SendsTable,
  index: Index,
  cursor: Cursor,
): Promise<{ messages: Message[]; next: Cursor | undefined }> => {
  const answer = await sends.dynamo.send(
    new QueryCommand({
      TableName: sends.table,
      IndexName: index.name,
      KeyConditionExpression:
        '#partition = :partition' + (cursor.after === undefined ? '' : ' AND sortKey < :after'),
      ExpressionAttributeNames: { '#partition': index.key },
      ExpressionAttributeValues: {
        ':partition': cursor.partition,
        ...(cursor.after !== undefined && { ':after': cursor.after }),
      },
      ScanIndexForward: false,
      Limit: READ_AT_ONCE,
    }),
  );
  const keys = (answer.Items ?? []).map((item) => keySchema.parse(item));
  const byId = await findMessages(
    sends,
    keys.map(({ pk }) => pk),
  );
  const last = keys.at(-1);
  const following = index.partitions[index.partitions.indexOf(cursor.partition) + 1];
  return {
    messages: keys.flatMap(({ pk }) => byId.get(pk) ?? []),
    next:
      answer.LastEvaluatedKey !== undefined && last
        ? { partition: cursor.partition, after: last.sortKey }
        : following === undefined
          ? undefined
          : { partition: following },
  };
};

const overflowBodies = async (
  sends: SendsTable,
  messages: readonly Message[],
): Promise<Map<string, MessageBody>> => {
  const overflowed = messages.filter((message) => message.overflow);
  return overflowed.length === 0 ? new Map<string, MessageBody>() : findBodies(sends, overflowed);
};

const matches = (message: Message, body: MessageBody | undefined, filter: ListFilter): boolean =>
  (filter.recipient === undefined || recipientKey(message.to.email) === recipientKey(filter.recipient)) &&
  (filter.status === undefined || message.life.status === filter.status) &&
  (filter.category === undefined || message.category === filter.category) &&
  (filter.template === undefined || message.template === filter.template) &&
  (filter.conversationId === undefined || message.conversationId === filter.conversationId) &&
  (filter.appointmentId === undefined || message.appointmentId === filter.appointmentId) &&
  (filter.leadId === undefined || message.leadId === filter.leadId) &&
  (filter.tag === undefined || (message.tags ?? body?.overflow?.tags ?? []).includes(filter.tag));
