import { CONFLICT, untilWritten } from '../../platform/conflict.ts';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { MINUTE, SECOND } from '../../platform/clock.ts';
import type { Dynamo } from '../../platform/dynamo.ts';

/** A send that starts later than this after its slot would no longer keep the limit; the slot is given up. */
export const SLOT_TOLERANCE_MS = 800;

/**
 * Slots are spread over 61 s a minute: the spare second is what lateness within the tolerance,
 * and 0.2 s of varying latency to the provider, may use up.
 */
export const spacingMs = (ratePerMinute: number): number => (MINUTE + SECOND) / ratePerMinute;

export interface ReserveRequest {
  want: number;
  /** How far ahead the last slot may lie. */
  horizonMs: number;
}

/** Times to send at, one a mail; or, when there are none within the horizon, when to ask again. */
export type Grant = { slots: [number, ...number[]] } | { retryAt: number };

export interface Limiter {
  reserve: (request: ReserveRequest) => Promise<Grant>;
}

/** The most slots that fit between the next free one and the horizon. */
export const slotsThatFit = (nextFreeAt: number, horizonEnd: number, spacing: number): number =>
  Math.max(0, Math.floor((horizonEnd - nextFreeAt) / spacing) + 1);

const stateSchema = z.object({ nextFreeAt: z.number() });
const KEY = { pk: 'LIMITER', sk: 'LIMITER' };
const RESERVE_ATTEMPTS = 20;
/** Little beside the half of the horizon that is still reserved when it is asked again. */
const RETRY_SPREAD = 0.15;

/**
 * GCRA on one DynamoDB item, shared by all Lambdas: `nextFreeAt` is the theoretical arrival time of the next send.
 * A reservation adds to it, so slots are never handed out twice.
 */
export const makeLimiter = (
  store: { dynamo: Dynamo; table: string },
  ratePerMinute: number,
  { now, random }: { now: () => number; random: () => number },
): Limiter => {
  const spacing = spacingMs(ratePerMinute);
  // As this function last saw it. It only ever moves on, so what does not fit by this does not fit at all.
  let nextFreeAt = 0;
  /** A look costs a tenth of a write that is refused. It may be a moment behind; the write's condition is not. */
  const hasMovedOn = async (): Promise<boolean> => {
    const before = nextFreeAt;
    const answer = await store.dynamo.send(new GetCommand({ TableName: store.table, Key: KEY }));
    nextFreeAt = Math.max(nextFreeAt, stateSchema.optional().parse(answer.Item)?.nextFreeAt ?? 0);
    return nextFreeAt > before;
  };
  return {
    reserve: async ({ want, horizonMs }) => {
      // Asking for a handful at least keeps a busy lane from paying one write for each mail.
      const worthwhile = Math.min(want, Math.max(1, Math.floor(horizonMs / 2 / spacing)));
      return untilWritten<Grant>(
        async (failed) => {
          const at = now();
          const first = Math.max(nextFreeAt, at);
          const count = Math.min(want, slotsThatFit(first, at + horizonMs, spacing));
          if (count < worthwhile) {
            const fitsAt = first + (worthwhile - 1) * spacing - horizonMs;
            // Later than now, however fractions are rounded; and not all at once, or all but one write in vain.
            return { retryAt: Math.max(at + 1, fitsAt) + random() * RETRY_SPREAD * horizonMs };
          }
          if (failed === 0 && (await hasMovedOn())) return CONFLICT;
          const taken = await take(store, {
            count,
            at,
            spacing,
            seen: nextFreeAt,
            latestStart: at + horizonMs - (count - 1) * spacing,
          });
          nextFreeAt = Math.max(nextFreeAt, taken.nextFreeAt);
          return taken.ok
            ? { slots: slotsFrom(taken.nextFreeAt - count * spacing, count, spacing) }
            : CONFLICT;
        },
        () => ({ retryAt: now() + spacing }),
        RESERVE_ATTEMPTS,
      );
    },
  };
};

const slotsFrom = (first: number, count: number, spacing: number): [number, ...number[]] => [
  first,
  ...Array.from({ length: count - 1 }, (_, i) => first + (i + 1) * spacing),
];

interface Taken {
  ok: boolean;
  /** As it stands now. */
  nextFreeAt: number;
}

/** Adds to what others have reserved, or begins at the present when nobody has; `seen` says which it seems to be. */
const take = (
  store: { dynamo: Dynamo; table: string },
  ask: { count: number; at: number; spacing: number; seen: number; latestStart: number },
): Promise<Taken> => {
  const length = ask.count * ask.spacing;
  return ask.seen >= ask.at
    ? update(store, 'SET nextFreeAt = nextFreeAt + :length', 'nextFreeAt BETWEEN :at AND :latest', {
        ':length': length,
        ':at': ask.at,
        ':latest': ask.latestStart,
      })
    : update(store, 'SET nextFreeAt = :next', 'attribute_not_exists(pk) OR nextFreeAt < :at', {
        ':next': ask.at + length,
        ':at': ask.at,
      });
};

const update = async (
  store: { dynamo: Dynamo; table: string },
  expression: string,
  condition: string,
  values: Record<string, number>,
): Promise<Taken> => {
  try {
    const answer = await store.dynamo.send(
      new UpdateCommand({
        TableName: store.table,
        Key: KEY,
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeValues: values,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { ok: true, ...stateSchema.parse(answer.Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { ok: false, nextFreeAt: error.Item ? stateSchema.parse(unmarshall(error.Item)).nextFreeAt : 0 };
  }
};
