import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { createApiKey, findApiKey, listApiKeys, revokeApiKeys } from '../../functions/platform/api-keys.ts';
import { withoutExpired } from '../../functions/platform/dynamo.ts';
import { allItems, eachPage, firstItems } from '../../functions/platform/dynamo-pages.ts';
import { NOW } from '../outbox/messages.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';

/** A table that answers in pages of two items, as a table of large ones does. */
const tableInPages = async (count: number) => {
  const memory = makeMemoryDynamo();
  const dynamo = clientOf((input) =>
    Promise.resolve(memory.answer({ ...(input as object), ...(isQuery(input) && { Limit: 2 }) })),
  );
  for (let i = 0; i < count; i += 1) {
    await dynamo.send(
      new PutCommand({ TableName: 't', Item: { pk: 'P', sk: String(i).padStart(3, '0'), i } }),
    );
  }
  return dynamo;
};
const isQuery = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'KeyConditionExpression' in input;
const query = {
  TableName: 't',
  KeyConditionExpression: 'pk = :pk',
  ExpressionAttributeValues: { ':pk': 'P' },
};

describe('a query that DynamoDB answers page by page', () => {
  test.each([0, 1, 2, 3, 7])('finds all %i items', async (count) => {
    const items = await allItems(await tableInPages(count), query);
    expect(items.map(({ i }) => i)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  test('finds as many as are asked for, whatever fits a page', async () => {
    const dynamo = await tableInPages(7);
    expect((await firstItems(dynamo, query, 5)).map(({ i }) => i)).toEqual([0, 1, 2, 3, 4]);
    expect(await firstItems(dynamo, query, 50)).toHaveLength(7);
  });

  test('gives no page that is empty', async () => {
    const sizes = [];
    for await (const items of eachPage(await tableInPages(5), query)) sizes.push(items.length);
    expect(sizes).toEqual([2, 2, 1]);
  });
});

describe('API keys among more items than a page holds', () => {
  /** Scans answer one key a page. */
  const keysInPages = () => {
    const memory = makeMemoryDynamo();
    return clientOf((input) => {
      const request = input as Record<string, unknown>;
      const isScan = !('Key' in request) && !('Item' in request);
      if (!isScan) {
        const sk = { sk: '-' };
        return Promise.resolve(
          memory.answer({
            ...request,
            ...('Key' in request && { Key: { ...(request['Key'] as object), ...sk } }),
            ...('Item' in request && { Item: { ...(request['Item'] as object), ...sk } }),
          }),
        );
      }
      const all = memory.items('keys');
      const start = request['ExclusiveStartKey'] as { pk: string } | undefined;
      const at = start === undefined ? 0 : all.findIndex(({ pk }) => pk === start.pk) + 1;
      const item = all[at];
      return Promise.resolve({
        Items: item === undefined ? [] : [item],
        ...(at + 1 < all.length && { LastEvaluatedKey: { pk: item?.['pk'] } }),
      });
    });
  };

  test('are all listed and all revoked', async () => {
    const dynamo = keysInPages();
    const secrets = [];
    for (let i = 0; i < 5; i += 1) {
      secrets.push(await createApiKey(dynamo, 'keys', { client: 'crm', scopes: ['send'], now: NOW + i }));
    }
    expect(await listApiKeys(dynamo, 'keys')).toHaveLength(5);
    expect(await revokeApiKeys(dynamo, 'keys', { client: 'crm', now: NOW })).toBe(5);
    for (const secret of secrets) expect(await findApiKey(dynamo, 'keys', secret)).toBeUndefined();
  });

  test.each(['feature:conversations', '', 'a b', 'x'.repeat(65)])(
    'can not be made for the name "%s", which may be that of a feature of ours',
    async (client) => {
      const made = createApiKey(keysInPages(), 'keys', { client, scopes: ['send'], now: NOW });
      await expect(made).rejects.toThrow('is no name of a client');
    },
  );
});

describe('what is past its ttl', () => {
  const put = async (ttl: number | undefined) => {
    const memory = makeMemoryDynamo();
    const dynamo = withoutExpired(
      DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-central-1' })),
      () => NOW,
    );
    dynamo.middlewareStack.add(
      () => (args) =>
        Promise.resolve({ response: {}, output: { $metadata: {}, ...memory.answer(args.input) } }),
      { step: 'initialize', priority: 'low', name: 'memory' },
    );
    await dynamo.send(new PutCommand({ TableName: 't', Item: { pk: 'P', sk: '1', ttl } }));
    return dynamo;
  };

  test.each([
    { ttl: NOW / 1000 - 1, found: 0 },
    { ttl: Math.floor(NOW / 1000), found: 0 },
    { ttl: Math.floor(NOW / 1000) + 1, found: 1 },
    { ttl: undefined, found: 1 },
  ])('at $ttl is found $found times, before DynamoDB has deleted it', async ({ ttl, found }) => {
    expect(await allItems(await put(ttl), query)).toHaveLength(found);
  });
});
