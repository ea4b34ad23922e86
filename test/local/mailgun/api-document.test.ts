import { describe, expect, test } from 'vitest';
import { mailgunOperations } from '../../../local/mailgun/operations.ts';
import { DOMAIN, mailTo, MINUTE, SENDING_KEY, startFixture } from './fixture.ts';
import { callFake, differences, formOf, mailgunApi } from './mailgun-api.ts';

const filled = (operation: string): string =>
  operation.replace(/\{([^}]+)\}/g, (_, name: string) =>
    ['domain', 'domain_name', 'name', 'authority_name'].includes(name) ? DOMAIN : 'x',
  );

const documented = Object.entries(mailgunApi.operations).map(([operation, answers]) => ({
  operation,
  emulated: Object.keys(answers).length > 0,
}));

describe('What Mailgun has', () => {
  test('is known to the fake, all that its document lists', () => {
    expect(documented.length).toBeGreaterThan(100);
    expect(mailgunOperations).toEqual(expect.arrayContaining(Object.keys(mailgunApi.operations)));
  });

  test('is emulated, or refused with a sentence and 501, never answered as done', async () => {
    const { mailgun } = await startFixture();
    const answers = await Promise.all(
      documented.map(async ({ operation, emulated }) => {
        const answer = await callFake(mailgun.url, filled(operation));
        const body = await answer.text();
        const refused =
          answer.status === 501 && body.includes(`Mailgun has ${operation}, but it is not emulated`);
        return { operation, ok: emulated ? answer.status !== 501 && !body.includes('Magnificent') : refused };
      }),
    );
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
  });

  test.each([
    'POST /v3/mg.example.com/unsubscribes/import',
    'PUT /v3/domains/mg.example.com/tracking/open',
    'POST /v4/domains',
    'GET /v3/mg.example.com/templates',
    'GET /v3/lists/pages',
    'GET /v3/mg.example.com/tags/march/stats',
    'GET /v1/webhooks',
    'POST /v1/analytics/logs',
  ])('and the fake lacks is 501 with JSON: %s', async (operation) => {
    const { mailgun } = await startFixture();
    const answer = await callFake(mailgun.url, operation);
    expect(answer.status).toBe(501);
    expect(await answer.json()).toEqual({
      message: expect.stringContaining('is not emulated here') as string,
    });
  });

  test.each(['o:archive-to', 'o:deliverytime-optimize-period', 'o:time-zone-localize'])(
    'and would change where or when a mail arrives is not passed over: %s',
    async (name) => {
      const { mailgun } = await startFixture();
      const body = formOf({ from: 'a@mg.example.com', to: 'b@example.com', text: 'Hello', [name]: '24h' });
      const answer = await callFake(mailgun.url, `POST /v3/${DOMAIN}/messages`, { body });
      expect(answer.status).toBe(501);
      expect(await answer.json()).toEqual({ message: expect.stringContaining(name) as string });
      expect(mailgun.inbox({ limit: 10 })).toEqual([]);
    },
  );

  test('asks for the key first, also where it is not emulated', async () => {
    const { mailgun } = await startFixture();
    const below = await callFake(mailgun.url, 'GET /v3/ips', { key: '' });
    expect([below.status, await below.text()]).toEqual([401, 'Forbidden']);
    const beside = await callFake(mailgun.url, 'GET /v4/domains', { key: '' });
    expect([beside.status, await beside.json()]).toEqual([401, { message: 'Invalid private key' }]);
  });
});

test.each([
  'POST /v3/a/b/messages',
  'GET /v3/mg.example.com/messages',
  'GET /',
  'GET /v3/mg%ZZ/events',
  'POST /v3/mg.example.com%2Fx/messages',
])('What Mailgun has not is answered 200 with its greeting: %s', async (operation) => {
  const { mailgun } = await startFixture();
  const answer = await callFake(mailgun.url, operation);
  expect([answer.status, await answer.text()]).toEqual([200, 'Mailgun Magnificent API']);
});

