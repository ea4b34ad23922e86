import { describe, expect, test } from 'vitest';
import { checkRequest } from '../../functions/outbox/check-request.ts';
import type { MessageRequest } from '../../functions/outbox/message-request.ts';
import { aConfig, aRequest, aTemplateRequest, DAY, NOW } from './messages.ts';

const config = aConfig({ sending: { allowed_from: ['Events@Example.com'] } });

/** Faults as `pointer code`, in the order they are told. */
const faultsOf = (content: unknown): string[] => {
  const checked = checkRequest(content, config, NOW);
  return checked.ok ? [] : checked.faults.map(({ pointer, code }) => `${pointer} ${code}`);
};

const accepted = (content: unknown): MessageRequest => {
  const checked = checkRequest(content, config, NOW);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  return checked.request;
};

const attachment = (bytes: number, different: Record<string, unknown> = {}) => ({
  filename: 'offer.pdf',
  contentType: 'application/pdf',
  content: Buffer.alloc(bytes, 7).toString('base64'),
  ...different,
});

describe('a good request', () => {
  test('with content of its own is taken as it is', () => {
    expect(accepted(aRequest())).toEqual({
      to: { email: 'ada@example.com' },
      subject: 'Your export is ready',
      text: 'Fetch it within seven days.',
      category: 'system',
    });
  });

  test('may use every field', () => {
    const everything = aTemplateRequest({
      to: { email: 'ada@example.com', name: 'Ada Lovelace' },
      category: 'system',
      from: { name: 'Events', email: 'events@example.com' },
      replyTo: 'events@example.com',
      locale: 'de-AT',
      timezone: 'Europe/Vienna',
      sendAt: '2026-03-03T10:00:00+01:00',
      expiresAt: '2026-03-04T10:00:00Z',
      attachments: [attachment(10)],
      tags: ['spring'],
      metadata: { order: { id: 7, paid: true, notes: [null, 'a'] } },
      sessionId: 's-1',
      conversationId: 'c-1',
      appointmentId: 'a-1',
      leadId: 'l-1',
    });
    expect(accepted(everything)).toEqual({
      ...everything,
      sendAt: Date.parse('2026-03-03T09:00:00Z'),
      expiresAt: Date.parse('2026-03-04T10:00:00Z'),
    });
  });

  test.each([
    { what: 'only html', different: { text: undefined, html: '<p>Hello</p>' } },
    { what: 'attachments of 3,000,000 bytes', different: { attachments: [attachment(3_000_000)] } },
    {
      what: 'attachments of 3,000,000 bytes in two parts with padding',
      different: { attachments: [attachment(1_000_000), attachment(2_000_000)] },
    },
    { what: 'metadata of 2,048 bytes', different: { metadata: { a: 'x'.repeat(2040) } } },
    { what: 'ten tags', different: { tags: Array.from({ length: 10 }, (_, i) => `tag ${i}`) } },
    { what: 'sendAt of this very moment', different: { sendAt: '2026-03-02T09:00:00Z' } },
    { what: 'the sender of app.yaml', different: { from: { email: 'SALES@example.com' } } },
    { what: 'an allowed sender', different: { from: { email: 'events@example.com' } } },
    { what: 'a sender’s name alone', different: { from: { name: 'Grace' } } },
    {
      what: 'a media type with a parameter',
      different: { attachments: [attachment(1, { contentType: 'text/plain; charset=utf-8' })] },
    },
  ])('may have $what', ({ different }) => {
    expect(faultsOf(JSON.parse(JSON.stringify(aRequest(different))))).toEqual([]);
  });
});

describe('addresses', () => {
  test.each([
    { given: 'ada@example.com', want: 'ada@example.com' },
    { given: 'Ada.Lovelace+news@Example.COM', want: 'Ada.Lovelace+news@example.com' },
    { given: 'ada@bücher.example', want: 'ada@xn--bcher-kva.example' },
    { given: 'ada@BÜCHER.example', want: 'ada@xn--bcher-kva.example' },
    { given: "o'hara@mail.example.co.uk", want: "o'hara@mail.example.co.uk" },
  ])('$given is kept as $want', ({ given, want }) => {
    expect(accepted(aRequest({ to: { email: given } })).to.email).toBe(want);
  });

  test.each([
    '',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada@exa mple.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@127.0.0.1',
    'ada@[127.0.0.1]',
    '.ada@example.com',
    'ada.@example.com',
    'a da@example.com',
    'grüße@example.com',
    '"ada"@example.com',
    'Ada <ada@example.com>',
    'ada@example.com,bob@example.com',
    'ada@example.com ',
    'ada@example.com\r\nBcc: bob@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(64)}.com`,
    `ada@${'abcdefghi.'.repeat(26)}com`,
  ])('%j is no address', (email) => {
    expect(faultsOf(aRequest({ to: { email } }))).toEqual(['/to/email invalid_address']);
  });

  test('replyTo and from are checked like the recipient', () => {
    expect(faultsOf(aRequest({ replyTo: 'nobody', from: { email: 'nobody' } }))).toEqual([
      '/from/email invalid_address',
      '/replyTo invalid_address',
    ]);
  });
});

