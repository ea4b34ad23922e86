import type { Mailbox } from '../platform/address.ts';

/** A mail as mailgun.js takes it. */
export interface OutgoingMail {
  domain: string;
  /** The header, with its angle brackets. */
  messageId: string;
  from: Mailbox;
  to: Mailbox;
  fields: MailgunFields;
  /** With an entry for the calendar a mail travels as MIME: Mailgun's form has no place for one. */
  calendar?: { method: string; content: string } | undefined;
}

export interface MailgunFields {
  from: string;
  to: string;
  subject: string;
  html?: string;
  text: string;
  attachment?: AttachmentBytes[];
  'o:tag': string[];
  [option: `o:tracking${string}` | `h:${string}` | `v:${string}`]: string;
}

export interface AttachmentBytes {
  filename: string;
  contentType: string;
  data: Buffer;
}
