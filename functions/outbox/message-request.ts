import * as z from 'zod';
import {
  emailAddressSchema,
  idSchema,
  instantSchema,
  localeSchema,
  timezoneSchema,
} from '../platform/fields.ts';
import { isBlank, isOneLine } from '../platform/one-line.ts';
import { categories } from '../preferences/categories.ts';
import type { TemplateVersion } from '../templates/template.ts';

/** Whether it has characters, and none of them is seen. */
const looksEmpty = (text: string): boolean => text !== '' && isBlank(text);

const headerText = (maxLength: number) =>
  z
    .string()
    .max(maxLength, { error: `Must have at most ${maxLength} characters.` })
    .refine(isOneLine, {
      error: 'Must not have line breaks, control characters or marks that turn the direction of text.',
      params: { code: 'header_injection' },
    });

const visible = { error: 'Must have something to read.', params: { code: 'blank' } };

/** What a mail program may save it as. */
const fileName = headerText(255)
  .min(1)
  .refine((name) => !/[/\\:*?"<>|]/.test(name) && !/^\.+$/.test(name) && !looksEmpty(name), {
    error: 'Must be a name without a path, and without any of / \\ : * ? " < > |.',
    params: { code: 'invalid_filename' },
  });

const attachmentSchema = z.strictObject({
  filename: fileName,
  contentType: headerText(127).regex(/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=("[^"\\]*"|[\w.+-]+))*$/, {
    error: 'Must be a media type, such as application/pdf.',
  }),
  content: z.base64({ error: 'Must be base64.' }).min(1),
});

export const requestFields = {
  to: z.strictObject({ email: emailAddressSchema, name: headerText(200).optional() }),
  template: z.string().min(1).max(100).optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  subject: headerText(500)
    .min(1)
    .refine((subject) => !looksEmpty(subject), visible)
    .optional(),
  html: z.string().min(1).max(1_000_000).optional(),
  text: z.string().min(1).max(1_000_000).optional(),
  category: z.enum(categories).optional(),
  from: z.strictObject({ name: headerText(200).optional(), email: emailAddressSchema.optional() }).optional(),
  replyTo: emailAddressSchema.optional(),
  locale: localeSchema.optional(),
  timezone: timezoneSchema.optional(),
  sendAt: instantSchema.optional(),
  expiresAt: instantSchema.optional(),
  attachments: z.array(attachmentSchema).max(20).optional(),
  tags: z.array(headerText(128).min(1)).max(10, { error: 'At most 10 tags.' }).optional(),
  metadata: z.record(z.string().min(1).max(128), z.unknown()).optional(),
  sessionId: idSchema.optional(),
  conversationId: idSchema.optional(),
  appointmentId: idSchema.optional(),
  leadId: idSchema.optional(),
};

/** What a caller or a feature asks for: one e-mail to one recipient. check-request.ts has what no schema can say. */
export const messageRequestSchema = z.strictObject(requestFields);

export type MessageRequest = z.infer<typeof messageRequestSchema>;

/** A request that is right, the version that it pins, and the subject that its data give. */
export interface CheckedRequest {
  request: MessageRequest;
  template: TemplateVersion | undefined;
  subject: string;
}
