import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import type { Category } from '../preferences/categories.ts';
import { failureKey, listMonth, sortKey } from './message-item.ts';
import type { Message, MessageStatus, Reason } from './message.ts';
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

export interface FailureFilter {
  reason?: Reason | undefined;
  /** Failed at this time or later, epoch milliseconds. */
  since?: number | undefined;
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
  sort: { attribute: string; of: (message: Message) => string };
}

/** Messages read for one page at most, however few of them match. */
const MOST_READ = 1000;
const READ_AT_ONCE = 100;

export interface PageRequest {
  limit: number;
  cursor: Cursor | undefined;
  now: number;
}

/** Messages that match, newest first. A page may be short of `limit` and still have a next one. */
export const listMessages = (sends: SendsTable, filter: ListFilter, page: PageRequest): Promise<ListPage> =>
  readPage(sends, chooseIndex(filter, sends.messagesDays, page.now), page, (message, body) =>
    matches(message, body, filter),
  );

/** Failed messages, the latest end first. */
export const listFailures = (
  sends: SendsTable,
  filter: FailureFilter,
  page: PageRequest,
): Promise<ListPage> => {
  const { since = 0, reason } = filter;
  const index: Index = {
    name: 'byFailure',
    key: 'failedMonth',
    partitions: months(page.now, sends.messagesDays).filter((month) => month >= listMonth(since)),
    sort: { attribute: 'failureKey', of: (message) => failureKey(message, failedAt(message)) },
  };
  return readPage(
    sends,
    index,
    page,
    ({ life }) =>
      life.status === 'failed' && life.failedAt >= since && (reason === undefined || life.reason === reason),
  );
};

const failedAt = ({ life }: Message): number => (life.status === 'failed' ? life.failedAt : 0);

const readPage = async (
  sends: SendsTable,
  index: Index,
  page: PageRequest,
  isWanted: (message: Message, body: MessageBody | undefined) => boolean,
): Promise<ListPage> => {
  const found: Message[] = [];
  let read = 0;
  let cursor: Cursor | undefined = page.cursor ?? firstOf(index);
  const bodies = new Map<string, MessageBody>();
  while (cursor !== undefined && found.length < page.limit && read < MOST_READ) {
    const batch = await readBatch(sends, index, cursor);
    read += Math.max(1, batch.messages.length);
    for (const [id, body] of await overflowBodies(sends, batch.messages)) bodies.set(id, body);
    const matching = batch.messages.filter((message) => isWanted(message, bodies.get(message.id)));
    const wanted = matching.slice(0, page.limit - found.length);
    found.push(...wanted);
    const last = wanted.at(-1);
    cursor =
      matching.length > wanted.length && last !== undefined
        ? { partition: cursor.partition, after: index.sort.of(last) }
        : batch.next;
  }
  return { messages: found, bodies, next: cursor && writeCursor(cursor) };
};

/** An index has no partition of a time that is still to come, and DynamoDB takes no empty one. */
const firstOf = ({ partitions: [partition] }: Index): Cursor | undefined =>
  partition === undefined ? undefined : { partition };

const byCreation = { attribute: 'sortKey', of: sortKey };

const chooseIndex = (filter: ListFilter, messagesDays: number, now: number): Index => {
  if (filter.recipient !== undefined) {
    const partitions = [recipientKey(filter.recipient)];
    return { name: 'byRecipient', key: 'recipientKey', partitions, sort: byCreation };
  }
  for (const key of ['conversationId', 'appointmentId', 'leadId'] as const) {
    const id = filter[key];
    if (id === undefined) continue;
    const name = `by${key.charAt(0).toUpperCase()}${key.slice(1, -2)}`;
    return { name, key, partitions: [id], sort: byCreation };
  }
  return { name: 'byMonth', key: 'listMonth', partitions: months(now, messagesDays), sort: byCreation };
};

/** The months that messages may still be of, the latest first. */
const months = (now: number, messagesDays: number): string[] => {
  const found = new Set<string>();
  for (let at = now; at > now - (messagesDays + 31) * DAY; at -= 15 * DAY) found.add(listMonth(at));
  return [...found];
};

const keySchema = z.looseObject({ pk: z.string() });

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
        '#partition = :partition' + (cursor.after === undefined ? '' : ' AND #sort < :after'),
      ExpressionAttributeNames: {
        '#partition': index.key,
        ...(cursor.after !== undefined && { '#sort': index.sort.attribute }),
      },
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
        ? { partition: cursor.partition, after: z.string().parse(last[index.sort.attribute]) }
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
