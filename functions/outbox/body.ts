import * as z from 'zod';
import { jsonValueSchema } from '../platform/fields.ts';
import { storedZoneSchema } from '../platform/stored-zone.ts';

const attachmentSchema = z.object({
  filename: z.string(),
  contentType: z.string(),
  size: z.number(),
  /** Where its bytes are in the bucket. */
  objectKey: z.string(),
});
export type StoredAttachment = z.infer<typeof attachmentSchema>;

export const contentSchema = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('inline'),
        subject: z.string(),
        html: z.string().optional(),
        text: z.string().optional(),
      })
      .meta({ id: 'InlineContent', description: 'Content that was given with the e-mail.' }),
    z
      .object({
        kind: z.literal('template'),
        template: z.string(),
        version: z.number(),
        data: z.record(z.string(), jsonValueSchema),
      })
      .meta({ id: 'TemplateContent', description: 'A template with the data that it was filled with.' }),
  ])
  .meta({ id: 'SentContent', description: 'What an e-mail was made of.' });

/** What a message says: kept apart from the message, which is written often and stays small. */
export const bodySchema = z.object({
  content: contentSchema,
  from: z.object({ email: z.string().optional(), name: z.string().optional() }).optional(),
  replyTo: z.string().optional(),
  locale: z.string().optional(),
  timezone: storedZoneSchema,
  attachments: z.array(attachmentSchema).optional(),
  /** What would make the message's own item too large. */
  overflow: z
    .object({
      subject: z.string().optional(),
      tags: z.array(z.string()).optional(),
      metadata: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});
export type MessageBody = z.infer<typeof bodySchema>;
