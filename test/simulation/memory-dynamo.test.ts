import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { type LocalDynamo, startDynamo } from '../../local/aws/dynamodb.ts';
import { dynamoEndpointFor } from '../embedded-cloud.ts';
import { clientOf, makeMemoryDynamo } from './memory-dynamo.ts';

const TableName = 'sends';

let folder: string;
let server: LocalDynamo;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'outbound-email-dynamo-'));
  server = await startDynamo(folder, dynamoEndpointFor(folder), () => undefined);
  await server.create([
    {
      TableName,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'checkShard', AttributeType: 'S' },
        { AttributeName: 'nextCheckAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byNextCheck',
          KeySchema: [
            { AttributeName: 'checkShard', KeyType: 'HASH' },
            { AttributeName: 'nextCheckAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  ]);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const message = (n: number, rev = 0) => ({
  pk: `msg_${n}`,
  sk: 'MESSAGE',
  rev,
  checkShard: 'sweep#0',
  nextCheckAt: 100 - n,
});

const put = (Item: Record<string, unknown>, rev?: number) =>
  new PutCommand({
    TableName,
    Item,
    ...(rev === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': rev } }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

const event = { pk: 'msg_1', sk: 'EVENT#1', handOver: 'a' };
const store = (counter: string) =>
  new TransactWriteCommand({
    TransactItems: [
      {
        Put: {
          TableName,
          Item: event,
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      {
        Update: {
          TableName,
          Key: { pk: 'COUNT#1', sk: counter },
          UpdateExpression: 'ADD #c0 :c0, #c1 :c1',
          ExpressionAttributeNames: { '#c0': 'delivered', '#c1': 'opens' },
          ExpressionAttributeValues: { ':c0': 1, ':c1': 2 },
        },
      },
    ],
  });

const reserve = (length: number, at: number) =>
  new UpdateCommand({
    TableName,
    Key: { pk: 'LIMITER', sk: 'LIMITER' },
    UpdateExpression: 'SET nextFreeAt = nextFreeAt + :length',
    ConditionExpression: 'nextFreeAt BETWEEN :at AND :latest',
    ExpressionAttributeValues: { ':length': length, ':at': at, ':latest': at + 100 },
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });

const members = (verb: 'ADD' | 'DELETE', ...values: string[]) =>
  new UpdateCommand({
    TableName,
    Key: { pk: 'PAUSES', sk: 'PAUSES' },
    UpdateExpression: `${verb} #s0 :s0`,
    ExpressionAttributeNames: { '#s0': 'templates' },
    ExpressionAttributeValues: { ':s0': new Set(values) },
    ReturnValues: 'ALL_NEW',
  });

const queryOf = (shard: string) =>
  new QueryCommand({
    TableName,
    IndexName: 'byNextCheck',
    KeyConditionExpression: 'checkShard = :shard',
    ExpressionAttributeValues: { ':shard': shard },
  });

/** What the service asks, one after the other, with what it wants to know of each answer. */
const story = async (dynamo: Dynamo): Promise<unknown[]> => {
  const told: unknown[] = [];
  const tell = async (ask: () => Promise<unknown>): Promise<void> => {
    try {
      told.push(await ask());
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        told.push({ refused: error.Item && unmarshall(error.Item) });
      } else if (error instanceof TransactionCanceledException) {
        told.push(
          error.CancellationReasons?.map(({ Code, Item }) => ({ Code, Item: Item && unmarshall(Item) })),
        );
      } else if (error instanceof DynamoDBServiceException) {
        told.push(error.name);
      } else throw error;
    }
  };
  const write = (send: () => Promise<unknown>): Promise<void> =>
    tell(async () => {
      await send();
      return 'written';
    });
  for (const n of [1, 2, 3]) await write(() => dynamo.send(put(message(n))));
  await write(() => dynamo.send(put(message(1))));
  await write(() => dynamo.send(put(message(1, 1), 0)));
  await write(() => dynamo.send(put(message(1, 1), 0)));
  await write(() => dynamo.send(reserve(10, 0)));
  await write(() => dynamo.send(put({ pk: 'LIMITER', sk: 'LIMITER', nextFreeAt: 50 })));
  await tell(async () => (await dynamo.send(reserve(10, 40))).Attributes);
  await write(() => dynamo.send(reserve(10, 400)));
  await write(() => dynamo.send(store('hour')));
  await write(() => dynamo.send(store('hour')));
  await tell(
    async () => (await dynamo.send(new GetCommand({ TableName, Key: { pk: 'COUNT#1', sk: 'hour' } }))).Item,
  );
  await tell(async () => {
    const Keys = ['msg_1', 'msg_9'].map((pk) => ({ pk, sk: 'MESSAGE' }));
    const answer = await dynamo.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
    return answer.Responses?.[TableName];
  });
  await tell(async () => {
    const page = queryOf('sweep#0').input;
    const first = await dynamo.send(new QueryCommand({ ...page, Limit: 2 }));
    const rest = await dynamo.send(new QueryCommand({ ...page, ExclusiveStartKey: first.LastEvaluatedKey }));
    return [first, rest].map(({ Items }) => Items?.map(({ pk }) => pk as string));
  });
  await tell(async () => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :id AND begins_with(sk, :event)',
        ExpressionAttributeValues: { ':id': 'msg_1', ':event': 'EVENT#' },
      }),
    );
    return answer.Items;
  });
  for (const change of [
    members('ADD', 'b', 'a'),
    members('ADD', 'c', 'a'),
    members('DELETE', 'b', 'x'),
    members('DELETE', 'a', 'c'),
  ]) {
    await tell(async () => {
      const templates: unknown = (await dynamo.send(change)).Attributes?.['templates'];
      return templates instanceof Set ? [...templates].toSorted() : templates;
    });
  }
  await write(() => dynamo.send(put({ ...message(4), pk: '' })));
  await write(() => dynamo.send(put({ ...message(4), checkShard: '' })));
  await write(() => dynamo.send(put({ ...message(4), text: 'x'.repeat(400 * 1024) })));
  await write(() => dynamo.send(put({ ...message(4), checkShard: 'x'.repeat(2049) })));
  await write(() => dynamo.send(queryOf('')));
  await write(() => dynamo.send(new GetCommand({ TableName, Key: { pk: 'x'.repeat(2049), sk: 'x' } })));
  return told;
};

test('the DynamoDB of the simulation answers as one that speaks the protocol does', async () => {
  const memory = makeMemoryDynamo();
  const simulated = await story(clientOf(async (input) => Promise.resolve(memory.answer(input))));
  expect(simulated).toEqual(await story(DynamoDBDocumentClient.from(server.client)));
  expect(simulated).toHaveLength(26);
  expect(simulated.slice(-6)).toEqual(Array(6).fill('ValidationException'));
});
