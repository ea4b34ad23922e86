import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIns } from '../../templates/built-in.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { payloads } from '../templates/engine/payloads.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({
    appYaml: `
email: { sending: { test_recipients: [tester@example.com, stopped@example.com] } }
brand: { company: Acme, postal_address: "Main Street 1, Springfield" }
`,
  });
});
afterAll(() => cloud.stop());

interface Problem {
  code: string;
  detail: string;
  errors?: { pointer: string; code: string; detail: string }[];
  lint?: { severity: string; rule: string; remedy: string }[];
}

const draft = (different: Record<string, unknown> = {}) => ({
  category: 'system',
  subjectTemplate: 'Offer for {{= it.name }}',
  htmlTemplate: '<p>First words for {{= it.name }}</p>',
  textTemplate: 'First words for {{= it.name }}',
  variables: { name: { type: 'string', required: true, example: 'Ada' } },
  ...different,
});
const create = (name: string, different: Record<string, unknown> = {}) =>
  cloud.call<Problem & { revision: number }>('POST', '/v1/templates', { name, ...draft(different) });
const put = (name: string, different: Record<string, unknown>, headers: Record<string, string> = {}) =>
  cloud.call<Problem & { revision: number }>('PUT', `/v1/templates/${name}/draft`, draft(different), headers);
const publish = (name: string, body: Record<string, unknown> = { activate: true }) =>
  cloud.call<Problem & { version: number; activeVersion?: number }>(
    'POST',
    `/v1/templates/${name}/publish`,
    body,
  );
const post = <T>(path: string, body: unknown = {}) =>
  cloud.call<T & Problem>('POST', `/v1/templates/${path}`, body);

const sendFrom = (template: string, to: string, more: Record<string, unknown> = {}) =>
  cloud.send(to, { template, data: { name: 'Ada' }, ...more });
const htmlTo = async (to: string): Promise<string> => {
  await cloud.idle();
  const [arrived] = await cloud.inbox(to);
  return (await cloud.mail(arrived!.id)).html;
};

describe('a template', () => {
  test('is sent as the version that is active, rolled back in one call, and pinned by what was accepted', async () => {
    expect(await create('offer')).toMatchObject({ status: 201, body: { revision: 1 } });
    expect((await publish('offer')).body).toMatchObject({ version: 1, activeVersion: 1 });
    await sendFrom('offer', 'first@example.com');
    expect(await htmlTo('first@example.com')).toContain('First words for Ada');

    const now = Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);
    const pinned = await sendFrom('offer', 'pinned@example.com', {
      sendAt: new Date(now + 3_600_000).toISOString(),
    });
    await put('offer', { htmlTemplate: '<p>Second words for {{= it.name }}</p>' });
    expect((await publish('offer')).body).toMatchObject({ version: 2, activeVersion: 2 });
    await sendFrom('offer', 'second@example.com');
    expect(await htmlTo('second@example.com')).toContain('Second words for Ada');

    expect((await post('offer/activate', { version: 1 })).body).toMatchObject({ activeVersion: 1 });
    await sendFrom('offer', 'back@example.com');
    expect(await htmlTo('back@example.com')).toContain('First words for Ada');

    await post('offer/activate', { version: 2 });
    await cloud.advance('PT2H');
    expect(await htmlTo('pinned@example.com')).toContain('First words for Ada');
    expect(await cloud.message(pinned)).toMatchObject({ status: 'delivered', templateVersion: 1 });

    const versions = await cloud.call<{ items: Record<string, unknown>[] }>(
      'GET',
      '/v1/templates/offer/versions',
    );
    expect(versions.body.items).toMatchObject([
      { version: 2, isActive: true, publishedBy: 'local' },
      { version: 1, isActive: false },
    ]);
    const diff = await cloud.call<{ fields: { field: string; diff: string }[] }>(
      'GET',
      '/v1/templates/offer/diff?from=1&to=2',
    );
    expect(diff.body.fields).toHaveLength(1);
    expect(diff.body.fields[0]?.diff).toContain('-<p>First words');
    expect(diff.body.fields[0]?.diff).toContain('+<p>Second words');
  });

  test('is written by one author at a time', async () => {
    const created = await create('shared');
    const tag = created.headers.get('etag') ?? '';
    const mine = await put('shared', { subjectTemplate: 'Mine' }, { 'if-match': tag });
    expect(mine).toMatchObject({ status: 200, body: { revision: 2, subjectTemplate: 'Mine' } });
    const theirs = await put('shared', { subjectTemplate: 'Theirs' }, { 'if-match': tag });
    expect(theirs).toMatchObject({ status: 412, body: { code: 'stale' } });
    const read = await cloud.call<{ subjectTemplate: string }>('GET', '/v1/templates/shared');
    expect(read.body.subjectTemplate).toBe('Mine');
    expect(read.headers.get('etag')).toBe(mine.headers.get('etag'));
  });

  test('published twice without a change is one version', async () => {
    await create('steady');
    expect((await publish('steady')).body.version).toBe(1);
    expect((await publish('steady')).body.version).toBe(1);
  });

  test('that is archived is sent no more, and comes back when a version is activated', async () => {
    await create('seasonal');
    await publish('seasonal');
    expect((await post('seasonal/archive')).body).toMatchObject({ isArchived: true, isActive: false });
    const refused = await cloud.call<Problem>('POST', '/v1/emails', {
      to: { email: 'a@example.com' },
      template: 'seasonal',
      data: { name: 'A' },
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/template', code: 'unknown_template' }] },
    });
    expect(refused.body.detail).toContain('archived');
    await post('seasonal/activate', { version: 1 });
    await sendFrom('seasonal', 'spring@example.com');
  });

  test('is deleted only when nothing uses it, and its name may be taken again', async () => {
    const remove = () => cloud.call<Problem>('DELETE', '/v1/templates/passing');
    await create('passing');
    await publish('passing');
    expect(await remove()).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
    const now = Date.parse((await cloud.call<{ now: string }>('GET', '/_local/health')).body.now);
    const waiting = await sendFrom('passing', 'later@example.com', {
      sendAt: new Date(now + 86_400_000).toISOString(),
    });
    await post('passing/archive');
    expect((await remove()).body.detail).toContain('1 e-mail');
    await cloud.call('POST', `/v1/emails/${waiting}/cancel`);
    expect((await remove()).status).toBe(204);
    expect((await cloud.call('GET', '/v1/templates/passing')).status).toBe(404);
    expect((await create('passing')).status).toBe(201);
    expect((await publish('passing')).body.version).toBe(2);
  });
});

