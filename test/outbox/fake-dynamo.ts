import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Dynamo } from '../../functions/platform/dynamo.ts';

type Item = Record<string, unknown>;

const requestSchema = z.object({
  Key: z.record(z.string(), z.unknown()).optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
  UpdateExpression: z.string().optional(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()).default({}),
});
type Request = z.infer<typeof requestSchema>;

/** A table in memory with room for single items, behind a real document client that never opens a connection. */
export interface FakeDynamo {
  dynamo: Dynamo;
  /** How many writes were asked for, refused ones included. */
  writes: () => number;
}

/** `before` runs ahead of each call: the place to let others go first. */
export const makeFakeDynamo = (before: () => Promise<void> = () => Promise.resolve()): FakeDynamo => {
  const items = new Map<unknown, Item>();
  let writes = 0;
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' }));
  dynamo.middlewareStack.add(
    () => async (args) => {
      await before();
      const request = requestSchema.parse(args.input);
      const pk = (request.Key ?? request.Item)?.['pk'];
      const item = items.get(pk);
      const isRead = request.Item === undefined && request.UpdateExpression === undefined;
      if (isRead) return { response: {}, output: { $metadata: {}, ...(item && { Item: item }) } };
      writes += 1;
      if (!holds(request, item)) {
        throw new ConditionalCheckFailedException({
          message: 'The conditional request failed',
          $metadata: {},
          ...(item && { Item: marshall(item) }),
        });
      }
      const next = request.Item ?? { ...request.Key, ...item, ...assigned(request, item) };
      items.set(pk, next);
      return { response: {}, output: { $metadata: {}, Attributes: next } };
    },
    { step: 'initialize', priority: 'high', name: 'fakeTable' },
  );
  return { dynamo, writes: () => writes };
};

const numberAt = (from: Item, name: string): number => z.number().parse(from[name]);

/** Understands just the conditions that single-item stores use; any other is an error, not a guess. */
const holds = (request: Request, item: Item | undefined): boolean =>
  (request.ConditionExpression?.split(' OR ') ?? []).some((term) => {
    const absent = /^attribute_not_exists\((\w+)\)$/.exec(term)?.[1];
    if (absent !== undefined) return item?.[absent] === undefined;
    const [, name = '', operator, low = '', high = ''] =
      /^(\w+) (BETWEEN|<|=) (:\w+)(?: AND (:\w+))?$/.exec(term) ?? [];
    if (operator === undefined) throw new Error(`The fake table does not know the condition ${term}`);
    if (item?.[name] === undefined) return false;
    const value = numberAt(item, name);
    const least = numberAt(request.ExpressionAttributeValues, low);
    if (operator === '=') return value === least;
    if (operator === '<') return value < least;
    return value >= least && value <= numberAt(request.ExpressionAttributeValues, high);
  });

const assigned = (request: Request, item: Item | undefined): Item => {
  const [, name, base, added] =
    /^SET (\w+) = (?:(\w+) \+ )?(:\w+)$/.exec(request.UpdateExpression ?? '') ?? [];
  if (name === undefined || added === undefined)
    throw new Error(`The fake table does not know the update ${request.UpdateExpression ?? ''}`);
  const amount = numberAt(request.ExpressionAttributeValues, added);
  return { [name]: base === undefined ? amount : numberAt(item ?? {}, base) + amount };
};
