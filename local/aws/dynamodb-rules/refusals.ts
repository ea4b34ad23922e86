import * as z from 'zod';
import { faultOfValue, type Item, sizeOfItem } from './attribute-values.ts';
import { attributesChanged, faultsOfExpressions } from './expressions.ts';
import {
  faultsOfItemKey,
  faultsOfKey,
  faultsOfKeyAttributes,
  type SchemaOf,
  type TableSchema,
} from './keys.ts';
import { faultsOfRead } from './query.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const LARGEST_ITEM_BYTES = 400 * 1024;
const LARGEST_TRANSACTION_BYTES = 4 * 1024 * 1024;
const MOST_IN_TRANSACTION = 100;
const MOST_KEYS_READ = 100;
const MOST_WRITES_IN_BATCH = 25;

const itemSchema = z.record(z.string(), z.unknown());
const expressionsSchema = z.object({
  UpdateExpression: z.string().optional(),
  ConditionExpression: z.string().optional(),
  KeyConditionExpression: z.string().optional(),
  FilterExpression: z.string().optional(),
  ProjectionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: itemSchema.optional(),
});
const itemRequestSchema = expressionsSchema.extend({
  TableName: z.string(),
  Key: itemSchema.optional(),
  Item: itemSchema.optional(),
});
type ItemRequest = z.infer<typeof itemRequestSchema>;
const readSchema = expressionsSchema.extend({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Limit: z.number().optional(),
  ConsistentRead: z.boolean().optional(),
  ExclusiveStartKey: itemSchema.optional(),
});
const batchGetSchema = z.object({
  RequestItems: z.record(z.string(), expressionsSchema.extend({ Keys: z.array(itemSchema) })),
});
const batchWriteSchema = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.object({
        PutRequest: z.object({ Item: itemSchema }).optional(),
        DeleteRequest: z.object({ Key: itemSchema }).optional(),
      }),
    ),
  ),
});
const transactionSchema = z.object({
  TransactItems: z.array(z.record(z.string(), itemRequestSchema)),
});

/**
 * Why AWS's DynamoDB would refuse a request before it looks at any item, in words like its own; undefined when it
 * would take it. The input is as the protocol writes it. Operations on anything but items are not judged, and neither
 * are inputs of another shape than theirs.
 */
export const refusalOf = (operation: string, input: unknown, schemaOf: SchemaOf): string | undefined => {
  try {
    const [fault] = faultsOfRequest(operation, input, schemaOf);
    return fault;
  } catch (error) {
    if (error instanceof z.ZodError) return undefined;
    throw error;
  }
};

const faultsOfRequest = (operation: string, input: unknown, schemaOf: SchemaOf): Iterable<string> => {
  switch (operation) {
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return faultsOfOne(itemRequestSchema.parse(input), schemaOf);
    case 'Query':
    case 'Scan':
      return faultsOfList(readSchema.parse(input), schemaOf);
    case 'BatchGetItem':
      return faultsOfBatchGet(batchGetSchema.parse(input), schemaOf);
    case 'BatchWriteItem':
      return faultsOfBatchWrite(batchWriteSchema.parse(input), schemaOf);
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return faultsOfTransaction(transactionSchema.parse(input), schemaOf);
    default:
      return [];
  }
};

const faultsOfOne = function* (request: ItemRequest, schemaOf: SchemaOf): Generator<string> {
  yield* faultsOfValues(request.Item, request.Key, request.ExpressionAttributeValues);
  yield* faultsOfExpressions(request);
  yield* faultsOfSize(request.Item);
  const schema = schemaOf(request.TableName);
  if (schema === undefined) return;
  if (request.Item) yield* faultsOfItemKey(schema, request.Item);
  if (request.Key) yield* faultsOfKey(schema, request.Key);
  if (request.UpdateExpression !== undefined) yield* faultsOfChanges(schema, attributesChanged(request));
};

const faultsOfChanges = function* (
  schema: TableSchema,
  changed: ReadonlyMap<string, unknown>,
): Generator<string> {
  const key = schema.key.find(({ name }) => changed.has(name));
  if (key) {
    yield `One or more parameter values were invalid: Cannot update attribute ${key.name}. This attribute is part of the key`;
  }
  const known = [...changed].filter(([, value]) => value !== undefined);
  yield* faultsOfKeyAttributes(schema, Object.fromEntries(known));
};

