import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ quiet: true });
});
afterAll(() => cloud.stop());

interface Problem {
  code: string;
  detail: string;
  errors: { pointer: string; code: string; detail: string }[];
}
const control = (pathname: string, body?: unknown) =>
  cloud.call<Problem>(body === undefined ? 'GET' : 'POST', `/_local/${pathname}`, body);

const aDuration =
  'Must be an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT24H or P7D.';
const anInstant = 'Must be an ISO 8601 date and time with an offset, such as 2027-01-31T09:00:00Z.';
const oneOfTwo = 'Takes one of advance, a duration such as PT24H, and to, a date and time with an offset.';
const notAField = (name: string, thereAre = '') => `"${name}" is not a field here${thereAre}.`;

describe('A control says what it takes', () => {
  test.each([
    { path: 'clock', body: { advance: '1h' }, faults: { '/advance': aDuration } },
    { path: 'clock', body: { advance: 24 }, faults: { '/advance': 'Must be a string; it is 24.' } },
    { path: 'clock', body: { to: 'tomorrow' }, faults: { '/to': anInstant } },
    { path: 'clock', body: { to: '2027-01-31T09:00:00' }, faults: { '/to': anInstant } },
    { path: 'clock', body: {}, faults: { '': oneOfTwo } },
    { path: 'clock', body: { advance: 'PT1H', to: '2027-01-31T09:00:00Z' }, faults: { '': oneOfTwo } },
    {
      path: 'clock',
      body: { advance: '1h', to: 'tomorrow', by: 'me' },
      faults: {
        '/advance': aDuration,
        '/to': anInstant,
        '/by': notAField('by', '; there are advance and to'),
      },
    },
    {
      path: 'clock',
      body: { advance: `P${'9'.repeat(30)}D` },
      faults: { '/advance': 'Must not lead beyond the year 9999.' },
    },
    { path: 'clock', body: [], faults: { '': 'Must be an object; it is a list.' } },
    { path: 'idle', body: { now: true }, faults: { '/now': notAField('now') } },
    { path: 'reset?dryRun=true', body: {}, faults: { '/query/dryRun': notAField('dryRun') } },
    {
      path: 'mailgun/webhooks?x=1',
      body: { drop: 2 },
      faults: { '/drop': 'Must be at most 1.', '/query/x': notAField('x') },
    },
    {
      path: 'inbox?limit=many&from=ada',
      body: undefined,
      faults: {
        '/query/limit': 'Must be a number; it is not a number.',
        '/query/from': notAField('from', '; there are to, limit, and search'),
      },
    },
    { path: 'events?limit=0', body: undefined, faults: { '/query/limit': 'Must be at least 1.' } },
    { path: 'health?x=', body: undefined, faults: { '/query/x': notAField('x') } },
  ])('$path $body: all its faults at once', async ({ path, body, faults }) => {
    const { status, headers, body: problem } = await control(path, body);
    expect(status).toBe(422);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(problem.code).toBe('invalid');
    expect(Object.fromEntries(problem.errors.map(({ pointer, detail }) => [pointer, detail]))).toEqual(
      faults,
    );
  });

  test('of an event which queues took it, and that none did', async () => {
    const detail = { id: 'lead-7', outcome: 'won', repId: 'nobody' };
    const put = async (detailType: string) =>
      (await cloud.call('POST', '/_local/events', { detailType, source: 'crm', detail })).body['takenBy'];
    expect(await put('lead.outcome')).toContain('outbound-email-local-leads-events');
    expect(await put('lead.outcom')).toEqual([]);
  });

  test('of a fault it names the kinds that there are', async () => {
    const { body } = await control('mailgun/faults', { fault: 'slow' });
    expect(body.errors[0]?.detail).toContain('"timeout_before"');
  });

  test.each([
    { what: 'no JSON', body: '{', status: 400, code: 'bad_json' },
    { what: 'too long', body: `"${'x'.repeat(1_000_001)}"`, status: 413, code: 'body_too_large' },
  ])('a body that is $what is refused', async ({ body, status, code }) => {
    expect(await control('clock', body)).toMatchObject({ status, body: { code } });
  });

  test.each(['nothing', 'clock', 'inbox/unknown', ''])(
    'where nothing is it says so: GET /_local/%s',
    async (path) => {
      const answer = await control(path);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(answer.body.detail).toContain(`/_local/${path}`);
    },
  );

  test('the inbox is searched by words, and tells how many mails arrived', async () => {
    await cloud.send('ada@example.com', { subject: 'Your order', text: 'Hello', category: 'system' });
    await cloud.send('grace@example.com', { subject: 'Your offer', text: 'Hello', category: 'system' });
    await cloud.idle();
    const search = async (words: string) =>
      (await cloud.call<{ items: { to: string }[]; total: number }>('GET', `/_local/inbox?search=${words}`))
        .body;
    const found = await search('ADA%20order');
    expect(found.items.map(({ to }) => to)).toEqual(['ada@example.com']);
    expect(found.total).toBe(2);
    const tooLong = await control(`inbox?search=${'x'.repeat(201)}`);
    expect(tooLong.body.errors).toMatchObject([{ pointer: '/query/search', code: 'too_big' }]);
  });

  test('HEAD is answered like GET', async () => {
    expect((await fetch(`${cloud.url}/_local/health`, { method: 'HEAD' })).status).toBe(200);
  });

  test('as curl calls it, without a content type of its own', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await cloud.call('POST', '/_local/clock', '{"advance": "PT1S"}', headers);
    expect(answer.status).toBe(200);
  });
});

test('A page of another origin can neither move the clock nor send a mail', async () => {
  const headers = { origin: 'https://evil.example' };
  for (const [path, body] of [
    ['/_local/reset', {}],
    ['/v1/emails', { to: { email: 'ada@example.com' } }],
  ] as const) {
    const answer = await cloud.call('POST', path, body, headers);
    expect(answer).toMatchObject({ status: 403, body: { code: 'foreign_origin' } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  }
});

test('A bus event that no queue takes harms nobody', async () => {
  const detail = { idempotencyKey: 'x', text: '\uffff' };
  expect((await control('events', { detailType: 'conversation.completed', detail })).status).toBe(200);
  await cloud.idle();
  expect((await control('health')).status).toBe(200);
});

describe('The bare address', () => {
  const look = (headers: Record<string, string>) => fetch(`${cloud.url}/`, { redirect: 'manual', headers });

  test('leads a browser to the console', async () => {
    const { status, headers } = await look({ accept: 'text/html,application/xhtml+xml' });
    expect([status, headers.get('location')]).toEqual([302, '/console']);
  });

  test('has nothing for a program, as in AWS', async () => {
    const answer = await look({ accept: 'application/json' });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'not_found' });
  });
});
