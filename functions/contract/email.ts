import * as z from 'zod';
import { jsonValueSchema } from '../platform/fields.ts';
import { categorySchema } from './category.ts';
import { statusSchema, reasonSchema } from './message-status.ts';

export const timelineTypes = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'deferred',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
  'replied',
  'failed',
  'skipped',
  'cancelled',
  'retried',
] as const;

const instant = z.iso.datetime();

export const timelineEntrySchema = z
  .object({
    type: z.enum(timelineTypes).meta({ id: 'TimelineType', description: 'What happened to an e-mail.' }),
    at: instant,
    reason: z.string().optional().describe('Why it ended or waits.'),
    detail: z.string().optional().describe('The same for people, such as what the mailbox answered.'),
    attempt: z.int().optional().describe('Which try it was, from 1.'),
    machine: z.boolean().optional().describe('True for opens and clicks by software; they are not counted.'),
    url: z.string().optional().describe('The link that was clicked.'),
    client: z.string().optional().describe('The mail program or browser.'),
  })
  .meta({ id: 'TimelineEntry', description: 'One thing that happened to an e-mail.' });

export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

const mailboxSchema = z
  .object({ email: z.string(), name: z.string().optional() })
  .meta({ id: 'Mailbox', description: 'An address, with a name where one is known.' });

/** A message as callers see it. Lists leave out the timeline. */
export const emailViewSchema = z
  .object({
    id: z.string(),
    status: statusSchema,
    reason: reasonSchema.optional(),
    detail: z.string().optional().describe('The reason for people; of one that waits, what for.'),
    to: mailboxSchema,
    subject: z.string(),
    category: categorySchema,
    lane: z
      .enum(['transactional', 'bulk'])
      .meta({ id: 'Lane', description: 'Which queue it takes; bulk never delays the other.' }),
    template: z.string().optional(),
    templateVersion: z.int().optional().describe('The version that it was accepted with.'),
    isTest: z.boolean().optional().describe('Sent to see what a template looks like.'),
    variant: z.string().optional(),
    messageId: z.string().describe('The Message-Id header.'),
    generation: z.int().describe('Raised by each retry by hand.'),
    attempts: z
      .int()
      .describe(
        'Tries that count: one that failed while nothing went through for anybody is no fault of this e-mail, and counts once only.',
      ),
    createdAt: instant.describe('When it was accepted.'),
    scheduledAt: instant.optional().describe('When it was asked to leave.'),
    expiresAt: instant.optional().describe('After this it is not sent any more.'),
    sentAt: instant.optional().describe('When Mailgun took it.'),
    deliveredAt: instant.optional().describe('When the mailbox took it.'),
    openedAt: instant.optional().describe('First opened by a person.'),
    clickedAt: instant.optional().describe('First clicked by a person.'),
    bouncedAt: instant.optional(),
    complainedAt: instant.optional(),
    unsubscribedAt: instant.optional(),
    opens: z.int().describe('By persons.'),
    clicks: z.int().describe('By persons.'),
    machineOpens: z.int().describe('By software, such as scanners.'),
    machineClicks: z.int().describe('By software, such as scanners.'),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), jsonValueSchema).describe('As it was given.'),
    sessionId: z.string().optional(),
    conversationId: z.string().optional(),
    appointmentId: z.string().optional(),
    leadId: z.string().optional(),
    timeline: z.array(timelineEntrySchema).optional().describe('In order; lists leave it out.'),
  })
  .meta({ id: 'Email', description: 'An e-mail and what became of it.' });

export type EmailView = z.infer<typeof emailViewSchema>;

/** What everybody may know of a message whose id they have. */
export const emailStateSchema = emailViewSchema
  .pick({ id: true, status: true, reason: true })
  .meta({ id: 'EmailState', description: 'What a key without the scope `read` is told of an e-mail.' });

export type EmailState = z.infer<typeof emailStateSchema>;

/** A message for those who may not read what others wrote. */
export const stateOf = ({ id, status, reason }: EmailView): EmailState => ({ id, status, reason });

export const sentContentSchema = z
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

export const emailContentSchema = z
  .object({
    subject: z.string(),
    html: z.string().optional(),
    text: z.string().optional(),
    from: z.string().describe('As it stands in the header.'),
    replyTo: z.string().describe('As it stands in the header.'),
    attachments: z.array(
      z
        .object({
          filename: z.string(),
          contentType: z.string(),
          size: z.int().describe('In bytes.'),
        })
        .meta({ id: 'AttachmentSummary', description: 'An attachment without its content.' }),
    ),
  })
  .meta({ id: 'EmailContent', description: 'What an e-mail says.' });
