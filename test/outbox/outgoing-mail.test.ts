import { describe, expect, test } from 'vitest';
import { composeMail, type MailContext } from '../../functions/outbox/deliver/outgoing-mail.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { readToken } from '../../functions/platform/signed-link.ts';
import { categories } from '../../functions/contract/category.ts';
import { mailLinkSchema } from '../../functions/preferences/public-links.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { makeCatalogue } from '../../functions/rendering/catalogue.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { builtInVersion } from '../templates/built-ins.ts';
import { aBody, aConfig, aMessageThatIs, DAY, MESSAGE_ID, NOW } from './messages.ts';
import { sendingDomain } from '../../functions/outbox/message/sending-domain.ts';
import { templateOf } from '../../functions/outbox/message/content.ts';

const linkKeys = { current: 'k2', k1: 'an older key', k2: 'the key that signs' };

const context = (different: Partial<MailContext> = {}): MailContext => ({
  config: aConfig(),
  mode: 'live',
  baseUrl: 'https://mail.example.com',
  linkKeys,
  template: undefined,
  recipient: undefined,
  attachments: [],
  now: NOW,
  ...different,
});

const compose = (different: Partial<Message> = {}, body = aBody(), more: Partial<MailContext> = {}) =>
  composeMail(aMessageThatIs('sending', different), body, context(more));

