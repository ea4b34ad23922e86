import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { OutgoingMail } from './outgoing-mail.ts';

/** The name of the calendar's file, which mail programs offer to save it as. */
const CALENDAR_FILE = 'invite.ics';

/**
 * A mail with an entry for the calendar as MIME: `mixed(alternative(text, html, text/calendar; method=…), application/ics)`,
 * the form that Google and Outlook send (RFC 6047 §2.4; Outlook looks in the first child of `mixed` alone, MS-STANOICAL
 * V0341). `date` is epoch milliseconds. Headers stand in the message and nowhere else, or they would come twice.
 */
export const mimeMessage = async (
  { from, to, messageId, fields }: OutgoingMail,
  calendar: { method: string; content: string },
  date: number,
): Promise<Buffer> => {
  const composer = new MailComposer({
    from: { name: from.name ?? '', address: from.email },
    // As an object: a comma in a name would make two recipients of a text.
    to: { name: to.name ?? '', address: to.email },
    subject: fields.subject,
    text: fields.text,
    ...(fields.html !== undefined && { html: fields.html }),
    messageId,
    date: new Date(date),
    headers: headersOf(fields),
    icalEvent: { method: calendar.method, filename: CALENDAR_FILE, content: calendar.content },
    attachments: (fields.attachment ?? []).map(({ filename, contentType, data }) => ({
      filename,
      contentType,
      content: data,
    })),
    disableFileAccess: true,
    disableUrlAccess: true,
    // Lines of a message end with CRLF (RFC 5322 §2.3), those of its texts as well.
    newline: 'windows',
  });
  return composer.compile().build();
};

/** What the form names `h:…`; the Message-Id has a place of its own. */
const headersOf = (fields: OutgoingMail['fields']): { key: string; value: string }[] =>
  Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith('h:') && name !== 'h:Message-Id' && typeof value === 'string'
      ? [{ key: name.slice(2), value }]
      : [],
  );

/** Options and variables of Mailgun, which stand beside the message. */
export const optionsOf = ({
  'o:tag': tags,
  ...fields
}: OutgoingMail['fields']): Record<string, string | string[]> => ({
  'o:tag': tags,
  ...Object.fromEntries(
    Object.entries(fields).filter(
      (field): field is [string, string] => /^[ov]:/.test(field[0]) && typeof field[1] === 'string',
    ),
  ),
});
