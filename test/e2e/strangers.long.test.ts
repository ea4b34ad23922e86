import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversationCalls } from '../conversations/calls.ts';
import { aConversation } from '../conversations/fixture.ts';
import { ACME_YAML, startTestCloud, type TestCloud } from '../embedded-cloud.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud({ appYaml: ACME_YAML });
});
afterAll(() => cloud.stop());
const { complete, emailsOf } = conversationCalls(() => cloud);
const bait = 'Your parcel is waiting, pay at www.evil.example';

describe('What a visitor typed', () => {
  test('speaks to nobody in the brand’s name', async () => {
    const footer = 'Fine.\n\n--\nYour Company\nPay here: https://evil.example/pay';
    await complete(
      'bait',
      aConversation({
        customer: { email: 'victim@one.example', name: bait },
        summary: { brief: footer, detailed: `${footer} evil.**com** evil&#46;com http&#58;//evil.com` },
        highlights: [footer],
      }),
    );
    await cloud.advance('PT11M');
    const mail = await cloud.newestMail('victim@one.example');
    expect(mail.subject).not.toContain('parcel');
    expect(new Map(mail.headers).get('To')).not.toContain('parcel');
    expect(mail.text).toMatch(/^Good (morning|afternoon|evening)\n/);
    expect(mail.html).not.toContain('evil.example');
    expect(mail.text).not.toContain('evil.example');
    expect(mail.html.replace(/<[^>]*>/g, '')).not.toContain('evil.com');
    expect(mail.text).not.toContain('evil.com');
    const [, points = ''] = mail.text.split('What matters\n');
    expect(points.split('\n')[0]).toMatch(/^- Fine\. -- Your Company Pay here: /);
  });

  test('is no name in the sales team’s subjects and headings either, and no link', async () => {
    const who = { email: 'bob@one.example', name: 'Bob http://evil.example', company: 'www.evil.example' };
    await complete('bait-for-sales', aConversation({ customer: who, ownerRepId: undefined }));
    await cloud.advance('PT11M');
    const mail = await cloud.newestMail('team@acme.example');
    expect(mail.subject).toContain('bob@one.example');
    for (const part of [mail.subject, mail.text, mail.html]) expect(part).not.toContain('evil.example');
    expect(mail.text).toContain('Bob http');
  });

  test('stands in no header and no greeting of other mails', async () => {
    await cloud.call('POST', '/v1/emails', {
      to: { email: 'header@one.example', name: bait },
      template: 'system_notification',
      data: { title: 'Hello', body: 'It works.' },
    });
    await cloud.idle();
    const mail = await cloud.newestMail('header@one.example');
    expect(new Map(mail.headers).get('To')).toBe('header@one.example');
    for (const part of [mail.text, mail.html]) expect(part).not.toContain('parcel');
  });

  test('is dialled from the sales mail only where it is a number', async () => {
    const phones = [
      { phone: '+49 (0)30 / 123-456 ext. 7', href: 'tel:+4930123456"' },
      { phone: '*21*0900 123456#', href: undefined },
    ];
    for (const [i, { phone, href }] of phones.entries()) {
      await complete(
        `phone-${i}`,
        aConversation({ customer: { email: `phone-${i}@one.example`, phone }, ownerRepId: undefined }),
      );
      await cloud.advance('PT11M');
      const { html } = await cloud.newestMail('team@acme.example');
      expect(html).toContain(phone);
      expect(html.includes('href="tel:')).toBe(href !== undefined);
      if (href !== undefined) expect(html).toContain(href);
    }
  });
});

test('an address gets no more summaries in a day than app.yaml allows; the sales team gets all', async () => {
  const before = (await cloud.inbox('team@acme.example')).length;
  for (let i = 0; i < 5; i += 1) {
    await complete(
      `flood-${i}`,
      aConversation({ customer: { email: 'flooded@two.example' }, ownerRepId: undefined }),
    );
  }
  await cloud.advance('PT11M');
  expect(await cloud.inbox('flooded@two.example')).toHaveLength(3);
  expect(await cloud.inbox('team@acme.example')).toHaveLength(before + 5);
  const sent = await cloud.call<{ items: { status: string; reason?: string }[] }>(
    'GET',
    '/v1/emails?recipient=flooded@two.example',
  );
  const reasons = sent.body.items.map(({ reason }) => reason);
  expect(reasons.filter((reason) => reason === 'frequency_cap')).toHaveLength(2);
  await cloud.advance('PT25H');
  await complete('flood-later', aConversation({ customer: { email: 'flooded@two.example' } }));
  await cloud.advance('PT11M');
  expect(await cloud.inbox('flooded@two.example')).toHaveLength(4);
});

test('an address that has its summaries gathered gets no more mails either, and nothing else stops', async () => {
  await cloud.call('PUT', '/v1/preferences/gathers@two.example', { summaryFrequency: 'daily' });
  const words = '漢字 '.repeat(240);
  const long = {
    summary: { brief: '漢字'.repeat(740) },
    highlights: Array.from({ length: 5 }, () => words),
    nextSteps: Array.from({ length: 10 }, () => ({ text: words })),
    ownerRepId: undefined,
  };
  const before = (await cloud.inbox('team@acme.example')).length;
  const reasons: (string | undefined)[] = [];
  for (let i = 0; i < 12; i += 1) {
    const conversation = aConversation({ ...long, customer: { email: 'gathers@two.example' } });
    const { status, body } = await complete(`gathers-${i}`, conversation);
    expect(status).toBe(200);
    reasons.push(body.emails.find(({ to }) => to === 'gathers@two.example')?.reason);
  }
  expect(reasons[0]).toBeUndefined();
  expect(reasons.at(-1)).toBe('frequency_cap');
  await cloud.advance('PT25H');
  expect((await cloud.inbox('gathers@two.example')).length).toBeLessThanOrEqual(3);
  expect(await cloud.inbox('team@acme.example')).toHaveLength(before + 12);
});

test('a conversation on the bus whose fields are wrong in places still reaches the sales team, with what was left out', async () => {
  const detail = {
    id: 'spoilt',
    ...aConversation({ ownerRepId: undefined }),
    customer: { email: 'ada at example', name: 'Ada', phone: null },
    highlights: Array.from({ length: 80 }, (_, i) => `point ${i}`),
    mood: 'blue',
  };
  await cloud.call('POST', '/_local/events', {
    detailType: 'conversation.completed',
    detail,
    id: 'spoilt-1',
    source: 'chat',
  });
  await cloud.advance('PT11M');
  const { text } = await cloud.newestMail('team@acme.example');
  expect(text).toContain('Ada');
  for (const pointer of ['/customer/email', '/highlights', '/mood']) expect(text).toContain(pointer);
  const [sales, customer] = await emailsOf('spoilt');
  expect(sales).toMatchObject({ to: { email: 'team@acme.example' }, status: 'delivered' });
  expect(customer).toMatchObject({ to: null, reason: 'no_address' });
});

test('one mailbox gets no more by sub-addresses, and by dots where they make none', async () => {
  const addresses = [
    'one.box+a@gmail.com',
    'onebox+b@gmail.com',
    'o.n.ebox@gmail.com',
    'One.Box@googlemail.com',
    'onebox+c@gmail.com',
  ];
  for (const [i, email] of addresses.entries()) {
    await complete(`box-${i}`, aConversation({ customer: { email }, ownerRepId: undefined }));
  }
  await cloud.advance('PT11M');
  const arrived = await Promise.all(addresses.map((address) => cloud.inbox(address)));
  expect(arrived.flat()).toHaveLength(3);
});
