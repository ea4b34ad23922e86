import * as z from 'zod';
import { jsonValueSchema } from '../platform/fields.ts';
import { categorySchema } from './category.ts';
import { reasonSchema, statusSchema } from './message-status.ts';

/** What an e-mail belongs to, and what its caller said of it. */
export const relatedFields = {
  sessionId: z.string().optional().describe('As the request named it.'),
  conversationId: z.string().optional().describe('Of the conversation that it is about.'),
  appointmentId: z.string().optional().describe('Of the appointment that it is about.'),
  leadId: z.string().optional().describe('Of the lead that it is about.'),
  metadata: z
    .record(z.string(), jsonValueSchema)
    .optional()
    .describe('What the caller gave along, as it was given.'),
};

/** What every event about an e-mail carries. */
export const emailDetailSchema = z.object({
  id: z.string().describe('Of the e-mail, as `GET /v1/emails/{id}` takes it.'),
  generation: z.int().describe('0; raised by one with every retry by hand.'),
  recipient: z.string().optional().describe('The address that it is for; none where nobody knows it.'),
  category: categorySchema.describe('What it is for.'),
  template: z.string().optional().describe('Name of its template; none where it has words of its own.'),
  status: statusSchema.describe('Where it is now.'),
  reason: reasonSchema.optional().describe('Why it failed, was skipped, or waits.'),
  ...relatedFields,
});
export type EmailDetail = z.infer<typeof emailDetailSchema>;

/** What events of facts beside the status carry. */
export const emailFactSchema = emailDetailSchema.extend({
  at: z.iso.datetime().describe('When it happened.'),
});
/** What a click tells beside. */
export const emailClickSchema = emailFactSchema.extend({
  url: z.string().optional().describe('The link that was followed.'),
});
/** Of whatever fact. */
export type EmailFact = z.infer<typeof emailClickSchema>;

/** Its ids and metadata, as they stand in events about something that came of an e-mail. */
export type Related = Readonly<
  Pick<EmailDetail, 'sessionId' | 'conversationId' | 'appointmentId' | 'leadId' | 'metadata'>
>;