describe('an e-mail on its way to Mailgun', () => {
  test('has all that Mailgun needs, and nothing that can change between two tries', () => {
    const mail = compose({ generation: 1 });
    expect(mail).toEqual({
      domain: 'mg.example.com',
      messageId: `<${MESSAGE_ID}.1@mg.example.com>`,
      from: { email: 'sales@example.com', name: 'Example Sales' },
      to: { email: 'ada@example.com', name: 'Ada Lovelace' },
      calendar: undefined,
      fields: {
        from: '"Example Sales" <sales@example.com>',
        to: '"Ada Lovelace" <ada@example.com>',
        subject: 'Your appointment',
        html: '<p>See you.</p>',
        text: 'See you.',
        'o:tag': ['appointment'],
        'o:tracking': 'yes',
        'o:tracking-opens': 'yes',
        'o:tracking-clicks': 'htmlonly',
        'h:Message-Id': `<${MESSAGE_ID}.1@mg.example.com>`,
        'h:Reply-To': 'answers@example.com',
        'h:Auto-Submitted': 'auto-generated',
        'h:X-Auto-Response-Suppress': 'OOF, AutoReply',
        'v:messageId': MESSAGE_ID,
        'v:generation': '1',
      },
    });
    expect(compose({ generation: 1 })).toEqual(mail);
  });

  test('brings the entry for the calendar that it was accepted with, redirected or not', () => {
    const calendar = { method: 'REQUEST' as const, content: 'BEGIN:VCALENDAR\r\n' };
    expect(compose({}, aBody({ calendar })).calendar).toEqual(calendar);
    const config = aConfig({ sending: { mode: 'redirect', redirect_to: 'all@example.com' } });
    const redirected = compose({}, aBody({ calendar }), { mode: 'redirect', config });
    expect(redirected).toMatchObject({ to: { email: 'all@example.com', name: 'Ada Lovelace' }, calendar });
  });

  test('has a Message-Id of its own for each generation', () => {
    expect(compose({ generation: 0 }).messageId).not.toBe(compose({ generation: 1 }).messageId);
  });

  test('has the sender and the reply address that the caller chose', () => {
    const { fields } = compose(
      {},
      aBody({
        from: { name: 'Grace "Amazing" Hopper', email: 'grace@example.com' },
        replyTo: 'desk@example.com',
      }),
    );
    expect(fields.from).toBe('"Grace \\"Amazing\\" Hopper" <grace@example.com>');
    expect(fields['h:Reply-To']).toBe('desk@example.com');
  });

  test.each([{ mode: 'live' as const }, { mode: 'redirect' as const }])(
    'has headers in ASCII alone, whatever people are called ($mode)',
    ({ mode }) => {
      const name = 'Müller, Jörg 🚀';
      const config = aConfig({
        sending: { redirect_to: 'team@example.com', from_name: 'Müller & Söhne, Köln' },
      });
      for (const from of [{ name }, undefined]) {
        const { fields } = compose({ to: { email: 'ada@example.com', name } }, aBody({ from }), {
          mode,
          config,
        });
        const headers = Object.entries(fields).filter(([field]) => /^(from|to|h:.*)$/.test(field));
        for (const [, value] of headers) expect(value).toMatch(/^[ -~]+$/);
      }
    },
  );

  test('has a bare address where the recipient has no name', () => {
    expect(compose({ to: { email: 'ada@example.com' } }).fields.to).toBe('ada@example.com');
  });

  test('has its attachments, and no empty list of them', () => {
    const file = { filename: 'a.pdf', contentType: 'application/pdf', data: Buffer.from('x') };
    expect(compose({}, aBody(), { attachments: [file] }).fields.attachment).toEqual([file]);
    expect(compose().fields).not.toHaveProperty('attachment');
  });

  test('without html has no empty html part', () => {
    const { fields } = compose({}, aBody({ content: { kind: 'inline', subject: 'Hi', text: 'Hello' } }));
    expect(fields).not.toHaveProperty('html');
    expect(fields.text).toBe('Hello');
  });

  test('has the way out inside its body, whatever letters stand before', () => {
    const content = {
      kind: 'inline' as const,
      subject: 'Hi',
      html: `<BODY>${'İstanbul '.repeat(20)}<p>x</p></BODY></html>`,
      text: 'x',
    };
    const { fields } = compose({ category: 'digest' }, aBody({ content }));
    expect(fields.html).toMatch(/<p>x<\/p><p dir="auto" [^>]*>.*<\/p>\n<\/BODY><\/html>$/);
  });

  test('of a kind that may be refused says how at its end, in the language of the mail', () => {
    const content = { kind: 'inline' as const, subject: 'Hi', html: '<body><p>x</p></body>', text: 'x\n' };
    const { fields } = compose({ category: 'digest' }, aBody({ content, locale: 'de-AT' }));
    const [, link] =
      /<a href="([^"]+)"[^>]*>Abbestellen<\/a>.*<\/p>\n<\/body>$/s.exec(fields.html ?? '') ?? [];
    expect(fields['h:List-Unsubscribe']).toBe(`<${link ?? ''}>`);
    expect(fields.text).toMatch(
      /^x\n\n--\nAuswählen, was Sie erhalten: https:\S+\/p\/\S+\nAbbestellen: https:\S+\n$/,
    );
    expect(compose({ category: 'system' }, aBody({ content })).fields).toMatchObject({
      html: content.html,
      text: content.text,
    });
    const isTest = compose({ category: 'digest', isTest: true }, aBody({ content })).fields;
    expect(isTest.html).toBe(content.html);
  });

  test('from a template is rendered from its pinned version', () => {
    const { fields } = compose(
      {},
      aBody({
        content: {
          kind: 'template',
          template: 'system_notification',
          version: 1,
          data: { title: 'Tom & Jerry\r\nBcc: x@example.com', body: 'One <b>line</b>.' },
        },
      }),
      { template: builtInVersion('system_notification') },
    );
    expect(fields.subject).toBe('Tom & Jerry Bcc: x@example.com');
    expect(fields.html).toContain('Tom &amp; Jerry');
    expect(fields.html).toContain('One &lt;b&gt;line&lt;/b&gt;.');
    expect(fields.text).toContain('One <b>line</b>.');
  });

  test('never has a line break in its subject, wherever that came from', () => {
    const body = aBody({ content: { kind: 'inline', subject: 'Hello\r\nBcc: x@example.com', text: 'x' } });
    expect(compose({}, body).fields.subject).toBe('Hello Bcc: x@example.com');
  });

  test('is not made without the version that it pinned', async () => {
    const pinned = aBody({
      content: { kind: 'template', template: 'system_notification', version: 99, data: {} },
    });
    expect(() => compose({}, pinned)).toThrow('came without its template');
    const memory = makeMemoryDynamo();
    const dynamo = clientOf((input) => Promise.resolve(memory.answer(input)));
    const catalogue = makeCatalogue({ dynamo, table: 'templates' }, () => NOW);
    await expect(templateOf(catalogue, pinned)).rejects.toThrow(
      'Template system_notification has no version 99',
    );
  });
});

