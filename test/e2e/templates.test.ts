import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIns } from '../../templates/built-in.ts';
import { startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { payloads } from '../rendering/engine/payloads.ts';
import { type Problem, templateCalls } from './template-calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

const { create, put, publish, post, sendFrom, htmlTo } = templateCalls(() => cloud);

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
    expect(await put('shared', { subjectTemplate: 'Theirs' }, { 'if-match': '2' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/headers/if-match', code: 'invalid_format' }] },
    });
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

  test('a value that an HTML parser finds in another place is told when the draft is written', async () => {
    const htmlTemplate = '<!--{{ /* */ }}><a title="-->" href="{{= it.name }}">x</a>';
    const { status, body } = await create('elsewhere', { htmlTemplate });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ pointer: '/htmlTemplate', code: 'template_forbidden' }]);
  });

  test('long texts that are compared again and again are refused in previews and e-mails', async () => {
    const textTemplate = "{{= it.name + it.name == it.name ? '' : '' }}".repeat(5000);
    await create('compared', { textTemplate });
    expect((await publish('compared')).body).toMatchObject({ version: 1 });
    const data = { name: 'x'.repeat(100_000) };
    const limit = { status: 422, body: { errors: [{ pointer: '/data', code: 'template_limit' }] } };
    expect(await post('compared/preview', { data })).toMatchObject(limit);
    const mail = { to: { email: 'a@example.com' }, template: 'compared', data };
    expect(await cloud.call<Problem>('POST', '/v1/emails', mail)).toMatchObject(limit);
  });

  test('a stylesheet that lint would not read to its end is refused at publication', async () => {
    const htmlTemplate = `<style>${'@media x{'.repeat(9000)}</style>`;
    await create('nested', { htmlTemplate });
    const { status, body } = await publish('nested');
    expect(status).toBe(422);
    expect(body.lint).toMatchObject([{ severity: 'error', rule: 'template_limit' }]);
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
