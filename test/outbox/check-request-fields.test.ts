import { describe, expect, test } from 'vitest';
import { accepted, attachment, faultsOf } from './check-request-fixture.ts';
import { aRequest, DAY, NOW } from './messages.ts';

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
