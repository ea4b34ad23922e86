import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

interface Problem {
  code: string;
  status: number;
  detail: string;
  errors?: { pointer: string; code: string; detail: string }[];
}

const good = { to: { email: 'ada@example.com' }, subject: 'Hi', text: 'Hello', category: 'system' };
const template = { to: good.to, template: 'system_notification' };
const send = (body: unknown, headers: Record<string, string> = {}) =>
  cloud.call<Problem>('POST', '/v1/emails', body, headers);
const bytes = (count: number): string => Buffer.alloc(count).toString('base64');

describe('a faulty request', () => {
  test('that is a bare list of e-mails is told where the list goes', async () => {
    const answer = await cloud.call<Problem>('POST', '/v1/emails/batch', [good]);
    expect(answer).toMatchObject({
      status: 422,
      body: { detail: 'Put the list into an object: {"emails": […]}.' },
    });
  });

  test.each([
    {
      what: 'a wrong address',
      body: { ...good, to: { email: 'nope' } },
      faults: ['/to/email invalid_address'],
    },
    { what: 'two recipients', body: { ...good, to: [good.to, good.to] }, faults: ['/to invalid_type'] },
    {
      what: 'a copy to someone else',
      body: { ...good, cc: ['x@example.com'] },
      faults: ['/cc unknown_field'],
    },
    {
      what: 'a line break in the subject',
      body: { ...good, subject: 'a\r\nBcc: x@y.z' },
      faults: ['/subject header_injection'],
    },
    {
      what: 'an unknown template',
      body: { ...template, template: 'nope' },
      faults: ['/template unknown_template'],
    },
    {
      what: 'missing and unknown template data',
      body: { ...template, data: { nope: 1 } },
      faults: ['/data/nope unknown_field', '/data/title missing', '/data/body missing'],
    },
    {
      what: 'a time without offset',
      body: { ...good, sendAt: '2030-01-01T00:00:00' },
      faults: ['/sendAt invalid_format'],
    },
    {
      what: 'a time in the past',
      body: { ...good, sendAt: '2020-01-01T00:00:00Z' },
      faults: ['/sendAt in_the_past'],
    },
    {
      what: 'a time in ten years',
      body: { ...good, sendAt: '2036-01-01T00:00:00Z' },
      faults: ['/sendAt too_far_ahead'],
    },
    {
      what: 'too many tags',
      body: { ...good, tags: Array<string>(11).fill('x') },
      faults: ['/tags too_big'],
    },
    {
      what: 'too much metadata',
      body: { ...good, metadata: { a: 'x'.repeat(3000) } },
      faults: ['/metadata too_big'],
    },
    {
      what: 'attachments of more than 3 MB',
      body: {
        ...good,
        attachments: [{ filename: 'a', contentType: 'text/plain', content: bytes(3_000_001) }],
      },
      faults: ['/attachments too_big'],
    },
    {
      what: 'a sender that is not allowed',
      body: { ...good, from: { email: 'x@evil.example' } },
      faults: ['/from/email from_not_allowed'],
    },
    {
      what: 'no content',
      body: { to: good.to, category: 'system' },
      faults: ['/subject missing', '/html missing'],
    },
    {
      what: 'an unknown time zone',
      body: { ...good, timezone: 'Mars/Olympus' },
      faults: ['/timezone invalid_timezone'],
    },
    {
      what: 'nothing',
      body: '',
      faults: ['/to missing', '/subject missing', '/html missing', '/category missing'],
    },
    {
      what: 'many faults at once',
      body: { to: { email: 'nope' }, template: 'nope', sendAt: '2020-01-01T00:00:00Z', foo: 1, locale: '!' },
      faults: [
        '/to/email invalid_address',
        '/locale invalid_locale',
        '/foo unknown_field',
        '/template unknown_template',
        '/sendAt in_the_past',
      ],
    },
  ])('$what is refused by pointer, and nothing is stored', async ({ body, faults }) => {
    const answer = await send(body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body.errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual(faults);
    const { body: list } = await cloud.call<{ items: unknown[] }>('GET', '/v1/emails');
    expect(list.items).toEqual([]);
  });

  test('that is not JSON is a 400', async () => {
    expect(await send('{"to":')).toMatchObject({ status: 400, body: { code: 'bad_json', status: 400 } });
  });

  test('of more than 4 MB is a 413', async () => {
    expect(await send(JSON.stringify({ ...good, text: 'x'.repeat(5_000_000) }))).toMatchObject({
      status: 413,
    });
  });

  test.each([
    { what: 'without a key', headers: { authorization: '' }, status: 401, code: 'unauthorized' },
    {
      what: 'with a wrong key',
      headers: { authorization: 'Bearer wrong' },
      status: 401,
      code: 'unauthorized',
    },
  ])('$what is a $status', async ({ headers, status, code }) => {
    expect(await send(good, headers)).toMatchObject({ status, body: { code } });
  });

  test.each([
    ['GET', '/v1/nope'],
    ['DELETE', '/v1/emails/msg_x'],
    ['GET', '/v1/emails/msg_x'],
    ['POST', '/v1/emails/msg_x/cancel'],
    ['GET', '/'],
  ])('%s %s is a 404 of our own', async (method, pathname) => {
    const answer = await cloud.call<Problem>(method, pathname);
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found', status: 404 } });
  });

  test('a list refuses filters and cursors that it does not know', async () => {
    const answer = await cloud.call<Problem>('GET', '/v1/emails?limit=0&foo=1&status=lost');
    expect(answer.body.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/query/foo',
      '/query/limit',
      '/query/status',
    ]);
    expect((await cloud.call('GET', '/v1/emails?cursor=abc')).status).toBe(422);
  });
});