describe('a preview', () => {
  test('shows subject, preview line, both parts, size and lint of the draft, with sample or given data', async () => {
    await create('seen', {
      htmlTemplate: '<div style="display:none">Look</div><p>{{= it.name }} {{= time(it.at) }}</p>',
      variables: {
        name: { type: 'string', example: 'Ada' },
        at: { type: 'string', format: 'date-time', example: '2027-03-01T09:00:00Z' },
      },
      locale: 'de',
    });
    const sample = await post<Record<string, unknown>>('seen/preview', {
      locale: 'de',
      timezone: 'Europe/Berlin',
    });
    expect(sample.body).toMatchObject({
      subject: 'Offer for Ada',
      preheader: 'Look',
      text: 'First words for Ada\n',
    });
    expect(sample.body['html']).toContain('<p>Ada 10:00</p>');
    expect(sample.body['sizeBytes']).toBeGreaterThan(40);
    const given = await post<Record<string, unknown>>('seen/preview', { data: { name: '<Bob>' } });
    expect(given.body['html']).toContain('&lt;Bob&gt;');
    const wrong = await post('seen/preview', { data: { name: 7, x: 1 } });
    expect(wrong.body.errors?.map(({ pointer }) => pointer)).toEqual(['/data/x', '/data/name']);
  });

  test('of a version that does not exist is a 404 that says which there is', async () => {
    await create('young');
    expect(await post('young/preview', { version: 3 })).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect((await post('nobody/preview')).status).toBe(404);
  });

  test('shows the built-ins in both languages', async () => {
    const preview = await post<Record<string, unknown>>('generic_message/preview', { locale: 'de-AT' });
    expect(preview.body).toMatchObject({ locale: 'de', lint: [] });
    expect(preview.body['html']).toContain('Guten Tag Ada');
  });
});

describe('a test mail', () => {
  test('goes to test recipients alone, marked, from the draft, and is counted nowhere', async () => {
    await create('tried', { subjectTemplate: 'Trial' });
    const sent = await post<{ emails: { id: string }[] }>('tried/test', { to: ['tester@example.com'] });
    expect(sent.status).toBe(202);
    expect(await htmlTo('tester@example.com')).toContain('First words for Ada');
    const [arrived] = await cloud.inbox('tester@example.com');
    expect(arrived?.subject).toBe('[Test] Trial');
    expect(await cloud.message(sent.body.emails[0]!.id)).toMatchObject({ status: 'delivered', isTest: true });
    const others = await post('tried/test', { to: ['tester@example.com', 'ada@example.com'] });
    expect(others.body.errors).toMatchObject([{ pointer: '/to/1', code: 'not_a_test_recipient' }]);
  });
});