describe('faults of single fields', () => {
  test.each([
    {
      what: 'a field that does not exist',
      different: { cc: 'bob@example.com' },
      want: ['/cc unknown_field'],
    },
    {
      what: 'fields within fields that do not exist',
      different: { to: { email: 'ada@example.com', 'na/me~': 'x' } },
      want: ['/to/na~1me~0 unknown_field'],
    },
    { what: 'no recipient', different: { to: undefined }, want: ['/to missing'] },
    { what: 'a recipient as a text', different: { to: 'ada@example.com' }, want: ['/to invalid_type'] },
    { what: 'an address left out', different: { to: { name: 'Ada' } }, want: ['/to/email missing'] },
    {
      what: 'a line break in the subject',
      different: { subject: 'Hello\r\nBcc: bob@example.com' },
      want: ['/subject header_injection'],
    },
    {
      what: 'a lone line feed in the subject',
      different: { subject: 'a\nb' },
      want: ['/subject header_injection'],
    },
    { what: 'a NUL in the subject', different: { subject: 'a\u0000b' }, want: ['/subject header_injection'] },
    {
      what: 'a line break in the recipient’s name',
      different: { to: { email: 'ada@example.com', name: 'Ada\r\nX: y' } },
      want: ['/to/name header_injection'],
    },
    {
      what: 'a line break in the sender’s name',
      different: { from: { name: 'Sales\nX: y' } },
      want: ['/from/name header_injection'],
    },
    {
      what: 'a line break in a tag',
      different: { tags: ['ok', 'a\rb'] },
      want: ['/tags/1 header_injection'],
    },
    {
      what: 'a line break in a file name',
      different: { attachments: [attachment(1, { filename: 'a\r\nb.pdf' })] },
      want: ['/attachments/0/filename header_injection'],
    },
    {
      what: 'a subject of 501 characters',
      different: { subject: 'x'.repeat(501) },
      want: ['/subject too_big'],
    },
    { what: 'an empty subject', different: { subject: '' }, want: ['/subject too_small'] },
    { what: 'an empty text', different: { text: '' }, want: ['/text too_small'] },
    {
      what: 'a category that does not exist',
      different: { category: 'news' },
      want: ['/category invalid_value'],
    },
    {
      what: 'eleven tags',
      different: { tags: Array.from({ length: 11 }, () => 'a') },
      want: ['/tags too_big'],
    },
    { what: 'an empty tag', different: { tags: [''] }, want: ['/tags/0 too_small'] },
    { what: 'tags that are no list', different: { tags: 'a' }, want: ['/tags invalid_type'] },
    { what: 'metadata that are no object', different: { metadata: ['a'] }, want: ['/metadata invalid_type'] },
    {
      what: 'metadata of 2,049 bytes',
      different: { metadata: { a: 'x'.repeat(2041) } },
      want: ['/metadata too_big'],
    },
    {
      what: 'metadata that are too large in UTF-8 alone',
      different: { metadata: { a: 'é'.repeat(1021) } },
      want: ['/metadata too_big'],
    },
    {
      what: 'an attachment of 3,000,001 bytes',
      different: { attachments: [attachment(3_000_001)] },
      want: ['/attachments too_big'],
    },
    {
      what: 'attachments of 3,000,001 bytes together',
      different: { attachments: [attachment(1), attachment(3_000_000)] },
      want: ['/attachments too_big'],
    },
    {
      what: 'an attachment that is not base64',
      different: { attachments: [attachment(1, { content: 'not base64!' })] },
      want: ['/attachments/0/content invalid_format'],
    },
    {
      what: 'an attachment without a name',
      different: { attachments: [attachment(1, { filename: '' })] },
      want: ['/attachments/0/filename too_small'],
    },
    {
      what: 'an attachment without a media type',
      different: { attachments: [attachment(1, { contentType: 'pdf' })] },
      want: ['/attachments/0/contentType invalid_format'],
    },
    { what: 'a locale that is none', different: { locale: 'de_AT' }, want: ['/locale invalid_locale'] },
    {
      what: 'a time zone that is none',
      different: { timezone: 'Mars/Base' },
      want: ['/timezone invalid_timezone'],
    },
    { what: 'an empty id', different: { leadId: '' }, want: ['/leadId too_small'] },
  ])('$what: $want', ({ different, want }) => {
    expect(faultsOf(JSON.parse(JSON.stringify(aRequest(different))))).toEqual(want);
  });

  test.each([
    { what: 'a text', content: 'hello' },
    { what: 'a list', content: [] },
    { what: 'null', content: null },
    { what: 'a number', content: 7 },
  ])('a request that is $what is told so', ({ content }) => {
    expect(faultsOf(content)[0]).toBe(' invalid_type');
  });
});

