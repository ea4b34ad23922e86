import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACME_YAML, startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { templateCalls } from './template-calls.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ appYaml: ACME_YAML });
});
afterAll(() => cloud.stop());

const { create, put, publish, post, htmlTo } = templateCalls(() => cloud);

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

describe('what must not be published', () => {
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
});
