import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { eventKey, type StoredEvent } from '../outbox/message/events-store.ts';
import { saveParams, type SendsTable } from '../outbox/message/store.ts';
import { DAY, toIso } from '../platform/clock.ts';
import { ifConditionHolds, throwRefusal } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import type { CounterUpdate } from './counters.ts';
import type { Fold } from './fold.ts';
import type { TrackedEvent } from '../mailgun/event.ts';
import { counterWrite } from '../contract/counters.ts';

/** Signature tokens are remembered for longer than their stamp may live (72 h at most). */
const TOKEN_KEPT_MS = 4 * DAY;
const UNKNOWN_KEPT_MS = 30 * DAY;

/** DynamoDB takes at most this many writes a transaction. */
export const WRITES_PER_TRANSACTION = 100;

export interface Commit {
  folds: readonly Fold[];
  counters: readonly CounterUpdate[];
  /** The hand-over that brings each event. */
  deliveryIds: ReadonlyMap<TrackedEvent, string>;
}

/** How an event was stored: by which hand-over, and whether as what software did. */
export interface StoredAs {
  deliveryId: string | undefined;
  machine: boolean;
}

export type Committed =
  | { ok: true }
  /** These were stored before. */
  | { ok: false; duplicates: ReadonlyMap<TrackedEvent, StoredAs> };

type Write =
  | { subject: 'event'; event: TrackedEvent; item: TransactItem }
  | { subject: 'message' | 'counter'; item: TransactItem };
type TransactItem = NonNullable<
  ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']
>[number];

/** Writes events, the messages they moved and the counters they raise: all of it or nothing. */
export const commit = async (
  tables: { sends: SendsTable; stateTable: string },
  work: Commit,
  now: number,
): Promise<Committed> => {
  const writes = writesOf(tables, work, now);
  try {
    await tables.sends.dynamo.send(
      new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item) }),
    );
    return { ok: true };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    throwRefusal(error);
    const duplicates = writes.flatMap((write, i) => {
      const reason = error.CancellationReasons?.[i];
      return reason?.Code === 'ConditionalCheckFailed' && write.subject === 'event'
        ? [[write.event, storedAs(reason.Item)] as const]
        : [];
    });
    return { ok: false, duplicates: new Map(duplicates) };
  }
};

const storedAs = (item: CancellationReason['Item']): StoredAs => ({
  deliveryId: item?.['deliveryId']?.S,
  machine: item?.['machine']?.BOOL === true,
});

const writesOf = (tables: { sends: SendsTable; stateTable: string }, work: Commit, now: number): Write[] => [
  ...work.folds.flatMap((fold) =>
    fold.events.map((counted) =>
      eventWrite(tables.sends, counted, { deliveryId: work.deliveryIds.get(counted.event), now }),
    ),
  ),
  ...work.folds
    .filter(({ changed }) => changed)
    .map(({ after }): Write => ({ subject: 'message', item: { Put: saveParams(tables.sends, after, now) } })),
  ...work.counters.map((counter): Write => ({
    subject: 'counter',
    item: counterWrite(tables.stateTable, counter.key, counter.add),
  })),
];

const eventWrite = (
  sends: SendsTable,
  counted: Fold['events'][number],
  { deliveryId, now }: { deliveryId: string | undefined; now: number },
): Write => {
  const { event, machine } = counted;
  const stored: StoredEvent = {
    type: event.type,
    at: event.occurredAt,
    generation: event.generation,
    ...(machine && { machine }),
    detail: event.detail,
    url: event.url,
    client: event.client,
  };
  return {
    subject: 'event',
    event,
    item: {
      Put: {
        TableName: sends.table,
        Item: {
          ...eventKey({ ...event, at: event.occurredAt }),
          ...stored,
          deliveryId,
          ttl: secondsAt(now + sends.messagesDays * DAY),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
  };
};

/** What tells an event from every other one. */
export const identityOf = (event: TrackedEvent): string => {
  const { pk, sk } = eventKey({ ...event, at: event.occurredAt });
  return `${pk} ${sk}`;
};

/**
 * Remembers what a signature token brought; answers false when it was something else. Mailgun does not sign the event,
 * so whoever gets hold of a signature could put it over an event of his own.
 */
export const rememberToken = (
  sends: SendsTable,
  token: string,
  brought: string,
  now: number,
): Promise<boolean> =>
  ifConditionHolds(
    sends.dynamo.send(
      new PutCommand({
        TableName: sends.table,
        Item: { pk: `TOKEN#${token}`, sk: 'TOKEN', brought, ttl: secondsAt(now + TOKEN_KEPT_MS) },
        ConditionExpression: 'attribute_not_exists(pk) OR brought = :brought',
        ExpressionAttributeValues: { ':brought': brought },
      }),
    ),
  );

/** Keeps what could not be understood, apart from everything else, for a person to look at. */
export const keepUnknown = async (
  sends: SendsTable,
  { receivedAt, content }: { receivedAt: number; content: unknown },
  why: string,
  now: number,
): Promise<void> => {
  const text = JSON.stringify(content);
  await sends.dynamo.send(
    new PutCommand({
      TableName: sends.table,
      Item: {
        pk: `UNKNOWN#${toIso(receivedAt).slice(0, 10)}`,
        sk: `${toIso(receivedAt)}#${sha256Hex(text).slice(0, 16)}`,
        why,
        event: text,
        ttl: secondsAt(now + UNKNOWN_KEPT_MS),
      },
    }),
  );
};

const secondsAt = (epochMs: number): number => Math.ceil(epochMs / 1000);