describe('times', () => {
  test.each([
    {
      what: 'sendAt without an offset',
      different: { sendAt: '2026-03-03T09:00:00' },
      want: ['/sendAt invalid_format'],
    },
    { what: 'sendAt as a date', different: { sendAt: '2026-03-03' }, want: ['/sendAt invalid_format'] },
    {
      what: 'sendAt on a day that does not exist',
      different: { sendAt: '2026-02-30T09:00:00Z' },
      want: ['/sendAt invalid_format'],
    },
    { what: 'sendAt as a number', different: { sendAt: NOW + DAY }, want: ['/sendAt invalid_type'] },
    {
      what: 'sendAt a millisecond ago',
      different: { sendAt: '2026-03-02T08:59:59.999Z' },
      want: ['/sendAt in_the_past'],
    },
    {
      what: 'sendAt more than a year ahead',
      different: { sendAt: '2027-03-03T09:00:00.001Z' },
      want: ['/sendAt too_far_ahead'],
    },
    {
      what: 'expiresAt in the past',
      different: { expiresAt: '2026-03-02T08:00:00Z' },
      want: ['/expiresAt in_the_past'],
    },
    {
      what: 'expiresAt now',
      different: { expiresAt: '2026-03-02T09:00:00Z' },
      want: ['/expiresAt in_the_past'],
    },
    {
      what: 'expiresAt before sendAt',
      different: { sendAt: '2026-03-04T09:00:00Z', expiresAt: '2026-03-03T09:00:00Z' },
      want: ['/expiresAt in_the_past'],
    },
    {
      what: 'expiresAt when it is sent',
      different: { sendAt: '2026-03-04T09:00:00Z', expiresAt: '2026-03-04T10:00:00+01:00' },
      want: ['/expiresAt in_the_past'],
    },
  ])('$what: $want', ({ different, want }) => {
    expect(faultsOf(aRequest(different))).toEqual(want);
  });
});

describe('template or content of its own', () => {
  test.each([
    {
      what: 'neither',
      content: { to: { email: 'ada@example.com' } },
      want: ['/subject missing', '/html missing', '/category missing'],
    },
    {
      what: 'both',
      content: aTemplateRequest({ subject: 'Hello', html: '<p>x</p>', text: 'x' }),
      want: ['/subject contradiction', '/html contradiction', '/text contradiction'],
    },
    {
      what: 'data without a template',
      content: aRequest({ data: { title: 'x' } }),
      want: ['/data contradiction'],
    },
    {
      what: 'a template that does not exist',
      content: aTemplateRequest({ template: 'nope' }),
      want: ['/template unknown_template'],
    },
    {
      what: 'a category that is not the template’s',
      content: aTemplateRequest({ category: 'marketing' }),
      want: ['/category contradiction'],
    },
    { what: 'the template’s own category', content: aTemplateRequest({ category: 'system' }), want: [] },
    {
      what: 'no data',
      content: aTemplateRequest({ data: {} }),
      want: ['/data/title missing', '/data/body missing'],
    },
    {
      what: 'data that the template has no place for',
      content: aTemplateRequest({ data: { title: 'x', body: 'y', colour: 'red' } }),
      want: ['/data/colour unknown_field'],
    },
    {
      what: 'data of the wrong type, too long, and a link that is not https',
      content: aTemplateRequest({
        data: { title: 'x'.repeat(201), body: 7, actionUrl: 'javascript:alert(1)' },
      }),
      want: ['/data/title too_big', '/data/body invalid_type', '/data/actionUrl invalid_format'],
    },
  ])('$what: $want', ({ content, want }) => {
    expect(faultsOf(content)).toEqual(want);
  });
});

describe('senders', () => {
  test('one that app.yaml does not list is refused, and the caller is told where to add it', () => {
    const checked = checkRequest(aRequest({ from: { email: 'ceo@example.com' } }), config, NOW);
    expect(checked).toEqual({
      ok: false,
      faults: [
        {
          pointer: '/from/email',
          code: 'from_not_allowed',
          detail: 'This sender is not allowed; add it to email.sending.allowed_from in app.yaml.',
        },
      ],
    });
  });
});

describe('several faults', () => {
  test('are told at once: of fields, between fields, and with template, clock and configuration', () => {
    const content = {
      to: { email: 'nobody' },
      template: 'system_notification',
      subject: 'Hello',
      data: { title: 'x' },
      category: 'marketing',
      from: { email: 'ceo@example.com' },
      sendAt: '2026-03-01T09:00:00Z',
      expiresAt: 'tomorrow',
      tags: ['a\nb'],
      metadata: { a: 'x'.repeat(3000) },
      bcc: 'bob@example.com',
    };
    expect(new Set(faultsOf(content))).toEqual(
      new Set([
        '/to/email invalid_address',
        '/expiresAt invalid_format',
        '/tags/0 header_injection',
        '/bcc unknown_field',
        '/subject contradiction',
        '/category contradiction',
        '/data/body missing',
        '/metadata too_big',
        '/sendAt in_the_past',
        '/from/email from_not_allowed',
      ]),
    );
  });

  test('a field that is there but wrong is not called missing as well', () => {
    expect(faultsOf(aRequest({ subject: 7, category: 'news', text: '' }))).toEqual([
      '/subject invalid_type',
      '/text too_small',
      '/category invalid_value',
    ]);
  });
});
