import * as z from 'zod';
import type { Fault } from '../../platform/errors.ts';
import {
  emailAddressSchema,
  idSchema,
  instantSchema,
  jsonValueSchema,
  localeSchema,
  timezoneSchema,
} from '../../platform/fields.ts';
import { isBlank, isOneLine, oneLinePattern } from '../../platform/one-line.ts';
import { categorySchema } from '../../contract/category.ts';
import type { TemplateVersion } from '../../rendering/template.ts';
import type { CalendarPart } from '../message/body.ts';

/** Whether it has characters, and none of them is seen. */
const looksEmpty = (text: string): boolean => text !== '' && isBlank(text);

const headerText = (maxLength: number) =>
  z
    .string()
    .max(maxLength, { error: `Must have at most ${maxLength} characters.` })
    .refine(isOneLine, {
      error: 'Must not have line breaks, control characters or marks that turn the direction of text.',
      params: { code: 'header_injection' },
    })
    .meta({ pattern: oneLinePattern });

const visible = { error: 'Must have something to read.', params: { code: 'blank' } };

/** What a mail program may save it as. */
const fileName = headerText(255)
  .min(1)
  .refine((name) => !/[/\\:*?"<>|]/.test(name) && !/^\.+$/.test(name) && !looksEmpty(name), {
    error: 'Must be a name without a path, and without any of / \\ : * ? " < > |.',
    params: { code: 'invalid_filename' },
  });

const mediaType = /^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=("[^"\\]*"|[\w.+-]+))*$/;

const attachmentSchema = z
  .strictObject({
    filename: fileName.describe('The name that the reader sees, with its ending.'),
    contentType: headerText(127)
      .regex(mediaType, {
        error: 'Must be a media type, such as application/pdf.',
      })
      .meta({ pattern: mediaType.source })
      .describe('A media type, such as `application/pdf`.'),
    content: z.base64({ error: 'Must be base64.' }).min(1).describe('The file in base64.'),
  })
  .meta({ id: 'Attachment', description: 'A file that goes with an e-mail.' });

const toSchema = z
  .strictObject({
    email: emailAddressSchema.describe('The one address that it goes to.'),
    name: headerText(200)
      .optional()
      .describe(
        'Stands beside the address in `To:`, and greets; left out where it reads as an address, or has more than 60 characters.',
      ),
  })
  .meta({ id: 'EmailTo', description: 'Whom an e-mail goes to.' });

const fromSchema = z
  .strictObject({
    name: headerText(200).optional().describe('That of app.yaml when left out.'),
    email: emailAddressSchema
      .optional()
      .describe('That of app.yaml, or one of `allowed_from` there; the first when left out.'),
  })
  .meta({ id: 'EmailFrom', description: 'Whom an e-mail comes from.' });

export const requestFields = {
  to: toSchema.describe('One recipient: an e-mail has no cc or bcc, as it holds personal links.'),
  template: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('The name of a template; without it give `subject`, `category`, and `html` or `text`.'),
  data: z
    .record(z.string(), jsonValueSchema)
    .optional()
    .describe('Values for the variables of the template; each has its default when left out.'),
  subject: headerText(500)
    .min(1)
    .refine((subject) => !looksEmpty(subject), visible)
    .optional()
    .describe('Only without a template.'),
  html: z
    .string()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('The HTML part, sent as it is; only without a template.'),
  text: z
    .string()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('The text part; made from `html` when left out. Only without a template.'),
  category: categorySchema
    .optional()
    .describe('What it is for; a template has its own, which this may repeat and not change.'),
  from: fromSchema.optional().describe('The sender of app.yaml when left out.'),
  replyTo: emailAddressSchema.optional().describe('Where answers go; `reply_to` of app.yaml when left out.'),
  locale: localeSchema
    .optional()
    .describe('Language of the e-mail, in BCP 47 such as `de-AT`; that of the recipient when left out.'),
  timezone: timezoneSchema
    .optional()
    .describe('IANA zone in which times are written; that of the recipient when left out.'),
  sendAt: instantSchema
    .optional()
    .describe('When it is to leave, up to a year ahead; at once when left out.'),
  expiresAt: instantSchema
    .optional()
    .describe('After this it is not sent any more, and ends `skipped` with the reason `expired`.'),
  attachments: z
    .array(attachmentSchema)
    .max(20)
    .optional()
    .describe('Files to attach: up to 20, with 3,000,000 bytes together once decoded.'),
  tags: z
    .array(headerText(128).min(1))
    .max(10, { error: 'At most 10 tags.' })
    .optional()
    .describe('Words to find, count and cancel e-mails by.'),
  metadata: z
    .record(z.string().min(1).max(128), jsonValueSchema)
    .optional()
    .describe('Your own data, which stays with the e-mail and its events; up to 2048 bytes as JSON.'),
  sessionId: idSchema.optional().describe('Your id of the session that it belongs to.'),
  conversationId: idSchema.optional().describe('Your id of the conversation that it belongs to.'),
  appointmentId: idSchema.optional().describe('Your id of the appointment that it belongs to.'),
  leadId: idSchema.optional().describe('Your id of the lead that it belongs to.'),
};

/** What a caller or a feature asks for: one e-mail to one recipient. check-request.ts has what no schema can say. */
export const messageRequestSchema = z.strictObject(requestFields).meta({
  id: 'EmailRequest',
  description: 'One e-mail to one recipient, from a template with its data or with content of its own.',
});

/** What is asked for; only features of ours bring an entry for the calendar, which the API takes from nobody. */
export type MessageRequest = z.infer<typeof messageRequestSchema> & { calendar?: CalendarPart | undefined };
/** The fields of a request that are right on their own. */
export type PartialRequest = Partial<MessageRequest>;

/** A request as it was read: whole, or what is right on its own and what is wrong with the rest. */
export type ReadRequest = {
  /** Of what was asked for, to tell a repeated Idempotency-Key from a reused one. */
  hash: string;
} & (
  | { ok: true; request: MessageRequest }
  | { ok: false; fields: PartialRequest; named: ReadonlySet<string>; faults: readonly Fault[] }
);

/** A request that is right, the version that it pins, and the subject that its data give. */
export interface CheckedRequest {
  request: MessageRequest;
  template: TemplateVersion | undefined;
  subject: string;
}
