import { describe, expect, test } from 'vitest';
import { checkRequest } from '../../functions/outbox/accept/check-request.ts';
import { readRequest } from '../../functions/outbox/accept/read-request.ts';
import { accepted, attachment, config, faultsOf } from './check-request-fixture.ts';
import { aRequest, aTemplateRequest, NOW } from './messages.ts';

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
    {
      what: 'a subject of control characters alone',
      content: aTemplateRequest({ data: { title: '\u0007', body: 'y' } }),
      want: ['/data empty_subject'],
    },
  ])('$what: $want', ({ content, want }) => {
    expect(faultsOf(content)).toEqual(want);
  });
});

describe('senders', () => {
  test('one that app.yaml does not list is refused, and the caller is told where to add it', () => {
    const checked = checkRequest(readRequest(aRequest({ from: { email: 'ceo@example.com' } })), {
      config,
      now: NOW,
      template: undefined,
      recipient: undefined,
    });
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

test('HTML that would take long to make a text part of is refused', () => {
  expect(faultsOf(aRequest({ text: undefined, html: '<b>'.repeat(333_000) }))).toEqual([
    '/html template_limit',
  ]);
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