describe('headers by category', () => {
  test.each([
    { category: 'conversation_summary', oneClick: true },
    { category: 'appointment', oneClick: false },
    { category: 'reminder', oneClick: true },
    { category: 'marketing', oneClick: true },
    { category: 'lead_alert', oneClick: false },
    { category: 'digest', oneClick: true },
    { category: 'system', oneClick: false },
  ] as const)('$category has a one-click unsubscribe: $oneClick', ({ category, oneClick }) => {
    const { fields } = compose({ category });
    expect('h:List-Unsubscribe' in fields).toBe(oneClick);
    expect(fields['h:List-Unsubscribe-Post']).toBe(oneClick ? 'List-Unsubscribe=One-Click' : undefined);
    expect(fields['h:Auto-Submitted']).toBe('auto-generated');
    expect(fields['h:X-Auto-Response-Suppress']).toBe('OOF, AutoReply');
  });

  test('the one-click link is signed, bound to its purpose, and names recipient, category and message', () => {
    const header = compose({ category: 'marketing', generation: 2 }).fields['h:List-Unsubscribe'] ?? '';
    const text = /^<https:\/\/mail\.example\.com\/u\/([^>]+)>$/.exec(header)?.[1] ?? '';
    const read = (purpose: string, now: number) =>
      readToken(linkKeys, { purpose, text, schema: mailLinkSchema, now });
    expect(read('one-click', NOW + 364 * DAY)).toMatchObject({
      ok: true,
      payload: { email: 'ada@example.com', category: 'marketing', messageId: MESSAGE_ID, generation: 2 },
    });
    expect(read('one-click', NOW + 366 * DAY)).toEqual({ ok: false, why: 'expired' });
    expect(read('preferences', NOW)).toEqual({ ok: false, why: 'forged' });
  });

  test('unsubscribe_tracking: false leaves the link out', () => {
    const config = aConfig({ tracking: { unsubscribe_tracking: false } });
    expect(compose({ category: 'marketing' }, aBody(), { config }).fields).not.toHaveProperty(
      'h:List-Unsubscribe',
    );
  });

  test.each(categories)('no header of %s has a line break in it', (category) => {
    const { fields } = compose({ category });
    const headers = Object.entries(fields).filter(([name]) => name.startsWith('h:'));
    expect(headers.length).toBeGreaterThanOrEqual(4);
    for (const [, value] of headers) expect(String(value)).not.toMatch(/[\r\n]/);
  });
});

describe('tracking', () => {
  const consented = (expiresAt?: number): Recipient => ({
    emailAddress: 'ada@example.com',
    consent: {
      tracking: {
        basis: 'express',
        source: 'form',
        at: NOW - DAY,
        ...(expiresAt !== undefined && { expiresAt }),
      },
    },
  });
  const stranger: Recipient = { emailAddress: 'ada@example.com' };

  test.each<{ tracking: Record<string, unknown>; recipient?: Recipient; want: [string, string, string] }>([
    { tracking: {}, want: ['yes', 'yes', 'htmlonly'] },
    { tracking: { open_tracking: false }, want: ['yes', 'no', 'htmlonly'] },
    { tracking: { click_tracking: false }, want: ['yes', 'yes', 'no'] },
    { tracking: { open_tracking: false, click_tracking: false }, want: ['no', 'no', 'no'] },
    { tracking: { opens: 'none' }, want: ['yes', 'no', 'htmlonly'] },
    { tracking: { opens: 'consented' }, want: ['no', 'no', 'no'] },
    { tracking: { opens: 'consented' }, recipient: stranger, want: ['no', 'no', 'no'] },
    { tracking: { opens: 'consented' }, recipient: consented(), want: ['yes', 'yes', 'htmlonly'] },
    { tracking: { opens: 'consented' }, recipient: consented(NOW + 1), want: ['yes', 'yes', 'htmlonly'] },
    { tracking: { opens: 'consented' }, recipient: consented(NOW), want: ['no', 'no', 'no'] },
    {
      tracking: { opens: 'all', open_tracking: false },
      recipient: consented(),
      want: ['yes', 'no', 'htmlonly'],
    },
    {
      tracking: { opens: 'consented', click_tracking: false },
      recipient: stranger,
      want: ['no', 'no', 'no'],
    },
  ])('$tracking asks Mailgun for tracking, opens and clicks: $want', ({ tracking, recipient, want }) => {
    const { fields } = compose({}, aBody(), { config: aConfig({ tracking }), recipient });
    expect([fields['o:tracking'], fields['o:tracking-opens'], fields['o:tracking-clicks']]).toEqual(want);
  });
});

