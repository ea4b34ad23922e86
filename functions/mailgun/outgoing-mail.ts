/** A mail as mailgun.js takes it. */
export interface OutgoingMail {
  domain: string;
  messageId: string;
  fields: MailgunFields;
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
