import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { makeMailgunLists } from '../../functions/mailgun/lists.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server = undefined;
});

/** Mailgun's lists behind a server that answers each path with what `answer` gives, and tells what was asked for. */
const listsAt = async (
  answer: (path: string) => { status?: number; body: unknown },
  domains = ['mg.example.com'],
) => {
  const asked: string[] = [];
  const running = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const { status = 200, body } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const address = running.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const lists = makeMailgunLists({
    url: `http://127.0.0.1:${address.port}`,
    timeoutMs: 5000,
    secret: {
      get: () => Promise.resolve({ apiKey: 'key', signingKey: 'signing' }),
      refresh: () => Promise.reject(new Error()),
    },
    domains,
  });
  return { lists, asked };
};

const page = (items: unknown, next?: unknown) => ({ body: { items, paging: { next } } });
/** One page, and the empty one that ends a list. */
const onePage = (items: unknown) => (path: string) =>
  path.includes('page=next')
    ? page([])
    : page(items, 'https://api.mailgun.net/v3/mg.example.com/bounces?page=next');

const ada = {
  address: 'ada@example.com',
  code: '550',
  error: 'No such user',
  created_at: 'Mon, 04 Jan 2027 09:00:00 UTC',
};
const JAN_4 = Date.UTC(2027, 0, 4, 9);

describe('A list of Mailgun’s', () => {
  test('is read to its empty page, on the host that is known alone', async () => {
    const { lists, asked } = await listsAt((path) => {
      const at = Number(/from=(\d+)/.exec(path)?.[1] ?? 0);
      if (at === 3) return page([], `https://elsewhere.example/v3/mg.example.com/bounces?from=3`);
      return page(
        [{ ...ada, address: `a${at}@example.com` }],
        `https://elsewhere.example/v3/mg.example.com/bounces?from=${at + 1}`,
      );
    });
    expect([...(await lists.all('bounces')).addresses.keys()]).toEqual([
      'a0@example.com',
      'a1@example.com',
      'a2@example.com',
    ]);
    expect(asked).toHaveLength(4);
  });

  test('is read in spite of items that are none', async () => {
    const odd = [null, 7, 'ada@example.com', [], {}, { address: 7 }, { address: null, created_at: 'x' }];
    const foreign = [{ address: 'ädä@example.com' }, { address: 'nobody' }, { address: '' }];
    const { lists } = await listsAt(onePage([...odd, ada, ...foreign]));
    const listing = await lists.all('bounces');
    expect(listing).toMatchObject({ unreadable: odd.length, foreign: foreign.length });
    expect([...listing.addresses.values()]).toEqual([
      { email: 'ada@example.com', spellings: ['ada@example.com'], at: JAN_4, detail: 'No such user' },
    ]);
  });

  test.each([
    { what: 'tags that are a text', more: { tags: '*' }, at: JAN_4 },
    { what: 'a field that nobody knows', more: { MessageHash: { a: [1] } }, at: JAN_4 },
    { what: 'an error that is no text', more: { error: { code: 550 } }, at: JAN_4, detail: undefined },
    { what: 'a code that is a number', more: { code: 550 }, at: JAN_4 },
    { what: 'a date in ISO 8601', more: { created_at: '2027-01-04T09:00:00Z' }, at: JAN_4 },
    { what: 'a date in seconds', more: { created_at: JAN_4 / 1000 }, at: JAN_4 },
    {
      what: 'a date that was never set',
      more: { created_at: 'Mon, 01 Jan 0001 00:00:00 UTC' },
      at: undefined,
    },
    { what: 'a date that is none', more: { created_at: { seconds: 1 } }, at: undefined },
    { what: 'no date', more: { created_at: undefined }, at: undefined },
  ])('has an address with $what', async ({ more, at, ...rest }) => {
    const { lists } = await listsAt(onePage([{ ...ada, ...more }]));
    const listed = (await lists.all('bounces')).addresses.get('ada@example.com');
    expect(listed).toMatchObject({ at });
    expect(listed?.detail).toBe('detail' in rest ? rest.detail : 'No such user');
  });

  test('has an address under one key, however its domain is spelt', async () => {
    const items = ['Ada@MÜNCHEN.de', 'ada@xn--mnchen-3ya.de'].map((address) => ({ ...ada, address }));
    const { lists } = await listsAt(onePage(items));
    const { addresses } = await lists.all('bounces');
    expect([...addresses]).toMatchObject([
      ['ada@xn--mnchen-3ya.de', { spellings: ['Ada@MÜNCHEN.de', 'ada@xn--mnchen-3ya.de'] }],
    ]);
  });

  test('has the latest date of an address that two domains list', async () => {
    const { lists } = await listsAt(
      (path) =>
        page(
          path.includes('empty') ? [] : [path.includes('/one/') ? ada : { ...ada, created_at: undefined }],
          '/v3/empty',
        ),
      ['one', 'two'],
    );
    expect((await lists.all('bounces')).addresses.get('ada@example.com')?.at).toBe(JAN_4);
  });

  test.each([null, undefined, []])('is empty where its items are %j', async (items) => {
    const { lists } = await listsAt(() => page(items));
    expect((await lists.all('bounces')).addresses.size).toBe(0);
  });

  test.each([
    { what: 'refuses', answer: { status: 401, body: {} }, why: '401' },
    { what: 'answers no JSON', answer: { body: '<html>' }, why: 'JSON' },
    { what: 'answers another thing', answer: { body: { items: 'none' } }, why: 'items' },
    {
      what: 'gives the same page for ever',
      answer: page([ada], '/v3/mg.example.com/bounces?again'),
      why: 'do not end',
    },
  ])('is never half read: Mailgun $what', async ({ answer, why }) => {
    const { lists } = await listsAt(() => answer);
    await expect(lists.all('bounces')).rejects.toThrow(why);
  });
});

test('an address is taken off in both spellings of its domain', async () => {
  const { lists, asked } = await listsAt(() => ({ status: 404, body: { message: 'not found' } }));
  await lists.remove('ada@xn--mnchen-3ya.de', ['bounces']);
  expect(asked.map(decodeURIComponent)).toEqual([
    'DELETE /v3/mg.example.com/bounces/ada@xn--mnchen-3ya.de',
    'DELETE /v3/mg.example.com/bounces/ada@münchen.de',
  ]);
});
