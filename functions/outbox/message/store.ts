import { busy, CONFLICT, untilWritten } from '../../platform/conflict.ts';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { BatchGetCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, ifConditionHolds } from '../../platform/dynamo.ts';
import { eachPage, firstItems } from '../../platform/dynamo-pages.ts';
import type { Action } from './actions.ts';
import { transition } from './life.ts';
import type { Meter } from '../../platform/logging.ts';
import { CHECK_SHARDS, type CheckKind, checkShard, fromItem, toItem } from './message-item.ts';
import { type Message, waitsForPerson } from './message.ts';

export interface SendsTable {
  dynamo: Dynamo;
  table: string;
  messagesDays: number;
  /** The table that counts what became of messages. */
  countersTable: string;
  /** Counts messages that wait for a person, where they begin to. */
  meter: Meter;
}

/** DynamoDB reads at most this many items a batch. */
const KEYS_PER_BATCH = 100;

export const messageKey = (id: string) => ({ pk: id, sk: 'MESSAGE' });
/** Creates a message. Answers the one that already has its id, if there is one. */
export const createMessage = async (
  sends: SendsTable,
  message: Message,
  now: number,
): Promise<Message | undefined> => {
  try {
    await sends.dynamo.send(
      new PutCommand({
        TableName: sends.table,
        Item: toItem(message, sends.messagesDays, now),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException) || error.Item === undefined) throw error;
    return fromItem(unmarshall(error.Item));
  }
};

export const findMessage = async (sends: SendsTable, id: string): Promise<Message | undefined> => {
  const answer = await sends.dynamo.send(
    new GetCommand({ TableName: sends.table, Key: messageKey(id), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : fromItem(answer.Item);
};

/** Reads many messages at once, consistently; unknown ids are left out. */
export const findMessages = async (
  sends: SendsTable,
  ids: readonly string[],
): Promise<Map<string, Message>> => {
  const items = await batchGet(sends, [...new Set(ids)].map(messageKey));
  return new Map(items.map((item) => fromItem(item)).map((message) => [message.id, message]));
};

/** Reads items by their keys, whatever number of them; unknown ones are left out. */
export const batchGet = async (
  sends: SendsTable,
  keys: readonly Record<string, string>[],
): Promise<Record<string, unknown>[]> => {
  const items: Record<string, unknown>[] = [];
  let waiting: Record<string, unknown>[] = [...keys];
  while (waiting.length > 0) {
    const now = waiting.splice(0, KEYS_PER_BATCH);
    const answer = await sends.dynamo.send(
      new BatchGetCommand({ RequestItems: { [sends.table]: { Keys: now, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[sends.table] ?? []));
    waiting = [...(answer.UnprocessedKeys?.[sends.table]?.Keys ?? []), ...waiting];
  }
  return items;
};

/** The write of a changed message, on condition that nobody wrote it since it was read. */
export const saveParams = (sends: SendsTable, next: Message, now: number) => ({
  TableName: sends.table,
  Item: toItem({ ...next, rev: next.rev + 1 }, sends.messagesDays, now),
  ConditionExpression: 'rev = :rev',
  ExpressionAttributeValues: { ':rev': next.rev },
});

/** What came of applying an action, and the message as it is now. */
export type Applied =
  | { changed: true; message: Message }
  | { changed: false; why: 'wrong_state' | 'no_effect' | 'not_wanted'; message: Message };

/**
 * Applies an action to a message and stores it; reads it anew and decides again on a version conflict.
 * `stillWanted` is asked on each fresh copy. @throws ServiceError `busy` on version conflicts again and again.
 */
export const apply = async (
  sends: SendsTable,
  message: Message,
  action: Action,
  options: { now: number; stillWanted?: (fresh: Message) => boolean },
): Promise<Applied> => {
  let current = message;
  return untilWritten<Applied>(
    async () => {
      const outcome = transition(current, action, options.now);
      if (!outcome.changed) return { ...outcome, message: current };
      const put = new PutCommand(saveParams(sends, outcome.message, options.now));
      if (await ifConditionHolds(sends.dynamo.send(put))) {
        if (waitsForPerson(outcome.message) && !waitsForPerson(current))
          sends.meter.addMetric('FailedMail', 'Count', 1);
        return { changed: true, message: { ...outcome.message, rev: outcome.message.rev + 1 } };
      }
      const fresh = await findMessage(sends, message.id);
      if (fresh === undefined) return { changed: false, why: 'wrong_state', message: current };
      if (options.stillWanted?.(fresh) === false)
        return { changed: false, why: 'not_wanted', message: fresh };
      current = fresh;
      return CONFLICT;
    },
    () => busy('This e-mail'),
  );
};

export interface DueMessages {
  ids: string[];
  /** When the next one is due that is not due yet; undefined when none waits. */
  nextCheckAt: number | undefined;
}

const dueItem = z.object({ pk: z.string(), nextCheckAt: z.number() });

/** Messages that somebody has to look at whose time has come, oldest first, up to `limit` a shard. */
export const findDue = async (
  sends: SendsTable,
  kind: CheckKind,
  page: { now: number; limit: number },
): Promise<DueMessages> => {
  const { now, limit } = page;
  const shards = await Promise.all(
    Array.from({ length: CHECK_SHARDS }, (_, shard) =>
      firstItems(sends.dynamo, shardQuery(sends, kind, shard), limit + 1),
    ),
  );
  const items = shards.flat().map((item) => dueItem.parse(item));
  const later = items.filter((item) => item.nextCheckAt > now).map((item) => item.nextCheckAt);
  return {
    ids: items.filter((item) => item.nextCheckAt <= now).map((item) => item.pk),
    nextCheckAt: later.length > 0 ? Math.min(...later) : undefined,
  };
};

const shardQuery = (sends: SendsTable, kind: CheckKind, shard: number) => ({
  TableName: sends.table,
  IndexName: 'byNextCheck',
  KeyConditionExpression: 'checkShard = :shard',
  ExpressionAttributeValues: { ':shard': checkShard(kind, shard) },
});

/** The ids of all messages that have not left yet, a page at a time. */
export const unfinishedPages = async function* (sends: SendsTable): AsyncGenerator<string[]> {
  for (let shard = 0; shard < CHECK_SHARDS; shard += 1) {
    for await (const items of eachPage(sends.dynamo, shardQuery(sends, 'sweep', shard), KEYS_PER_BATCH)) {
      yield items.map((item) => dueItem.parse(item).pk);
    }
  }
};
