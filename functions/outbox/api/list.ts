import * as z from 'zod';
import { isSameMailbox } from '../../platform/address.ts';
import type { Item } from '../../platform/dynamo-pages.ts';
import type { Category } from '../../contract/category.ts';
import type { MessageStatus, Reason } from '../../contract/message-status.ts';
import { type BodyHead, findHeads } from '../message/body-store.ts';
import { type Message, reasonOf } from '../message/message.ts';
import { findMessages, type SendsTable } from '../message/store.ts';
import {
  indexByFailure,
  indexByMonth,
  indexByRecipient,
  indexByRelation,
  indexByStatus,
  type ListIndex,
  LOOKED_AT_ONCE,
  type Position,
  positionAfter,
  readEntries,
  relationNames,
  startOf,
} from './list-index.ts';
import { addressesAmong, matchesWords, messageIdIn, wordsOf } from './search.ts';

export interface ListFilter {
  recipient?: string | undefined;
  status?: MessageStatus | undefined;
  /** Why they wait, were skipped or failed. */
  reason?: Reason | undefined;
  category?: Category | undefined;
  template?: string | undefined;
  conversationId?: string | undefined;
  appointmentId?: string | undefined;
  leadId?: string | undefined;
  tag?: string | undefined;
  /** Words: see `matchesWords`. */
  search?: string | undefined;
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

/** Entries of an index looked at for one page at most, and messages read of them, however few of them match. */
const MOST_LOOKED_AT = 100_000;
const MOST_READ = 5000;
const READ_AT_ONCE = 100;

export interface PageRequest {
  limit: number;
  from: Position | undefined;
  now: number;
}

/** Where the list of the messages to an address goes on after one of them. */
export const positionAfterMailTo = (email: string, message: Message): Position => {
  const index = indexByRecipient(email);
  return positionAfter(index, index.partitions[0] ?? '', message);
};

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

/**
 * Messages that match, newest first. A page is full while there are more, but for filters that next to nothing passes:
 * then it may be short of `limit`, and still have a next one.
 */
export const listMessages = async (
  sends: SendsTable,
  filter: ListFilter,
  page: PageRequest,
): Promise<ListPage> => {
  const id = messageIdIn(filter.search ?? '');
  const named = id === undefined ? undefined : (await findMessages(sends, [id])).get(id);
  const { addresses, others: words } = addressesAmong(
    wordsOf(filter.search ?? '').filter((word) => named === undefined || !word.includes(named.id)),
  );
  const isWanted = (message: Message, body: BodyHead | undefined): boolean =>
    matches(message, filter) &&
    addresses.every((address) => isSameMailbox(message.to.email, address)) &&
    hasTag(message, body, filter.tag) &&
    isFound(message, body, words);
  if (named !== undefined) return pageOfOne(sends, named, isWanted);
  const recipient = filter.recipient ?? addresses[0];
  const index = chooseIndex(sends, { ...filter, recipient }, page.now);
  return readPage(sends, index, page, {
    isWanted,
    mayMatch: (entry) => matchesEntry(entry, filter, words),
  });
};

/** Failed messages, the latest end first. */
export const listFailures = (
  sends: SendsTable,
  { since = 0, reason }: FailureFilter,
  page: PageRequest,
): Promise<ListPage> =>
  readPage(sends, indexByFailure(since, page.now, sends.messagesDays), page, {
    isWanted: ({ life }) =>
      life.status === 'failed' && life.failedAt >= since && (reason === undefined || life.reason === reason),
    mayMatch: () => true,
  });

/** How many messages are dead letters that nobody has tried again, up to a bound. */
export const countDeadLetters = async (
  sends: SendsTable,
  now: number,
  most: number,
): Promise<{ count: number; isMore: boolean }> => {
  let count = 0;
  let from: Position | undefined;
  do {
    const request: PageRequest = { limit: READ_AT_ONCE, from, now };
    const page: ListPage = await listFailures(sends, { reason: 'dead_lettered' }, request);
    count += page.messages.length;
    from = page.next;
  } while (from !== undefined && count < most);
  return { count: Math.min(count, most), isMore: from !== undefined || count > most };
};

interface Sieve {
  isWanted: (message: Message, body: BodyHead | undefined) => boolean;
  /** By what stands in a searchable index; lets pass whatever it can't tell. */
  mayMatch: (entry: Item) => boolean;
}

const readPage = async (
  sends: SendsTable,
  index: ListIndex,
  page: PageRequest,
  sieve: Sieve,
): Promise<ListPage> => {
  const found: Message[] = [];
  const bodies = new Map<string, BodyHead>();
  let position: Position | undefined = startOf(index, page.from);
  let lookedAt = 0;
  let read = 0;
  while (
    position !== undefined &&
    found.length < page.limit &&
    lookedAt < MOST_LOOKED_AT &&
    read < MOST_READ
  ) {
    const { partition }: Position = position;
    const chunk = await readEntries(
      sends,
      index,
      position,
      index.isSearchable ? LOOKED_AT_ONCE : READ_AT_ONCE,
    );
    lookedAt += Math.max(1, chunk.entries.length);
    position = chunk.next;
    const ids = chunk.entries.flatMap((entry) => (sieve.mayMatch(entry) ? [keySchema.parse(entry).pk] : []));
    for (let i = 0; i < ids.length && found.length < page.limit; i += READ_AT_ONCE) {
      const part = await readMessages(sends, ids.slice(i, i + READ_AT_ONCE));
      read += READ_AT_ONCE;
      for (const [id, body] of part.bodies) bodies.set(id, body);
      const matching = part.messages.filter((message) => sieve.isWanted(message, bodies.get(message.id)));
      const taken = matching.slice(0, page.limit - found.length);
      found.push(...taken);
      const last = taken.at(-1);
      const isRest = matching.length > taken.length || i + READ_AT_ONCE < ids.length;
      if (found.length === page.limit && isRest && last !== undefined)
        position = positionAfter(index, partition, last);
    }
  }
  return { messages: found, bodies, next: position };
};

const keySchema = z.looseObject({ pk: z.string() });

const pageOfOne = async (
  sends: SendsTable,
  message: Message,
  isWanted: Sieve['isWanted'],
): Promise<ListPage> => {
  const bodies = await overflowBodies(sends, [message]);
  return { messages: isWanted(message, bodies.get(message.id)) ? [message] : [], bodies, next: undefined };
};

const readMessages = async (
  sends: SendsTable,
  ids: readonly string[],
): Promise<{ messages: Message[]; bodies: ReadonlyMap<string, BodyHead> }> => {
  const byId = await findMessages(sends, ids);
  const messages = ids.flatMap((id) => byId.get(id) ?? []);
  return { messages, bodies: await overflowBodies(sends, messages) };
};

const overflowBodies = async (
  sends: SendsTable,
  messages: readonly Message[],
): Promise<Map<string, BodyHead>> => {
  const overflowed = messages.filter((message) => message.overflow);
  return overflowed.length === 0 ? new Map<string, BodyHead>() : findHeads(sends, overflowed);
};

/** The only status that a message has for a reason. */
const statusOf = (reason: Reason): MessageStatus => {
  switch (reason) {
    case 'paused':
      return 'queued';
    case 'outcome_unknown':
    case 'rejected':
    case 'dead_lettered':
    case 'no_content':
      return 'failed';
    default:
      return 'skipped';
  }
};

const chooseIndex = (sends: SendsTable, filter: ListFilter, now: number): ListIndex => {
  if (filter.recipient !== undefined) return indexByRecipient(filter.recipient);
  for (const relation of relationNames) {
    const id = filter[relation];
    if (id !== undefined) return indexByRelation(relation, id);
  }
  const status = filter.status ?? (filter.reason && statusOf(filter.reason));
  return status === undefined
    ? indexByMonth(now, sends.messagesDays)
    : indexByStatus(status, now, sends.messagesDays);
};

const matches = (message: Message, filter: ListFilter): boolean =>
  (filter.recipient === undefined || isSameMailbox(message.to.email, filter.recipient)) &&
  (filter.status === undefined || message.life.status === filter.status) &&
  (filter.reason === undefined || reasonOf(message.life) === filter.reason) &&
  (filter.category === undefined || message.category === filter.category) &&
  (filter.template === undefined || message.template === filter.template) &&
  relationNames.every((name) => filter[name] === undefined || message[name] === filter[name]);

const hasTag = (message: Message, body: BodyHead | undefined, tag: string | undefined): boolean =>
  tag === undefined || (message.tags ?? body?.overflow?.tags ?? []).includes(tag);

const isFound = (message: Message, body: BodyHead | undefined, words: readonly string[]): boolean =>
  words.length === 0 || matchesWords({ ...body?.overflow, ...message }, words);

const entrySchema = z.object({
  pk: z.string(),
  to: z.object({ email: z.string(), name: z.string().optional() }),
  subject: z.string().optional(),
  category: z.string(),
  template: z.string().optional(),
  tags: z.array(z.string()).optional(),
  overflow: z.boolean().optional(),
  conversationId: z.string().optional(),
  appointmentId: z.string().optional(),
  leadId: z.string().optional(),
});

/** By what stands beside the keys; subject and tags that are kept apart may say anything. */
const matchesEntry = (entry: Item, filter: ListFilter, words: readonly string[]): boolean => {
  const read = entrySchema.safeParse(entry);
  if (!read.success) return true;
  const { pk: id, ...searched } = read.data;
  if (filter.category !== undefined && searched.category !== filter.category) return false;
  if (filter.template !== undefined && searched.template !== filter.template) return false;
  if (searched.overflow) return true;
  if (filter.tag !== undefined && !(searched.tags ?? []).includes(filter.tag)) return false;
  return words.length === 0 || matchesWords({ id, ...searched }, words);
};
