import * as z from 'zod';
import { storedZoneSchema } from '../../platform/stored-zone.ts';
import { sentContentSchema } from '../../contract/email.ts';

const attachmentSchema = z.object({
  filename: z.string(),
  contentType: z.string(),
  size: z.number(),
  /** Where its bytes are in the bucket. */
  objectKey: z.string(),
});
export type StoredAttachment = z.infer<typeof attachmentSchema>;

const calendarPartSchema = z.object({
  /** RFC 5546 §1.4; the same as in the content. */
  method: z.enum(['REQUEST', 'PUBLISH', 'CANCEL']),
  /** RFC 5545, with its line breaks. */
  content: z.string(),
});
/** An entry for the recipient's calendar. */
export type CalendarPart = z.infer<typeof calendarPartSchema>;

/** What a message says: kept apart from the message, which is written often and stays small. */
export const bodySchema = z.object({
  content: sentContentSchema,
  from: z.object({ email: z.string().optional(), name: z.string().optional() }).optional(),
  replyTo: z.string().optional(),
  locale: z.string().optional(),
  timezone: storedZoneSchema,
  attachments: z.array(attachmentSchema).optional(),
  calendar: calendarPartSchema.optional(),
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
