import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { activityIndexes } from '../../lib/activity-indexes.ts';
import { sendsIndexes } from '../../lib/sends-indexes.ts';
import { refuseAsAws, refuseLargeItem } from './refuse-as-aws.ts';
import { applyUpdate, type Bindings, type Item, parseCondition } from './expressions.ts';

/** No two tables have an index of one name, nor of one attribute. */
const indexes = { ...sendsIndexes, ...activityIndexes };
type IndexName = keyof typeof indexes;
const indexNames = Object.keys(indexes) as IndexName[];

const keySchema = z.object({ pk: z.string(), sk: z.string() });
const itemSchema = z.record(z.string(), z.unknown());
const writeSchema = z.object({
  TableName: z.string(),
  Key: keySchema.optional(),
  Item: itemSchema.optional(),
  UpdateExpression: z.string().optional(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: itemSchema.default({}),
});
type Write = z.infer<typeof writeSchema>;
const requestSchema = writeSchema.partial({ TableName: true }).extend({
  KeyConditionExpression: z.string().optional(),
  IndexName: z.enum(indexNames).optional(),
  ScanIndexForward: z.boolean().default(true),
  Limit: z.number().optional(),
  ExclusiveStartKey: itemSchema.optional(),
  RequestItems: z
    .record(
      z.string(),
      z.union([
        z.object({ Keys: z.array(keySchema) }),
        z.array(z.object({ PutRequest: z.object({ Item: itemSchema }) })),
      ]),
    )
    .optional(),
  TransactItems: z
    .array(
      z.object({
        Put: writeSchema.optional(),
        Update: writeSchema.optional(),
        Delete: writeSchema.optional(),
      }),
    )
    .optional(),
});
type Request = z.infer<typeof requestSchema>;

const operationOf = (request: Request, command: string): string => {
  if (command.startsWith('Delete')) return 'DeleteItem';
  if (request.TransactItems) return 'TransactWriteItems';
  if (request.RequestItems) return command.startsWith('BatchWrite') ? 'BatchWriteItem' : 'BatchGetItem';
  if (request.KeyConditionExpression !== undefined) return 'Query';
  if (request.Item) return 'PutItem';
  return request.UpdateExpression === undefined ? 'GetItem' : 'UpdateItem';
};

/** What the service asks of a write that a test may change: to see what becomes of it without a rule. */
export type Tamper = (write: Write) => Write;

/** DynamoDB in memory: what the service uses of it, one call at a time. */
export interface MemoryDynamo {
  /** `command` is the SDK's name for what is asked; it tells reading from deleting. */
  answer: (input: unknown, command?: string) => Record<string, unknown>;
  items: (table: string) => Item[];
  /** When the first message of the index of checks is due; infinite when there is none. */
  nextCheckAt: () => number;
}

const bindingsOf = (
  from: Pick<Write, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>,
): Bindings => ({
  names: from.ExpressionAttributeNames,
  values: from.ExpressionAttributeValues,
});

/** What the document client would leave out. */
const stored = (item: Item): Item =>
  Object.fromEntries(Object.entries(structuredClone(item)).filter(([, value]) => value !== undefined));

export const makeMemoryDynamo = (tamper: Tamper = (write) => write): MemoryDynamo => {
  const tables = new Map<string, Map<string, Map<string, Item>>>();
  /** What an index query reads, by index and its partition. */
  const indexed = new Map<IndexName, Map<string, Map<string, Item>>>(
    indexNames.map((name) => [name, new Map<string, Map<string, Item>>()]),
  );

  const partition = (table: string, pk: string): Map<string, Item> => {
    const partitions = tables.get(table) ?? new Map<string, Map<string, Item>>();
    tables.set(table, partitions);
    const found = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, found);
    return found;
  };
  const find = (table: string, { pk, sk }: z.infer<typeof keySchema>): Item | undefined =>
    tables.get(table)?.get(pk)?.get(sk);
  const index = (item: Item | undefined, change: (items: Map<string, Item>, id: string) => void): void => {
    for (const [name, partitions] of indexed) {
      const value = item?.[indexes[name].partition];
      if (typeof value !== 'string') continue;
      const found = partitions.get(value) ?? new Map<string, Item>();
      partitions.set(value, found);
      change(found, String(item?.['pk']));
    }
  };
  const keep = (table: string, item: Item): void => {
    const key = keySchema.parse(item);
    index(find(table, key), (items, id) => items.delete(id));
    const next = stored(item);
    index(next, (items, id) => items.set(id, next));
    partition(table, key.pk).set(key.sk, next);
  };

  const remove = (table: string, key: z.infer<typeof keySchema>): Record<string, unknown> => {
    index(find(table, key), (items, id) => items.delete(id));
    tables.get(table)?.get(key.pk)?.delete(key.sk);
    return {};
  };

  const planned = (write: Write): { before: Item | undefined; after: Item; holds: boolean } => {
    const before = find(write.TableName, keySchema.parse(write.Key ?? write.Item));
    const bindings = bindingsOf(write);
    const holds =
      write.ConditionExpression === undefined ||
      parseCondition(write.ConditionExpression, bindings)(before ?? {});
    const after =
      write.Item ?? applyUpdate(write.UpdateExpression ?? '', bindings, before ?? write.Key ?? {});
    if (holds && write.UpdateExpression !== undefined) refuseLargeItem(after);
    return { before, after, holds };
  };
  const write = (asked: Write): Record<string, unknown> => {
    const { before, after, holds } = planned(tamper(asked));
    if (!holds) {
      throw new ConditionalCheckFailedException({
        message: 'The conditional request failed',
        $metadata: {},
        ...(before && { Item: marshall(before, { removeUndefinedValues: true }) }),
      });
    }
    keep(asked.TableName, after);
    return { Attributes: structuredClone(after) };
  };
  const transact = (writes: readonly Write[]): Record<string, unknown> => {
    const plans = writes.map((asked) => ({ asked, ...planned(tamper(asked)) }));
    if (plans.some(({ holds }) => !holds)) {
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: plans.map(({ holds, before }) => ({
          Code: holds ? 'None' : 'ConditionalCheckFailed',
          ...(!holds && before && { Item: marshall(before, { removeUndefinedValues: true }) }),
        })),
      });
    }
    for (const { asked, after } of plans) {
      // A delete has neither an item nor a change.
      const isDelete = asked.Item === undefined && asked.UpdateExpression === undefined;
      if (isDelete) remove(asked.TableName, keySchema.parse(asked.Key));
      else keep(asked.TableName, after);
    }
    return {};
  };
  const query = (table: string, request: Request): Record<string, unknown> => {
    const bindings = bindingsOf(request);
    const condition = parseCondition(request.KeyConditionExpression ?? '', bindings);
    const index = request.IndexName && indexes[request.IndexName];
    const [, value = ''] = / = (:\w+)/.exec(request.KeyConditionExpression ?? '') ?? [];
    const wanted = String(bindings.values[value]);
    const source = (request.IndexName ? indexed.get(request.IndexName) : tables.get(table))?.get(wanted);
    const sort = index?.sort ?? 'sk';
    const direction = request.ScanIndexForward ? 1 : -1;
    const sorted = [...(source?.values() ?? [])]
      .filter(condition)
      .sort((a, b) => direction * (compareBy(a, b, sort) || compareBy(a, b, 'pk')));
    const start = request.ExclusiveStartKey;
    const from = start ? sorted.findIndex(({ pk, sk }) => pk === start['pk'] && sk === start['sk']) + 1 : 0;
    const page = sorted.slice(from, from + (request.Limit ?? 1000));
    const last = from + page.length < sorted.length ? page.at(-1) : undefined;
    return {
      Items: structuredClone(page),
      ...(last && {
        LastEvaluatedKey: {
          pk: last['pk'],
          sk: last['sk'],
          ...(index && { [index.partition]: last[index.partition], [sort]: last[sort] }),
        },
      }),
    };
  };
  return {
    answer: (input, command = '') => {
      const request = requestSchema.parse(input);
      const operation = operationOf(request, command);
      refuseAsAws(operation, input);
      if (request.TransactItems) {
        return transact(
          request.TransactItems.flatMap(({ Put, Update, Delete }) => Put ?? Update ?? Delete ?? []),
        );
      }
      if (request.RequestItems) {
        const found = Object.entries(request.RequestItems).map(([TableName, asked]) => {
          if (!('Keys' in asked)) {
            for (const { PutRequest } of asked) write(writeSchema.parse({ TableName, ...PutRequest }));
            return [TableName, []] as const;
          }
          const items = asked.Keys.flatMap((key) => find(TableName, key) ?? []);
          return [TableName, structuredClone(items)] as const;
        });
        return { Responses: Object.fromEntries(found) };
      }
      const TableName = request.TableName ?? '';
      if (request.KeyConditionExpression !== undefined) return query(TableName, request);
      if (request.Item || request.UpdateExpression !== undefined) return write({ ...request, TableName });
      const key = keySchema.parse(request.Key);
      if (operation === 'DeleteItem') return remove(TableName, key);
      const item = find(TableName, key);
      return item === undefined ? {} : { Item: structuredClone(item) };
    },
    nextCheckAt: () => {
      let first = Infinity;
      for (const shard of indexed.get('byNextCheck')?.values() ?? []) {
        for (const { nextCheckAt } of shard.values()) first = Math.min(first, Number(nextCheckAt));
      }
      return first;
    },
    items: (table) => [...(tables.get(table)?.values() ?? [])].flatMap((items) => [...items.values()]),
  };
};

const compareBy = (a: Item, b: Item, name: string): number => {
  const [left, right] = [a[name], b[name]];
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : Number(String(left) > String(right));
};

/** A real document client whose calls are answered by `answer`, and go nowhere. */
export const clientOf = (
  answer: (input: unknown, command?: string) => Promise<Record<string, unknown>>,
): Dynamo => {
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' }));
  dynamo.middlewareStack.add(
    (_next, { commandName }) =>
      async ({ input }) => ({
        response: {},
        output: { $metadata: {}, ...(await answer(input, z.string().optional().parse(commandName))) },
      }),
    { step: 'initialize', priority: 'high', name: 'memory' },
  );
  return dynamo;
};