describe('what must not be stored', () => {
  test('is refused at every door, and the service goes on', async () => {
    for (const payload of payloads) {
      const made = await create('attack', { htmlTemplate: payload });
      expect([payload, made.status, made.body.code]).toEqual([payload, 422, 'invalid']);
      expect(made.body.errors?.[0]?.pointer).toBe('/htmlTemplate');
    }
    await create('victim');
    for (const payload of payloads.slice(0, 40)) {
      expect((await put('victim', { textTemplate: payload })).status).toBe(422);
      const localized = { subjectTemplate: payload, htmlTemplate: 'x' };
      expect((await put('victim', { locales: { de: localized } })).status).toBe(422);
    }
    expect((await post<{ subject: string }>('victim/preview')).body.subject).toBe('Offer for Ada');
    expect((await cloud.call('GET', '/v1/templates/attack')).status).toBe(404);
  });

  test.each([
    {
      what: 'a name that exists',
      call: () => create('system_notification'),
      want: { status: 409, body: { code: 'name_taken' } },
    },
    {
      what: 'a name with capitals',
      call: () => create('Offer!'),
      want: { status: 422, body: { errors: [{ pointer: '/name' }] } },
    },
    {
      what: 'nonsense for a language',
      call: () => create('x1', { locales: { '??': { subjectTemplate: 'a', htmlTemplate: 'b' } } }),
      want: { status: 422 },
    },
    {
      what: 'a template of more than 256 KB',
      call: () => create('x2', { htmlTemplate: 'x'.repeat(300_000) }),
      want: { status: 422 },
    },
    {
      what: 'an unknown category',
      call: () => create('x3', { category: 'news' }),
      want: { status: 422, body: { errors: [{ pointer: '/category' }] } },
    },
    {
      what: 'an unknown field',
      call: () => create('x4', { colour: 'red' }),
      want: { status: 422, body: { errors: [{ pointer: '/colour', code: 'unknown_field' }] } },
    },
    {
      what: 'a version that is not there',
      call: () => post('system_notification/activate', { version: 99 }),
      want: { status: 404 },
    },
    {
      what: 'a built-in’s deletion',
      call: () => cloud.call<Problem>('DELETE', '/v1/templates/system_notification'),
      want: { status: 409, body: { code: 'wrong_state' } },
    },
    {
      what: 'a publication without a draft',
      call: () => publish('system_notification'),
      want: { status: 409, body: { code: 'wrong_state' } },
    },
  ])('$what', async ({ call, want }) => {
    expect(await call()).toMatchObject(want);
  });

  test('a fault of syntax is told with its line and column, and the line itself', async () => {
    const { body } = await create('broken', { htmlTemplate: '<p>Hello</p>\n<p>{{= it.name ? }}</p>' });
    expect(body.errors?.[0]).toMatchObject({ pointer: '/htmlTemplate', code: 'template_syntax' });
    expect(body.errors?.[0]?.detail).toContain('Line 2, column 17');
    expect(body.errors?.[0]?.detail).toContain('<p>{{= it.name ? }}</p>');
  });

  test('a variable that nobody declared is told at publication', async () => {
    await create('undeclared', { htmlTemplate: '<p>{{= it.nmae }}</p>' });
    const refused = await publish('undeclared');
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/htmlTemplate', code: 'undeclared_variable' }] },
    });
  });

  test('marketing without a way out is told what to add, and may then be published', async () => {
    const content = {
      category: 'marketing',
      htmlTemplate: '<p>Buy, {{= it.name }}</p>',
      textTemplate: 'Buy, {{= it.name }}',
    };
    await create('campaign', content);
    const refused = await publish('campaign');
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid' } });
    const [html] = refused.body.lint?.filter(({ rule }) => rule === 'unsubscribe_link') ?? [];
    expect(html?.remedy).toContain('<a href="{{= it.links.unsubscribe }}">Unsubscribe</a>');
    await put('campaign', {
      ...content,
      htmlTemplate: `${content.htmlTemplate}<p>{{= it.brand.postalAddress }} <a href="{{= it.links.unsubscribe }}">Unsubscribe</a></p>`,
      textTemplate: `${content.textTemplate}\n{{= it.brand.postalAddress }} {{= it.links.unsubscribe }}`,
    });
    expect((await publish('campaign')).status).toBe(200);
  });

  test('data that make ten thousand rows are refused when the mail is asked for', async () => {
    await create('rows', {
      htmlTemplate: '{{ for (const row of it.rows) { }}<p>{{= row }}</p>{{ } }}',
      variables: { rows: { type: 'array' }, name: { type: 'string', example: 'Ada' } },
    });
    expect((await publish('rows')).body).toMatchObject({ version: 1 });
    const refused = await cloud.call<Problem>('POST', '/v1/emails', {
      to: { email: 'a@example.com' },
      template: 'rows',
      data: { rows: Array(10_000).fill('x') },
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/data', code: 'template_limit' }] },
    });
  });
});

test('a reset brings the built-ins back, and nothing else', async () => {
  await cloud.call('POST', '/_local/reset', {});
  const list = await cloud.call<{ items: { name: string; isBuiltIn: boolean }[] }>('GET', '/v1/templates');
  expect(list.body.items.map(({ name }) => name)).toEqual(builtIns.map(({ name }) => name).sort());
  expect(list.body.items.every(({ isBuiltIn }) => isBuiltIn)).toBe(true);
});
