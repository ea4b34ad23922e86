import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { DAY, MINUTE, toIso } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds } from '../platform/dynamo.ts';
import type { Fault } from '../platform/errors.ts';
import { sha256Hex } from '../platform/ids.ts';

/** Longer than EventBridge goes on trying, and than a queue keeps what it has. */
const KEPT_MS = 30 * DAY;
/** Longer than a function may run: a claim that is older is of one that died. */
const CLAIM_MS = 2 * MINUTE;

/** An event may have as many faults as fields; an item has 400 KB. */
const MOST_FAULTS = 100;

/** What became of asking for the right to handle an event. */
export type Claim =
  | 'claimed'
  /** It was handled, or another event with the same key is being handled. */
  | 'known'
  /** This very event is being handled by another function. */
  | 'underway';

export interface SeenEvents {
  /** Asks for the right to handle an event; of all that ask under one key, one has it at a time. */
  claim: (event: { key: string; eventId: string }, now: number) => Promise<Claim>;
  /** It is handled, whoever asks again. */
  finish: (event: { key: string; eventId: string }, now: number) => Promise<void>;
  /** It was not handled, and may be at once. */
  release: (event: { key: string; eventId: string }, now: number) => Promise<void>;
  /** Keeps why an event was refused, or what of it was left out, without what it says. */
  keepFaults: (
    event: { id: string; detailType: string; faults: readonly Fault[] },
    now: number,
  ) => Promise<void>;
}

const heldSchema = z.object({ eventId: z.string(), claimedUntil: z.number().optional() });

/** Events that a room has seen: another one may take the same. */
export const makeSeenEvents = (dynamo: Dynamo, table: string, room: string): SeenEvents => {
  // Keys are the sender's, of any length.
  const keyOf = (key: string) => ({ pk: `BUS_EVENT#${sha256Hex(key)}`, sk: room });
  const ttl = (now: number): number => Math.ceil((now + KEPT_MS) / 1000);
  return {
    claim: async ({ key, eventId }, now) => {
      try {
        await dynamo.send(
          new PutCommand({
            TableName: table,
            Item: { ...keyOf(key), eventId, claimedUntil: now + CLAIM_MS, ttl: ttl(now) },
            ConditionExpression: 'attribute_not_exists(pk) OR claimedUntil < :now',
            ExpressionAttributeValues: { ':now': now },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return 'claimed';
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const held = heldSchema.parse(error.Item === undefined ? { eventId: '' } : unmarshall(error.Item));
        return held.claimedUntil !== undefined && held.eventId === eventId ? 'underway' : 'known';
      }
    },
    finish: async ({ key, eventId }, now) => {
      await dynamo.send(
        new PutCommand({ TableName: table, Item: { ...keyOf(key), eventId, ttl: ttl(now) } }),
      );
    },
    release: async ({ key, eventId }, now) => {
      await ifConditionHolds(
        dynamo.send(
          new PutCommand({
            TableName: table,
            Item: { ...keyOf(key), eventId, claimedUntil: 0, ttl: ttl(now) },
            ConditionExpression: 'eventId = :eventId',
            ExpressionAttributeValues: { ':eventId': eventId },
          }),
        ),
      );
    },
    keepFaults: async ({ id, detailType, faults }, now) => {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: {
            pk: `REFUSED_EVENT#${toIso(now).slice(0, 10)}`,
            sk: `${toIso(now)}#${sha256Hex(id)}`,
            eventId: id.slice(0, 200),
            detailType,
            faults: faults
              .slice(0, MOST_FAULTS)
              .map(({ pointer, code }) => ({ pointer: pointer.slice(0, 500), code })),
            ttl: ttl(now),
          },
        }),
      );
    },
  };
};
