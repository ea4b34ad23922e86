import * as z from 'zod';
import { isSameMailbox, recipientKey } from '../../platform/address.ts';
import { DAY } from '../../platform/clock.ts';
import { firstItems } from '../../platform/dynamo-pages.ts';
import type { Category } from '../../contract/category.ts';
import { failureKey, listMonth, sortKey } from '../message/message-item.ts';
import type { Message } from '../message/message.ts';
import { findHeads } from '../message/body-store.ts';
import { findMessages, type SendsTable } from '../message/store.ts';
import type { BodyHead } from '../message/body-store.ts';
import type { MessageStatus, Reason } from '../../contract/message-status.ts';

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
  bodies: Map<string, BodyHead>;
  /** Where the next page starts; undefined at the end. */
  next: Position | undefined;
}

/** Where a page begins: in which partition of the index, and after which key. */
export const positionSchema = z.object({ partition: z.string().min(1), after: z.string().min(1).optional() });
type Position = z.infer<typeof positionSchema>;

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
  from: Position | undefined;
  now: number;
}

/** Where a list of one recipient's messages goes on after one of them. */
export const positionAfter = ({ recipient }: { recipient: string }, message: Message): Position => ({
  partition: recipientKey(recipient),
  after: sortKey(message),
});

/** Every message that matches, a page at a time, to the last one. */
export async function* eachMessagePage(
  sends: SendsTable,
  filter: ListFilter,
  now: number,
): AsyncGenerator<Message[]> {
  let from: Position | undefined;
  do {
    const page: ListPage = await listMessages(sends, filter, { limit: READ_AT_ONCE, from, now });
    yield page.messages;
    from = page.next;
  } while (from !== undefined);
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

/** How many messages are dead letters that nobody has tried again, up to a bound. */
export const countDeadLetters = async (
  sends: SendsTable,
  now: number,
  most: number,
): Promise<{ count: number; isMore: boolean }> => {
  let count = 0;
  let from: Position | undefined;
  do {
    const page: ListPage = await listFailures(
      sends,
      { reason: 'dead_lettered' },
      { limit: READ_AT_ONCE, from, now },
    );
    count += page.messages.length;
    from = page.next;
  } while (from !== undefined && count < most);
  return { count: Math.min(count, most), isMore: from !== undefined || count > most };
};

const failedAt = ({ life }: Message): number => (life.status === 'failed' ? life.failedAt : 0);

const readPage = async (
  sends: SendsTable,
  index: Index,
  page: PageRequest,
  isWanted: (message: Message, body: BodyHead | undefined) => boolean,
): Promise<ListPage> => {
  const found: Message[] = [];
  let read = 0;
  let position: Position | undefined = startOf(index, page.from);
  const bodies = new Map<string, BodyHead>();
  while (position !== undefined && found.length < page.limit && read < MOST_READ) {
    const batch = await readBatch(sends, index, position);
    read += Math.max(1, batch.messages.length);
    for (const [id, body] of await overflowBodies(sends, batch.messages)) bodies.set(id, body);
    const matching = batch.messages.filter((message) => isWanted(message, bodies.get(message.id)));
    const wanted = matching.slice(0, page.limit - found.length);
    found.push(...wanted);
    const last = wanted.at(-1);
    position =
      matching.length > wanted.length && last !== undefined
        ? { partition: position.partition, after: index.sort.of(last) }
        : batch.next;
  }
  return { messages: found, bodies, next: position };
};

/** A month that is past its retention since the page before has nothing left, and the list ends there. */
const startOf = (index: Index, from: Position | undefined): Position | undefined => {
  const [first] = index.partitions;
  if (from === undefined) return first === undefined ? undefined : { partition: first };
  return index.partitions.includes(from.partition) ? from : undefined;
};

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
  { partition, after }: Position,
): Promise<{ messages: Message[]; next: Position | undefined }> => {
  const items = await firstItems(
    sends.dynamo,
    {
      TableName: sends.table,
      IndexName: index.name,
      KeyConditionExpression: '#partition = :partition' + (after === undefined ? '' : ' AND #sort < :after'),
      ExpressionAttributeNames: {
        '#partition': index.key,
        ...(after !== undefined && { '#sort': index.sort.attribute }),
      },
      ExpressionAttributeValues: {
        ':partition': partition,
        ...(after !== undefined && { ':after': after }),
      },
      ScanIndexForward: false,
    },
    READ_AT_ONCE,
  );
  const keys = items.map((item) => keySchema.parse(item));
  const byId = await findMessages(
    sends,
    keys.map(({ pk }) => pk),
  );
  const last = keys.at(-1);
  const following = index.partitions[index.partitions.indexOf(partition) + 1];
  const nextPartition = following === undefined ? undefined : { partition: following };
  return {
    messages: keys.flatMap(({ pk }) => byId.get(pk) ?? []),
    next:
      keys.length === READ_AT_ONCE && last
        ? { partition, after: z.string().parse(last[index.sort.attribute]) }
        : nextPartition,
  };
};

const overflowBodies = async (
  sends: SendsTable,
  messages: readonly Message[],
): Promise<Map<string, BodyHead>> => {
  const overflowed = messages.filter((message) => message.overflow);
  return overflowed.length === 0 ? new Map<string, BodyHead>() : findHeads(sends, overflowed);
};

const matches = (message: Message, body: BodyHead | undefined, filter: ListFilter): boolean =>
  (filter.recipient === undefined || isSameMailbox(message.to.email, filter.recipient)) &&
  (filter.status === undefined || message.life.status === filter.status) &&
  (filter.category === undefined || message.category === filter.category) &&
  (filter.template === undefined || message.template === filter.template) &&
  (filter.conversationId === undefined || message.conversationId === filter.conversationId) &&
  (filter.appointmentId === undefined || message.appointmentId === filter.appointmentId) &&
  (filter.leadId === undefined || message.leadId === filter.leadId) &&
  (filter.tag === undefined || (message.tags ?? body?.overflow?.tags ?? []).includes(filter.tag));
