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
  const stolen = { to: [{ email: 'thief@elsewhere.example' }] };
  expect(await send('POST', '/v1/conversations/theirs/summary', stolen)).toMatchObject({
    status: 422,
    body: { errors: [{ code: 'not_of_the_conversation', pointer: '/to/0/email' }] },
  });
  const hijack = aConversation({ version: 3, customer: { email: 'thief@elsewhere.example' } });
  expect(await send('POST', '/v1/conversations/theirs/complete', hijack)).toMatchObject({
    status: 403,
    body: { code: 'forbidden' },
  });
  const again = { to: [{ email: 'ADA@scopes.example' }] };
  expect(await send('POST', '/v1/conversations/theirs/summary', again)).toMatchObject({ status: 200 });
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

test('a key that sends is told of leads how far they are and no more, and changes those of others not at all', async () => {
  const send = await callerWith('send');
  const lead = { score: 92, contact: { email: 'ada@scopes.example', name: 'Ada' }, need: 'Forty seats' };
  await cloud.call('PUT', '/v1/reps/lise', { name: 'Lise', email: 'lise@scopes.example', timezone: 'UTC' });
  await cloud.call('PUT', '/v1/leads/theirs', lead);
  for (const [path, body] of [
    ['theirs', { ...lead, ownerRepId: 'lise' }],
    ['theirs/acknowledge', { repId: 'lise' }],
    ['theirs/outcome', { outcome: 'won', repId: 'lise' }],
  ] as const) {
    const answer = await send(path === 'theirs' ? 'PUT' : 'POST', `/v1/leads/${path}`, body);
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  }
  for (const path of ['/v1/leads/theirs', '/v1/leads', '/v1/analytics/leads'])
    expect((await send('GET', path)).status).toBe(403);
  const own = await send('PUT', '/v1/leads/own', { ...lead, version: 1 });
  expect(own).toMatchObject({ status: 200, body: { id: 'own', version: 1, status: 'open' } });
  expect(Object.keys(own.body).toSorted()).toEqual(['emails', 'id', 'status', 'version']);
  expect(JSON.stringify(own.body)).not.toMatch(/Ada|seats|sales@/);
  const taken = await send('POST', '/v1/leads/own/acknowledge', { repId: 'lise' });
  expect(taken).toMatchObject({ status: 200, body: { status: 'taken' } });
  expect((await cloud.call('GET', '/v1/leads/theirs')).body).toMatchObject({ response: { state: 'open' } });
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

test('a key that sends has the summary of its own conversations sent to whom it names', async () => {
  const send = await callerWith('send');
  const mine = aConversation({ customer: { email: 'own@scopes.example' } });
  await send('POST', '/v1/conversations/mine/complete', mine);
  const boss = { to: [{ email: 'boss@scopes.example' }] };
  expect(await send('POST', '/v1/conversations/mine/summary', boss)).toMatchObject({
    status: 200,
    body: { emails: [{ status: 'queued' }] },
  });
  const newer = await send('POST', '/v1/conversations/mine/complete', { ...mine, version: 2 });
  expect(newer).toMatchObject({ status: 200, body: { version: 2 } });
});

test('a key that sends takes nothing back of what is written about an erased conversation of another client', async () => {
  const send = await callerWith('send');
  const talk = aConversation({ version: 2, customer: { email: 'gone@scopes.example' } });
  await cloud.call('POST', '/v1/conversations/gone/complete', talk);
  await cloud.call('DELETE', '/v1/recipients/gone@scopes.example');
  const { body } = await cloud.call<{ emails: { id: string }[] }>('POST', '/v1/conversations/gone/summary', {
    to: [{ email: 'chief@scopes.example' }],
    note: 'They asked to be forgotten.',
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  const path = `/v1/emails/${body.emails[0]?.id}`;
  expect((await cloud.call('GET', path)).body).toMatchObject({ status: 'scheduled' });
  const hijack = aConversation({ version: 1, customer: { email: 'chief@scopes.example' } });
  expect((await send('POST', '/v1/conversations/gone/complete', hijack)).status).toBe(200);
  expect((await cloud.call('GET', path)).body).toMatchObject({
    status: 'scheduled',
    to: { email: 'chief@scopes.example' },
  });
});

test('a key that operates calls off and moves the mail of every client', async () => {
  const operate = await callerWith('operate');
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const { body } = await cloud.call<{ id: string }>('POST', '/v1/emails', {
    to: { email: 'later@scopes.example' },
    subject: 'Later',
    text: 'Later',
    category: 'system',
    sendAt: at(1),
  });
  const moved = await operate('POST', `/v1/emails/${body.id}/reschedule`, { sendAt: at(2) });
  expect(moved).toMatchObject({ status: 200, body: { status: 'scheduled' } });
  const cancelled = await operate('POST', `/v1/emails/${body.id}/cancel`);
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled' } });
});
