import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { GetCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isSameMailbox } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { makePersonPointers } from '../platform/person-pointers.ts';
import type { Conversation } from './conversation.ts';
import type { Resource } from '../notify/notice-store.ts';
import { deleteItem, isSamePlace, ownerKey, putItem, timelineKey } from '../reps/timeline.ts';
import type { TalkEntry } from '../reps/timeline-entries.ts';
import { type DueList, makeDueList } from '../platform/due-list.ts';

const recordSchema = z.object({
  id: z.string(),
  rev: z.number(),
  version: z.number(),
  /** Hash of what it says: the same again changes nothing. */
  contentHash: z.string(),
  /** When we were told that it has ended. */
  completedAt: z.number(),
  /** When it ended, as whoever told of it has it. */
  occurredAt: z.number(),
  /** When the bus is told of it, once it has settled; absent when it has been. */
  nextDueAt: z.number().optional(),
  /** The API client that told of it first; absent where the bus did. */
  client: z.string().optional(),
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

export interface ConversationStore {
  find: (id: string) => Promise<ConversationRecord | undefined>;
  /** Writes a state over the one that was known; false on a version conflict. */
  put: (record: ConversationRecord, known: ConversationRecord | undefined) => Promise<boolean>;
  /** Conversations that are, or once were, with a customer of this address. */
  ofPerson: (email: string) => Promise<string[]>;
  /** Takes from a conversation what tells of its customer, if it is this one; that it was, and what was sent, stays. */
  erase: (id: string, email: string, now: number) => Promise<void>;
  /** Keeps that the bus has been told of a state, if it is still the present one. */
  putRecorded: (record: ConversationRecord) => Promise<void>;
  /** Forgets that a conversation was with somebody of this address. */
  forgetPerson: (id: string, email: string) => Promise<void>;
}

const PREFIX = 'CONVERSATION#';
const partition = (id: string): string => PREFIX + id;

/** Conversations of which the bus is still to be told. */
export const dueConversations = (dynamo: Dynamo, table: string): DueList =>
  makeDueList(dynamo, table, { list: 'CONVERSATIONS', prefix: PREFIX });

/** Keeps conversations for `days`, counted from their last completion. */
export const makeConversationStore = (dynamo: Dynamo, table: string, days: number): ConversationStore => {
  const ttl = (from: number): number => Math.ceil((from + days * DAY) / 1000);
  const pointers = makePersonPointers(dynamo, table, 'CONVERSATION');
  const due = dueConversations(dynamo, table);
  const find: ConversationStore['find'] = async (id) => {
    const Key = { pk: partition(id), sk: 'CONVERSATION' };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    if (answer.Item === undefined) return undefined;
    const record = recordSchema.parse(answer.Item);
    return { ...record, conversation: JSON.parse(record.conversation) as Conversation };
  };
  const put: ConversationStore['put'] = async (record, known) => {
    const { email } = record.conversation.customer;
    const expires = ttl(record.completedAt);
    if (email !== undefined) {
      await pointers.add(email, record.id, expires);
    }
    const item = {
      pk: partition(record.id),
      sk: 'CONVERSATION',
      ...record,
      conversation: JSON.stringify(record.conversation),
      ...(record.nextDueAt !== undefined && due.keysOf(record.id)),
      ttl: expires,
    };
    const condition = overRevision(record.rev - 1, record.completedAt);
    const TransactItems = [
      { Put: { TableName: table, Item: item, ...condition } },
      ...timelineWrites(table, { record, known, ttl: expires }),
    ];
    return ifConditionsHold(dynamo.send(new TransactWriteCommand({ TransactItems })));
  };
  return {
    find,
    put,
    ofPerson: pointers.idsOf,
    erase: (id, email, now) =>
      untilWritten(
        async () => {
          const record = await find(id);
          if (record === undefined || record.erasedAt !== undefined || !isWith(record, email)) return;
          if (await put({ ...erased(record, now), rev: record.rev + 1 }, record)) return;
          return CONFLICT;
        },
        () => busy('This conversation'),
      ),
    putRecorded: (record) => putRecorded(dynamo, table, record),
    forgetPerson: (id, email) => pointers.remove(email, id),
  };
};

const putRecorded = async (dynamo: Dynamo, table: string, { id, rev }: ConversationRecord): Promise<void> => {
  await ifConditionHolds(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: partition(id), sk: 'CONVERSATION' },
        UpdateExpression: 'REMOVE nextDueAt, dueShard',
        ConditionExpression: 'rev = :rev',
        ExpressionAttributeValues: { ':rev': rev },
      }),
    ),
  );
};

/**
 * What is written beside a conversation, so that the timeline of its rep tells of it. One that was reopened ended twice;
 * the same end that is told anew stands where it says now, and all of it with who has it now.
 */
const timelineWrites = (
  table: string,
  { record, known, ttl }: { record: ConversationRecord; known: ConversationRecord | undefined; ttl: number },
) => {
  const place = placeOf(record);
  const before = known && placeOf(known);
  const isCorrected = known?.version === record.version || before?.repId !== place?.repId;
  const old = isCorrected ? before : undefined;
  const isLeft = old !== undefined && (place === undefined || !isSamePlace(old.key, place.key));
  return [
    ...(isLeft ? [deleteItem(table, old.key)] : []),
    ...(place === undefined
      ? []
      : [
          putItem(table, place.key, { ...place.entry, ttl }),
          putItem(table, ownerKey('conversation', record.id), { repId: place.repId, ttl }),
        ]),
  ];
};

const placeOf = ({ id, conversation: { ownerRepId, endedAt } }: ConversationRecord) => {
  if (ownerRepId === undefined) return undefined;
  const entry: TalkEntry = { type: 'talk', id, at: endedAt };
  return {
    repId: ownerRepId,
    entry,
    key: timelineKey(ownerRepId, 'EVENT', { at: endedAt, id: `talk#${id}` }),
  };
};

/** Whether a conversation is with the person of an address, as far as it says with whom. */
export const isWith = (
  { conversation }: Pick<ConversationRecord, 'conversation'>,
  email: string,
): boolean => {
  const { email: customer } = conversation.customer;
  return customer === undefined || isSameMailbox(customer, email);
};

/** A conversation of which only what was counted is left. */
const erased = (record: ConversationRecord, now: number): ConversationRecord => {
  const { version, startedAt, endedAt, channel, outcome, messageCount, ownerRepId } = record.conversation;
  return {
    ...record,
    leftOut: undefined,
    nextDueAt: undefined,
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

/** A conversation as notices about it name it. */
export const resourceOf = (id: string): Resource => ({ kind: 'conversation', id });
