import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';
import { mimeMessage, optionsOf } from '../../functions/mailgun/mime-message.ts';
import type { OutgoingMail } from '../../functions/mailgun/outgoing-mail.ts';

const AT = Date.parse('2027-03-01T09:00:00Z');
const content = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'SUMMARY:Grüße\\, Ada – 日本語 🎉',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');
const calendar = { method: 'REQUEST', content };

const aMail = (
  different: Partial<OutgoingMail> = {},
  fields: Partial<OutgoingMail['fields']> = {},
): OutgoingMail => ({
  domain: 'mg.example.com',
  messageId: '<msg_1.0@mg.example.com>',
  from: { email: 'sales@example.com', name: 'Grace Hopper' },
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  calendar,
  ...different,
  fields: {
    from: 'is in the message',
    to: 'is in the message',
    subject: 'Confirmed: Demo',
    html: '<p>See you.</p>',
    text: 'See you.',
    'o:tag': ['appointment', 'spring'],
    'o:tracking': 'yes',
    'h:Message-Id': '<msg_1.0@mg.example.com>',
    'h:Reply-To': 'grace@example.com',
    'h:Auto-Submitted': 'auto-generated',
    'v:messageId': 'msg_1',
    ...fields,
  },
});

const built = async (mail = aMail()) => {
  const bytes = await mimeMessage(mail, mail.calendar ?? calendar, AT);
  return { raw: bytes.toString('utf8'), parsed: await simpleParser(bytes, { skipTextToHtml: true }) };
};
/** The media types of a message in their order, as they lie in one another. */
const typesOf = (raw: string): string[] =>
  [...raw.matchAll(/^content-type: ([^;\r\n]+)/gim)].map(([, type]) => type ?? '');

describe('A mail with an entry for the calendar', () => {
  test('has text, HTML and calendar as alternatives, and the calendar as a file', async () => {
    const { raw } = await built();
    expect(typesOf(raw)).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'text/calendar',
      'application/ics',
    ]);
    expect(raw).toMatch(/text\/calendar; charset=utf-8; method=REQUEST/);
    expect(raw).toMatch(/filename=invite\.ics/);
  });

  test('carries both calendar parts byte for byte as they were made', async () => {
    const { parsed } = await built();
    const parts = parsed.attachments.map(({ content: bytes }) => bytes.toString('utf8'));
    expect(parts).toEqual([content, content]);
  });

  test('ends each line with CRLF, also those of its texts', async () => {
    const { raw } = await built(
      aMail({}, { text: 'See you.\nSoon.', html: '<p>See you.</p>\n<p>Soon.</p>\n' }),
    );
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('keeps other files beside them', async () => {
    const file = { filename: 'Präsentation.pdf', contentType: 'application/pdf', data: Buffer.from('%PDF') };
    const { parsed } = await built(aMail({}, { attachment: [file] }));
    expect(parsed.attachments.map(({ filename, contentType }) => [filename, contentType])).toContainEqual([
      'Präsentation.pdf',
      'application/pdf',
    ]);
    expect(parsed.attachments).toHaveLength(3);
  });

  test('has its headers in the message, each once, and its moment for a date', async () => {
    const { raw, parsed } = await built();
    const [head = ''] = raw.split('\r\n\r\n');
    const named = (name: string) => head.match(new RegExp(`^${name}:`, 'gim')) ?? [];
    for (const name of ['Message-ID', 'From', 'To', 'Subject', 'Date', 'Reply-To', 'Auto-Submitted']) {
      expect(named(name), name).toHaveLength(1);
    }
    expect(parsed.messageId).toBe('<msg_1.0@mg.example.com>');
    expect(parsed.date?.getTime()).toBe(AT);
    expect(parsed.replyTo?.text).toBe('grace@example.com');
    expect(parsed.subject).toBe('Confirmed: Demo');
  });

  test('goes to one recipient, whatever their name holds', async () => {
    const name = 'Lovelace, Ada <eve@example.com>\r\nBcc: eve@example.com';
    const { raw, parsed } = await built(aMail({ to: { email: 'ada@example.com', name } }));
    expect([parsed.to].flat().flatMap((to) => to?.value.map(({ address }) => address))).toEqual([
      'ada@example.com',
    ]);
    expect(raw).not.toMatch(/^bcc:/im);
  });

  test('gets no header by a subject or a reply address with line breaks', async () => {
    const { raw } = await built(
      aMail({}, { subject: 'Demo\r\nBcc: eve@example.com', 'h:Reply-To': 'a@example.com\r\nX-Evil: yes' }),
    );
    expect(raw).not.toMatch(/^(bcc|x-evil):/im);
  });

  test('leaves Mailgun’s options and variables beside the message, and headers out of them', () => {
    expect(optionsOf(aMail().fields)).toEqual({
      'o:tag': ['appointment', 'spring'],
      'o:tracking': 'yes',
      'v:messageId': 'msg_1',
    });
  });

  test('without HTML has two alternatives of words', async () => {
    const mail = aMail();
    delete mail.fields.html;
    const { raw } = await built(mail);
    expect(typesOf(raw)).not.toContain('text/html');
    expect(typesOf(raw)).toContain('text/calendar');
  });
});
