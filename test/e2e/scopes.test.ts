import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey, type Scope } from '../../functions/platform/api-keys.ts';
import { aConversation } from '../conversations/fixture.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
let dynamo: DynamoDBClient;
beforeAll(async () => {
  cloud = await startTestCloud();
  const { body } = await cloud.call<{ dynamodb: string }>('GET', '/_local/health');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  dynamo = new DynamoDBClient({ endpoint: body.dynamodb, region: 'eu-west-1', credentials });
});
afterAll(async () => {
  dynamo.destroy();
  await cloud.stop();
});

/** What callers with a key of these scopes may do. */
const callerWith = async (...scopes: Scope[]) => {
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const table = TableNames.find((name) => name.endsWith('-keys')) ?? '';
  const key = { client: `with-${scopes.join('-')}`, scopes: [...scopes], now: Date.now() };
  const secret = await createApiKey(DynamoDBDocumentClient.from(dynamo), table, key);
  return (method: string, path: string, body?: unknown) =>
    cloud.call(method, path, body, { authorization: `Bearer ${secret}` });
};

test('a key that sends reads nothing of what others sent, and diverts nothing', async () => {
  const send = await callerWith('send');
  const secret = aConversation({ version: 2, customer: { email: 'ada@scopes.example', name: 'Ada' } });
  await cloud.call('POST', '/v1/conversations/theirs/complete', secret);
  const older = await send('POST', '/v1/conversations/theirs/complete', aConversation({ version: 1 }));
  expect(older.status).toBe(200);
  expect(JSON.stringify(older.body)).not.toMatch(/ada@|Compares plans|Ada/);
  const divert = { to: [{ email: 'thief@elsewhere.example', audience: 'sales' }] };
  const summary = await send('POST', '/v1/conversations/theirs/summary', divert);
  expect(summary).toMatchObject({
    status: 422,
    body: { errors: [{ code: 'not_of_the_team', pointer: '/to/0/email' }] },
  });
  const rep = { name: 'Grace', email: 'thief@elsewhere.example', timezone: 'UTC' };
  for (const [method, path, body] of [
    ['PUT', '/v1/reps/grace', rep],
    ['POST', '/v1/pause', { all: true }],
    ['POST', '/v1/emails/cancel', { tag: 'x' }],
    ['GET', '/v1/emails', undefined],
    ['GET', '/v1/conversations/theirs', undefined],
    ['GET', '/v1/preferences/ada@scopes.example', undefined],
  ] as const) {
    expect(await send(method, path, body), `${method} ${path}`).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  }
  await cloud.idle();
  expect(await cloud.inbox('thief@elsewhere.example')).toEqual([]);
});

test('a key that reads sees conversations, preferences, suppressions and templates, and changes nothing', async () => {
  const read = await callerWith('read');
  await cloud.call('POST', '/v1/conversations/seen/complete', aConversation());
  for (const path of [
    '/v1/conversations/seen',
    '/v1/conversations/seen/emails',
    '/v1/preferences/ada@example.com',
    '/v1/suppressions',
    '/v1/templates',
    '/v1/reps',
  ]) {
    expect((await read('GET', path)).status, path).toBe(200);
  }
  expect((await read('PUT', '/v1/preferences/ada@example.com', {})).status).toBe(403);
  expect((await read('POST', '/v1/emails', {})).status).toBe(403);
});
