import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

interface Problem {
  code: string;
  errors?: { pointer: string; code: string }[];
}
const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  cloud.call<Problem>(method, path, body, headers);
const faultsOf = ({ body }: { body: Problem }): string[] =>
  (body.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`);

const inline = { to: { email: 'ada@example.com' }, subject: 'Hi', text: 'Hello', category: 'system' };

describe('what DynamoDB would refuse is told at the door', () => {
  test.each(['leadId', 'conversationId', 'appointmentId', 'template', 'tag', 'cursor'])(
    'an empty %s in a list of e-mails',
    async (name) => {
      const answer = await call('GET', `/v1/emails?${name}=`);
      expect(answer.status).toBe(422);
      expect(faultsOf(answer)).toEqual([`/query/${name} too_small`]);
    },
  );

  test.each([
    '/v1/suppressions?cursor=',
    '/v1/reps?cursor=',
    '/v1/templates?cursor=1',
    '/v1/templates/system_notification/versions?cursor=1',
    '/v1/dead-letters?cursor=MQ',
    '/v1/recipients/ada@example.com/export?cursor=x',
  ])('a cursor that no list gave: %s', async (path) => {
    const answer = await call('GET', path);
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)[0]).toMatch(/^\/query\/cursor /);
  });

  test.each([
    ['GET', '/v1/emails/ID'],
    ['GET', '/v1/cancellations/ID'],
    ['GET', '/v1/templates/ID'],
    ['POST', '/v1/emails/ID/cancel'],
    ['GET', '/v1/reps/ID'],
    ['GET', '/v1/conversations/ID'],
  ])('%s %s with an id that is longer than any key', async (method, path) => {
    const answer = await call(method, path.replace('ID', 'x'.repeat(2100)));
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)[0]).toMatch(/^\/(id|name) too_big$/);
  });

  test.each(['9007199254740993', '1e400', '1e-131'])('the number %s in metadata', async (number) => {
    const body = JSON.stringify({ ...inline, metadata: { n: 0 } }).replace('"n":0', `"n":${number}`);
    const answer = await call('POST', '/v1/emails', body);
    expect(answer.status).toBe(422);
    expect(faultsOf(answer)).toEqual(['/metadata/n number_out_of_range']);
  });

  test('the versions of a template that was never published are none', async () => {
    const content = { category: 'system', subjectTemplate: 'x', htmlTemplate: '<p>x</p>', variables: {} };
    await call('POST', '/v1/templates', { name: 'unpublished', ...content });
    const answer = await call('GET', '/v1/templates/unpublished/versions');
    expect(answer).toMatchObject({ status: 200, body: { items: [] } });
  });
});

describe('a large mail is kept whole', () => {
  test.each([
    { what: '409,600 characters of text', content: { text: 'x'.repeat(409_600) } },
    {
      what: 'html and text of 210,000',
      content: { html: `<p>${'a'.repeat(210_000)}</p>`, text: 'b'.repeat(210_000) },
    },
    { what: '140,000 ideographs', content: { text: '漢'.repeat(140_000) } },
    { what: '3 MB in all', content: { html: `<p>${'é'.repeat(999_000)}</p>`, text: 'c'.repeat(999_999) } },
  ])('$what', async ({ content }) => {
    const { text, html } = content;
    const to = `large-${text.length}@example.com`;
    const id = await cloud.send(to, { subject: 'Large', category: 'system', ...content });
    await cloud.idle();
    expect((await cloud.message(id)).status).toBe('delivered');
    const [summary] = await cloud.inbox(to);
    const mail = await cloud.mail(summary?.id ?? '');
    expect(mail.text.trimEnd() === text).toBe(true);
    if (html !== undefined) expect(mail.html.includes(html)).toBe(true);
    const exported = await cloud.call<{ emails: { content: { text: string } }[] }>(
      'GET',
      `/v1/recipients/${to}/export`,
    );
    expect(exported.body.emails[0]?.content.text === text).toBe(true);
  });
});

describe('what a route does not declare stops it', () => {
  test('POST /v1/emails/cancel?dryRun=true cancels nothing', async () => {
    const id = await cloud.send('later@example.com', { tags: ['later'], sendAt: '2027-06-01T00:00:00Z' });
    const answer = await call('POST', '/v1/emails/cancel?dryRun=true', { tag: 'later' });
    expect(faultsOf(answer)).toEqual(['/query/dryRun unknown_field']);
    expect((await cloud.message(id)).status).toBe('scheduled');
  });

  test('DELETE /v1/recipients/x?dryRun=true erases nobody', async () => {
    const answer = await call('DELETE', '/v1/recipients/later@example.com?dryRun=true');
    expect(answer.status).toBe(422);
    expect((await cloud.inbox()).length).toBeGreaterThan(0);
  });

  test('an archive with a body that is none archives nothing', async () => {
    expect((await call('POST', '/v1/templates/generic_message/archive', '{{{')).status).toBe(400);
    expect((await call('POST', '/v1/templates/generic_message/archive', { dryRun: true })).status).toBe(422);
    const { body } = await cloud.call<{ isArchived: boolean }>('GET', '/v1/templates/generic_message');
    expect(body.isArchived).toBe(false);
  });

  test('a parameter that is given twice is a fault', async () => {
    expect(await cloud.call('GET', '/v1/emails?tag=a&tag=b')).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/query/tag', code: 'repeated' }] },
    });
  });

  test('path, query and body tell their faults at once', async () => {
    const answer = await call('PUT', '/v1/preferences/nope?x=1', { summaryHour: 99 });
    expect(faultsOf(answer).sort()).toEqual([
      '/email invalid_address',
      '/query/x unknown_field',
      '/summaryHour too_big',
    ]);
  });

  test('/diff without from says that it is missing', async () => {
    const answer = await call('GET', '/v1/templates/system_notification/diff');
    expect(faultsOf(answer)).toEqual(['/query/from missing']);
  });

  test('pausing a template that is not there is a fault', async () => {
    expect(faultsOf(await call('POST', '/v1/pause', { template: 'nope' }))).toEqual([
      '/template unknown_template',
    ]);
  });

  test('the recipient may be named in the body in the same spelling as in the path', async () => {
    const address = 'ada@münchen.example';
    const answer = await call('PUT', `/v1/preferences/${encodeURIComponent(address)}`, {
      emailAddress: address,
      digests: false,
    });
    expect(answer).toMatchObject({ status: 200, body: { emailAddress: 'ada@xn--mnchen-3ya.example' } });
  });
});

describe('bodies in another form', () => {
  const raw = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(`${cloud.url}/v1/emails`, {
      method: 'POST',
      headers: { authorization: 'Bearer local-dev-key', 'content-type': 'application/json', ...headers },
      body,
    });

  test('Latin-1 is a 400', async () => {
    const answer = await raw(Buffer.from(JSON.stringify({ ...inline, text: 'Grüße' }), 'latin1'));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'bad_json' });
  });

  test('gzip is a 415', async () => {
    expect((await raw(Buffer.from('x'), { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  test('a byte order mark is skipped', async () => {
    expect((await raw(Buffer.from(`\ufeff${JSON.stringify(inline)}`))).status).toBe(202);
  });
});

describe('HEAD', () => {
  test.each(['/v1/emails', '/v1/reps', '/openapi.json', '/v1/status-of-nothing'])(
    'answers %s as GET does, without content',
    async (path) => {
      const headers = { authorization: 'Bearer local-dev-key' };
      const get = await fetch(cloud.url + path, { headers });
      const head = await fetch(cloud.url + path, { method: 'HEAD', headers });
      expect(head.status).toBe(get.status);
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'));
      expect(await head.text()).toBe('');
    },
  );
});
