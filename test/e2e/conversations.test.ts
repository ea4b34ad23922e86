import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_DIGEST } from '../cloud-client.ts';
import { ACME_YAML, startTestCloud, type TestCloud } from '../embedded-cloud.ts';
import { conversationCalls } from '../conversations/calls.ts';
import { aConversation, stepDueAt, type MailEntry } from '../conversations/fixture.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ appYaml: ACME_YAML });
  await cloud.call('PUT', '/v1/reps/grace', {
    name: 'Grace Hopper',
    email: 'grace@acme.example',
    timezone: 'Europe/Berlin',
    locale: 'de',
    digest: NO_DIGEST,
  });
});
afterAll(() => cloud.stop());
const { complete, emailsOf, prefer } = conversationCalls(() => cloud);

describe('A completed conversation', () => {
  test('is told to the customer and to its owner once it has settled', async () => {
    const answer = await complete(
      'talk-1',
      aConversation({ customer: { email: 'ada@one.example', name: 'Ada' } }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body.emails).toMatchObject([
      { template: 'conversation_summary_customer', to: 'ada@one.example', status: 'scheduled' },
      { template: 'conversation_summary_sales', to: 'grace@acme.example', status: 'scheduled' },
    ]);
    await cloud.advance('PT9M');
    expect(await cloud.inbox('ada@one.example')).toEqual([]);
    await cloud.advance('PT2M');
    const customer = await cloud.newestMail('ada@one.example');
    expect(customer.text).toMatch(/^Good (morning|afternoon|evening), Ada\n/);
    expect(customer.text).toContain('Compares plans for 40 seats');
    expect(customer.text).toContain(
      new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(stepDueAt)),
    );
    expect(new Map(customer.headers).get('Reply-To')).toBe('grace@acme.example');
    const sales = await cloud.newestMail('grace@acme.example');
    expect(sales.subject).toBe('87 · Ada: interessiert, kein Termin');
    for (const words of [
      'heißer Lead',
      'Too dear',
      'https://crm.example/42',
      '14 Minuten',
      '23 Nachrichten',
    ]) {
      expect(sales.text).toContain(words);
    }
    expect((await emailsOf('talk-1')).map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  test('is answered as it is kept, what is blank in its lists left out, and its mails are told page by page', async () => {
    const customer = { email: 'whole@one.example', name: ' Ada ', timezone: 'Europe/Berlin' };
    const { body, status } = await complete(
      'talk-whole',
      aConversation({ customer, highlights: ['40 seats', ' ', ''], questions: ['\n'] }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'talk-whole',
      customer: { ...customer, name: 'Ada' },
      highlights: ['40 seats'],
      questions: [],
    });
    interface Page {
      items: MailEntry[];
      next?: string;
    }
    const page = (query: string) =>
      cloud.call<Page>('GET', `/v1/conversations/talk-whole/emails?limit=1${query}`);
    const first = await page('');
    expect(first.body.items).toMatchObject([{ id: body.emails[0]?.id }]);
    const second = await page(`&cursor=${first.body.next ?? ''}`);
    expect(second.body).toEqual({ items: [expect.objectContaining({ id: body.emails[1]?.id })] });
  });

  test('without anybody to write to says so, in the answer and on the bus', async () => {
    const { body } = await complete('talk-nobody', aConversation({ customer: {} }));
    const [unwritten] = body.emails;
    expect(unwritten).toMatchObject({ to: null, status: 'skipped', reason: 'no_address' });
    expect(unwritten?.id).toMatch(/^msg_/);
    expect(await emailsOf('talk-nobody')).toContainEqual(unwritten);
    const told = (await cloud.busEvents()).filter(({ detail }) => detail['id'] === unwritten?.id);
    expect(told).toMatchObject([
      { detailType: 'email.skipped', detail: { reason: 'no_address', conversationId: 'talk-nobody' } },
    ]);
  });

  test('shows nothing internal to the customer', async () => {
    const secret = 'INTERNAL-7f3a';
    await complete(
      'talk-secret',
      aConversation({
        customer: { email: 'outsider@one.example', phone: secret, company: secret },
        objections: [secret],
        sentiment: secret,
        products: [secret],
        lead: { id: secret, score: 87, reasons: [secret] },
        crmUrl: `https://crm.example/${secret}`,
        transcriptUrl: `https://crm.example/${secret}`,
      }),
    );
    await cloud.advance('PT11M');
    const { html, text, subject } = await cloud.newestMail('outsider@one.example');
    for (const part of [html, text, subject]) expect(part).not.toMatch(/INTERNAL|87 \/ 100|hot lead/);
  });

  test('shows markup and template code of names and summaries as text', async () => {
    const evil = '<script>alert(1)</script> {{= it.secret }} \r\nBcc: all@evil.example';
    await complete(
      'talk-evil',
      aConversation({
        customer: { email: 'victim@one.example', name: evil },
        summary: { detailed: evil },
        highlights: [evil],
        ownerRepId: undefined,
      }),
    );
    await cloud.advance('PT11M');
    const customer = await cloud.newestMail('victim@one.example');
    expect(customer.html).toContain('&lt;script&gt;');
    expect(customer.html).not.toContain('<script');
    expect(customer.text).toContain('{{= it.secret }}');
    const sales = await cloud.newestMail('team@acme.example');
    expect(sales.text).toContain('<script>');
    expect(sales.headers.map(([name]) => name)).not.toContain('Bcc');
  });

  test('that is completed again within the settle delay is told once, in its last state', async () => {
    const customer = { email: 'again@two.example' };
    await complete('talk-2', aConversation({ customer, ownerRepId: undefined }));
    await cloud.advance('PT5M');
    const second = await complete(
      'talk-2',
      aConversation({ version: 2, customer, ownerRepId: undefined, summary: { detailed: 'The last state' } }),
    );
    expect(second.body.emails.map(({ status }) => status)).toEqual(['scheduled', 'scheduled']);
    await cloud.advance('PT20M');
    expect(await cloud.inbox('again@two.example')).toHaveLength(1);
    expect((await cloud.newestMail('again@two.example')).text).toContain('The last state');
    expect((await emailsOf('talk-2')).map(({ status, reason }) => reason ?? status).sort()).toEqual([
      'delivered',
      'delivered',
      'superseded',
      'superseded',
    ]);
    // An older state that comes late, and the same again, change nothing.
    const late = await complete('talk-2', aConversation({ customer, ownerRepId: undefined }));
    expect(late.body).toMatchObject({
      version: 2,
      emails: [{ status: 'delivered' }, { status: 'delivered' }],
    });
    await cloud.advance('PT20M');
    expect(await cloud.inbox('again@two.example')).toHaveLength(1);
  });

  test('that goes back to what it said before is told once, in that state', async () => {
    const customer = { email: 'back@two.example' };
    const first = aConversation({
      customer,
      ownerRepId: undefined,
      summary: { detailed: 'The first words' },
    });
    await complete('talk-back', first);
    await complete('talk-back', { ...first, summary: { detailed: 'Other words' } });
    const { body } = await complete('talk-back', first);
    expect(body.emails.map(({ status }) => status)).toEqual(['scheduled', 'scheduled']);
    await cloud.advance('PT11M');
    expect(await cloud.inbox('back@two.example')).toHaveLength(1);
    expect((await cloud.newestMail('back@two.example')).text).toContain('The first words');
  });

  test('by the same bus event five times gives one mail each', async () => {
    const detail = { id: 'talk-3', ...aConversation({ customer: { email: 'bus@three.example' } }) };
    await Promise.all(
      [1, 2, 3, 4, 5].map(() =>
        cloud.call('POST', '/_local/events', {
          detailType: 'conversation.completed',
          detail,
          id: 'event-3',
          source: 'chat',
        }),
      ),
    );
    await cloud.advance('PT15M');
    expect(await cloud.inbox('bus@three.example')).toHaveLength(1);
    expect(await emailsOf('talk-3')).toHaveLength(2);
  });

  test('without address or content says so, and sends what can be sent', async () => {
    const bare = {
      highlights: [],
      nextSteps: [],
      summary: undefined,
      messageCount: 1,
      ownerRepId: undefined,
    };
    const nobody = await complete('talk-4', aConversation({ ...bare, customer: {} }));
    expect(nobody.body.emails).toMatchObject([
      { to: null, status: 'skipped', reason: 'no_address' },
      { to: 'team@acme.example', status: 'scheduled' },
    ]);
    const nothing = await complete(
      'talk-5',
      aConversation({ ...bare, customer: { email: 'empty@four.example' } }),
    );
    expect(nothing.body.emails[0]).toMatchObject({ status: 'skipped', reason: 'no_content' });
    await cloud.advance('PT11M');
    const { text } = await cloud.newestMail('team@acme.example');
    for (const words of ['The chat gave no summary', 'a single message']) expect(text).toContain(words);
  });

  test('with faults is refused with all of them', async () => {
    const answer = await complete('talk-6', {
      ...aConversation({ endedAt: '2026-03-04T07:00:00Z' }),
      outcome: 'maybe',
      customer: { email: 'nobody' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map(({ pointer }) => pointer).sort()).toEqual(['/customer/email', '/outcome']);
    const backwards = await complete('talk-6', aConversation({ endedAt: '2026-03-04T07:00:00Z' }));
    expect(backwards.body.errors).toMatchObject([{ pointer: '/endedAt', code: 'before_start' }]);
    const long = await complete('talk-6', aConversation({ summary: { detailed: 'x'.repeat(200_000) } }));
    expect(long.body.errors).toMatchObject([{ pointer: '/summary/detailed', code: 'too_big' }]);
    expect((await cloud.call('GET', '/v1/conversations/talk-6/emails')).status).toBe(404);
  });
});

describe('What a reader prefers', () => {
  test('brief, or never, holds from the next summary on', async () => {
    const customer = { email: 'picky@five.example' };
    await prefer(customer.email, { summaryFormat: 'brief' });
    await complete('talk-7', aConversation({ customer }));
    await cloud.advance('PT11M');
    const { text } = await cloud.newestMail(customer.email);
    expect(text).toContain('In brief: 40 seats');
    expect(text).not.toContain('Compares plans');
    await prefer(customer.email, { summaryFrequency: 'never' });
    const answer = await complete('talk-8', aConversation({ customer }));
    expect(answer.body.emails[0]).toMatchObject({ status: 'skipped', reason: 'opted_out' });
  });
});

describe('A summary by hand', () => {
  test('goes to each reader with a note on top, and each has an answer of their own', async () => {
    await complete('talk-9', aConversation({ customer: {} }));
    const request = {
      to: [
        { email: 'boss@seven.example', name: 'The Boss' },
        { email: 'colleague@acme.example', audience: 'sales' },
        { email: 'not an address' },
      ],
      note: 'As promised on the phone.',
    };
    const send = () =>
      cloud.call<{ emails: (MailEntry & { error?: { code: string; pointer: string } })[] }>(
        'POST',
        '/v1/conversations/talk-9/summary',
        request,
      );
    await cloud.call('PUT', '/v1/reps/colleague', {
      name: 'Colleague',
      email: 'colleague@acme.example',
      timezone: 'Europe/Berlin',
      digest: NO_DIGEST,
    });
    const answer = await send();
    expect(answer.status).toBe(200);
    expect(answer.body.emails).toMatchObject([
      { to: 'boss@seven.example', template: 'conversation_summary_customer' },
      { to: 'colleague@acme.example', template: 'conversation_summary_sales' },
      { error: { code: 'invalid_address', pointer: '/to/2/email' } },
    ]);
    await send();
    await cloud.idle();
    expect(await cloud.inbox('boss@seven.example')).toHaveLength(1);
    const { text } = await cloud.newestMail('boss@seven.example');
    expect(text.indexOf('As promised')).toBeLessThan(text.indexOf('Compares plans'));
  });

  test('of an unknown conversation, or to nobody who can be written to, is refused', async () => {
    const to = [{ email: 'boss@seven.example' }];
    expect((await cloud.call('POST', '/v1/conversations/none/summary', { to })).status).toBe(404);
    await complete('talk-10', aConversation({ customer: {} }));
    const wrong = await cloud.call('POST', '/v1/conversations/talk-10/summary', {
      to: [{ email: 'nobody' }],
    });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/to/0/email' }] } });
  });
});