describe('Every answer is as Mailgun’s document describes it:', () => {
  const mail = formOf({
    from: 'sales@mg.example.com',
    to: 'jane@example.com',
    subject: 'Hello',
    text: 'Hello',
  });
  const mime = formOf({ to: 'jane@example.com' });
  mime.append('message', new Blob(['From: a@mg.example.com\r\nTo: jane@example.com\r\n\r\nHello']), 'm.eml');

  test.each([
    { what: 'a send', operation: 'POST /v3/{domain_name}/messages', body: mail },
    { what: 'a send without body', operation: 'POST /v3/{domain_name}/messages', body: formOf({}) },
    { what: 'a MIME send', operation: 'POST /v3/{domain_name}/messages.mime', body: mime },
    { what: 'the domains', operation: 'GET /v4/domains' },
    { what: 'a domain', operation: 'GET /v4/domains/{name}' },
    { what: 'a verified domain', operation: 'PUT /v4/domains/{name}/verify' },
    { what: 'the webhooks of a domain', operation: 'GET /v3/domains/{domain}/webhooks' },
  ])('$what', async ({ operation, body }) => {
    const { mailgun, client } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    const answer = await callFake(mailgun.url, filled(operation), body === undefined ? {} : { body });
    expect(await differences(operation, answer)).toEqual([]);
  });

  test.each(['POST /v3/{domain_name}/messages', 'GET /v4/domains', 'GET /v4/domains/{name}'])(
    'a wrong key of %s',
    async (operation) => {
      const { mailgun } = await startFixture();
      const answer = await callFake(mailgun.url, filled(operation), { key: '' });
      expect(answer.status).toBe(401);
      expect(await differences(operation, answer)).toEqual([]);
    },
  );

  test('the webhooks of a domain: all types lead to where they are posted, and to nothing where they are not', async () => {
    const { mailgun, receiver, connect } = await startFixture();
    const operation = 'GET /v3/domains/{domain}/webhooks';
    const read = async (): Promise<unknown> => (await callFake(mailgun.url, filled(operation))).json();
    expect(await read()).toMatchObject({ webhooks: { permanent_fail: { urls: [receiver.url] } } });
    connect(false);
    expect(await read()).toMatchObject({ webhooks: { permanent_fail: null } });
    expect(await differences(operation, await callFake(mailgun.url, filled(operation)))).toEqual([]);
  });

  test('a key that may send and nothing else', async () => {
    const { mailgun } = await startFixture();
    const sending = (operation: string, body?: FormData) =>
      callFake(mailgun.url, filled(operation), { as: SENDING_KEY, ...(body !== undefined && { body }) });
    expect((await sending('POST /v3/{domain_name}/messages', mail)).status).toBe(200);
    const refused = await sending('GET /v4/domains/{name}');
    expect([refused.status, await differences('GET /v4/domains/{name}', refused)]).toEqual([401, []]);
    expect((await sending('GET /v3/{domain_name}/events')).status).toBe(401);
  });

  test('the events of every recipient, suppressed and rejected ones too', async () => {
    const { mailgun, client, advance } = await startFixture();
    const people = ['bounce', 'bounce', 'softbounce', 'complain', 'complain', 'unsubscribe', 'unsubscribe'];
    for (const who of [...people, 'reject', 'click', 'bot', 'apple']) {
      await client.messages.create(DOMAIN, mailTo(`${who}@example.com`, { 'o:tag': ['march'] }));
    }
    await client.messages.create(DOMAIN, mailTo('jane@example.com', { 'o:testmode': 'yes' }));
    await advance(30 * MINUTE);
    const operation = 'GET /v3/{domain_name}/events';
    const answer = await callFake(mailgun.url, `${filled(operation)}?limit=300`);
    const seen = JSON.stringify(await answer.clone().json());
    for (const word of ['rejected', 'unsubscribed', 'suppress-bounce', 'suppress-unsubscribe', 'temporary']) {
      expect(seen).toContain(word);
    }
    expect(seen).not.toContain('"storage":[]');
    expect(await differences(operation, answer)).toEqual([]);
  });

  test('a stored message, and one that is not there', async () => {
    const { mailgun, client, receiver, advance } = await startFixture();
    await client.messages.create(DOMAIN, mailTo('jane@example.com'));
    await advance(MINUTE);
    const { url } = receiver.posted[0]!['event-data']['storage'] as { url: string };
    const operation = 'GET /v3/domains/{domain_name}/messages/{storage_key}';
    expect(await differences(operation, await callFake(mailgun.url, `GET ${url}`))).toEqual([]);
    const missing = await callFake(mailgun.url, filled(operation));
    expect(missing.status).toBe(404);
    expect(await differences(operation, missing)).toEqual([]);
  });

  test.each([
    { list: 'bounces', name: 'address', batch: [{ address: 'b@example.com', code: '550', error: 'No' }] },
    { list: 'complaints', name: 'address', batch: [{ address: 'b@example.com' }] },
    { list: 'unsubscribes', name: 'address', batch: [{ address: 'b@example.com', tags: ['a'] }] },
    { list: 'whitelists', name: 'value', batch: undefined },
  ])('the list of $list, from the first entry to the last', async ({ list, name, batch }) => {
    const { mailgun } = await startFixture();
    const all = `/v3/{domain_name}/${list}`;
    const one = `${all}/{${name}}`;
    const steps = [
      { operation: `GET ${one}`, status: 404 },
      { operation: `DELETE ${one}`, status: 404 },
      { operation: `POST ${all}`, body: formOf({ address: 'x@example.com' }), status: 200 },
      { operation: `POST ${all}`, body: formOf({}), status: 400 },
      ...(batch === undefined ? [] : [{ operation: `POST ${all}`, json: batch, status: 200 }]),
      { operation: `GET ${one}`, status: 200 },
      { operation: `GET ${all}`, status: 200 },
      { operation: `DELETE ${one}`, status: 200 },
      { operation: `DELETE ${all}`, status: 200 },
    ];
    for (const { operation, status, ...init } of steps) {
      const target = operation.replace('{domain_name}', DOMAIN).replace(`{${name}}`, 'x@example.com');
      const answer = await callFake(mailgun.url, target, init);
      expect([operation, answer.status]).toEqual([operation, status]);
      expect(await differences(operation, answer)).toEqual([]);
    }
  });
});
