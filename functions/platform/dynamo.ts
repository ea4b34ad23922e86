import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

export type Dynamo = DynamoDBDocumentClient;

/** A caller's object may have a key named constructor, which must not be taken for its class. */
export const marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };

export const makeDynamo = (): Dynamo =>
  withoutExpired(DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions }), () => Date.now());

const isExpired = (item: unknown, now: number): boolean => {
  const { ttl } = expirySchema.parse(item ?? {});
  return ttl !== undefined && ttl * 1000 <= now;
};
const expirySchema = z.object({ ttl: z.number().optional().catch(undefined) });

const readSchema = z.looseObject({
  Item: z.unknown().optional(),
  Items: z.array(z.unknown()).optional(),
  Responses: z.record(z.string(), z.array(z.unknown())).optional(),
});

/**
 * Reads leave out what is past its `ttl`: DynamoDB deletes it within days, and a retention that was promised ends on
 * its day. Writes see it still, so conditions on what must not exist are those of `overRevision`.
 */
export const withoutExpired = (dynamo: Dynamo, now: () => number): Dynamo => {
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const read = readSchema.safeParse(answer.output);
      if (!read.success) return answer;
      const { Item, Items, Responses } = read.data;
      const alive = (items: readonly unknown[]): unknown[] => items.filter((one) => !isExpired(one, now()));
      Object.assign(answer.output, {
        ...(Item !== undefined && isExpired(Item, now()) && { Item: undefined }),
        ...(Items !== undefined && { Items: alive(Items) }),
        ...(Responses !== undefined && {
          Responses: Object.fromEntries(
            Object.entries(Responses).map(([table, items]) => [table, alive(items)]),
          ),
        }),
      });
      return answer;
    },
    { step: 'initialize', priority: 'high', name: 'withoutExpired' },
  );
  return dynamo;
};

/** The condition of a write over the state that was read: `rev` is 0 where nothing was, and what is past its time counts as nothing. */
export const overRevision = (rev: number, now: number) => ({
  ConditionExpression: 'attribute_not_exists(pk) OR rev = :rev OR #ttl <= :now',
  ExpressionAttributeNames: { '#ttl': 'ttl' },
  ExpressionAttributeValues: { ':rev': rev, ':now': Math.floor(now / 1000) },
});

/** Runs a conditional write; answers false when its condition did not hold. */
export const ifConditionHolds = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/**
 * Runs a transaction; answers false when a condition did not hold, or another transaction came first.
 * @throws `ValidationException` where DynamoDB refuses what it holds: the same again would be refused again.
 */
export const ifConditionsHold = async (write: Promise<unknown>): Promise<boolean> => {
  try {
    await write;
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    throwRefusal(error);
    return false;
  }
};

/** @throws `ValidationException` where a transaction was cancelled for what it holds, and not for a version conflict. */
export const throwRefusal = (cause: TransactionCanceledException): void => {
  if (cause.CancellationReasons?.some(({ Code }) => Code === 'ValidationError') !== true) return;
  throw Object.assign(new Error('DynamoDB refused a write for what it holds', { cause }), {
    name: 'ValidationException',
  });
};

/** What the marshaller of the SDK says of values that DynamoDB has no form for. */
const marshallingWords =
  /is greater than Number\.MAX_SAFE_INTEGER|Special numeric value|Unsupported type passed/;

/** Whether DynamoDB, or the SDK before it, refused an item for what it holds. */
export const isUnkeepable = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'ValidationException' || marshallingWords.test(error.message));