describe('tags', () => {
  test.each([
    { what: 'the category comes first', tags: ['spring'], want: ['appointment', 'spring'] },
    { what: 'at most three', tags: ['a', 'b', 'c', 'd'], want: ['appointment', 'a', 'b'] },
    {
      what: 'in lower case, each once',
      tags: ['Spring', 'SPRING', 'spring'],
      want: ['appointment', 'spring'],
    },
    { what: 'ASCII alone', tags: ['frühling', '春', 'spring'], want: ['appointment', 'spring'] },
    { what: 'no space at the ends', tags: [' a', 'b ', 'c d'], want: ['appointment', 'c d'] },
    { what: 'the category is not told twice', tags: ['Appointment', 'x'], want: ['appointment', 'x'] },
  ])('$what', ({ tags, want }) => {
    expect(compose({ tags }).fields['o:tag']).toEqual(want);
  });

  test('those that overflowed to the body are sent too', () => {
    const body = aBody({ overflow: { tags: ['spring'] } });
    expect(compose({ overflow: true }, body).fields['o:tag']).toEqual(['appointment', 'spring']);
  });
});

describe('where an e-mail goes', () => {
  const redirecting = aConfig({ sending: { mode: 'redirect', redirect_to: 'inbox@example.org' } });

  test('in mode redirect to the one mailbox, and a header says to whom it would have gone', () => {
    const { fields } = compose({}, aBody(), { config: redirecting, mode: 'redirect' });
    expect(fields.to).toBe('"Ada Lovelace" <inbox@example.org>');
    expect(fields['h:X-Original-To']).toBe('ada@example.com');
  });

  test.each(['live', 'allowlist'] as const)('in mode %s to its recipient', (mode) => {
    const { fields } = compose({}, aBody(), { config: redirecting, mode });
    expect(fields.to).toBe('"Ada Lovelace" <ada@example.com>');
    expect(fields).not.toHaveProperty('h:X-Original-To');
  });

  test('in mode redirect the unsubscribe link is still that of its recipient', () => {
    const header = compose({ category: 'marketing' }, aBody(), { config: redirecting, mode: 'redirect' })
      .fields['h:List-Unsubscribe'];
    const payload = Buffer.from(header?.split('/u/')[1]?.split('.')[0] ?? '', 'base64url').toString();
    expect(payload).toContain('"email":"ada@example.com"');
  });
});

describe('the domain that mail leaves from', () => {
  const two = aConfig({ mailgun: { marketing_domain: 'news.example.com' } });

  test.each(categories.map((category) => ({ category })))(
    '$category: marketing alone has a domain of its own',
    ({ category }) => {
      const want = category === 'marketing' ? 'news.example.com' : 'mg.example.com';
      expect(sendingDomain(category, two)).toBe(want);
      const mail = compose({ category }, aBody(), { config: two });
      expect(mail.domain).toBe(want);
      expect(mail.fields['h:Message-Id']).toBe(`<${MESSAGE_ID}.0@${want}>`);
    },
  );

  test('without one, marketing leaves from the same domain', () => {
    expect(sendingDomain('marketing', aConfig())).toBe('mg.example.com');
  });
});