const faultsOfValues = function* (...maps: readonly (Item | undefined)[]): Generator<string> {
  for (const value of maps.flatMap((map) => Object.values(map ?? {}))) {
    const fault = faultOfValue(value);
    if (fault !== undefined) yield fault;
  }
};

const faultsOfSize = function* (item: Item | undefined): Generator<string> {
  if (item && sizeOfItem(item) > LARGEST_ITEM_BYTES) {
    yield 'Item size has exceeded the maximum allowed size';
  }
};

const faultsOfList = function* (request: z.infer<typeof readSchema>, schemaOf: SchemaOf): Generator<string> {
  yield* faultsOfValues(request.ExpressionAttributeValues, request.ExclusiveStartKey);
  yield* faultsOfExpressions(request);
  const schema = schemaOf(request.TableName);
  if (schema) yield* faultsOfRead(schema, request);
};

/** A key as text, whatever the order of its attributes. */
const keyText = (key: Item): string =>
  JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));

const hasTwice = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

const faultsOfCount = function* (count: number, most: number, what: string): Generator<string> {
  if (count < 1) {
    yield `Value at '${what}' failed to satisfy constraint: Member must have length greater than or equal to 1`;
  }
  if (count > most) {
    yield `Value at '${what}' failed to satisfy constraint: Member must have length less than or equal to ${most}`;
  }
};

const faultsOfBatchGet = function* (
  { RequestItems: tables }: z.infer<typeof batchGetSchema>,
  schemaOf: SchemaOf,
): Generator<string> {
  const all = Object.entries(tables);
  const keys = all.flatMap(([table, { Keys }]) => Keys.map((key) => ({ table, key })));
  yield* faultsOfCount(keys.length, MOST_KEYS_READ, 'requestItems.member.keys');
  for (const [table, request] of all) {
    if (request.Keys.length === 0) yield* faultsOfCount(0, MOST_KEYS_READ, 'requestItems.member.keys');
    if (hasTwice(request.Keys.map(keyText))) yield 'Provided list of item keys contains duplicates';
    yield* faultsOfExpressions(request);
    for (const Key of request.Keys) yield* faultsOfOne({ TableName: table, Key }, schemaOf);
  }
};

const faultsOfBatchWrite = function* (
  { RequestItems: tables }: z.infer<typeof batchWriteSchema>,
  schemaOf: SchemaOf,
): Generator<string> {
  const all = Object.entries(tables);
  const count = all.reduce((sum, [, requests]) => sum + requests.length, 0);
  yield* faultsOfCount(count, MOST_WRITES_IN_BATCH, 'requestItems.member');
  for (const [TableName, requests] of all) {
    const writes = requests.map(({ PutRequest, DeleteRequest }): ItemRequest => ({
      TableName,
      ...PutRequest,
      ...DeleteRequest,
    }));
    for (const write of writes) yield* faultsOfOne(write, schemaOf);
    if (hasTwice(writes.map((write) => keyText(keyOf(write, schemaOf))))) {
      yield 'Provided list of item keys contains duplicates';
    }
  }
};

const faultsOfTransaction = function* (
  { TransactItems: items }: z.infer<typeof transactionSchema>,
  schemaOf: SchemaOf,
): Generator<string> {
  yield* faultsOfCount(items.length, MOST_IN_TRANSACTION, 'transactItems');
  const requests = items.flatMap((item) => Object.values(item));
  if (requests.length !== items.length) {
    yield 'TransactItems can only contain one of Check, Put, Update or Delete';
  }
  for (const request of requests) yield* faultsOfOne(request, schemaOf);
  if (hasTwice(requests.map((one) => one.TableName + keyText(keyOf(one, schemaOf))))) {
    yield 'Transaction request cannot include multiple operations on one item';
  }
  const bytes = requests.reduce(
    (sum, one) => sum + sizeOfItem(one.Item ?? { ...one.Key, ...one.ExpressionAttributeValues }),
    0,
  );
  if (bytes > LARGEST_TRANSACTION_BYTES) {
    yield 'Collection size of items exceeded: the aggregate size of the items in the transaction exceeds 4 MB';
  }
};

/** Of an item whose table is not known, all that it has. */
const keyOf = (request: ItemRequest, schemaOf: SchemaOf): Item => {
  if (request.Key) return request.Key;
  const item = request.Item ?? {};
  const key = schemaOf(request.TableName)?.key;
  return key === undefined ? item : Object.fromEntries(key.map(({ name }) => [name, item[name]]));
};
