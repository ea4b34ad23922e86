import * as z from 'zod';
import { emailAddressSchema, idParams, idSchema, instantSchema } from '../platform/fields.ts';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { categorySchema } from '../preferences/categories.ts';
import { acceptedSchema, batchAnswerSchema } from './accept-answers.ts';
import {
  acceptedExample,
  emailExample,
  emailWithTimelineExample,
  failedExample,
  inlineRequestExample,
  templateRequestExample,
} from './examples.ts';
import { messageRequestSchema } from './message-request.ts';
import { messageViewSchema, reasonSchema, statusSchema } from './message-view.ts';

const BATCH_LIMIT = 100;

/** Of all routes about single e-mails. */
export const emailsTag = { name: 'Emails', description: 'Sending e-mails, and what became of each.' };

const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe(
      'Makes a repetition safe: the same key and body give the same answer and one e-mail. Up to 255 characters; kept for 30 days at least.',
    ),
});

export const sendEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails',
  operationId: 'sendEmail',
  tag: emailsTag,
  summary: 'Send one e-mail, now or later',
  description:
    'From a template with its data, or with a subject, html and text of your own. 202 means that it is stored and will not be lost.',
  scope: 'send',
  headers: idempotencyHeaders,
  // accept checks it, since its faults depend on templates and clock as well.
  body: z.unknown(),
  documentedBody: messageRequestSchema,
  bodyExample: inlineRequestExample,
  answers: { 202: { description: 'Accepted', schema: acceptedSchema, example: acceptedExample } },
  errors: ['idempotency_key_reused'],
});

export const sendBatch = defineRoute({
  method: 'POST',
  path: '/v1/emails/batch',
  operationId: 'sendBatch',
  tag: emailsTag,
  summary: `Send up to ${BATCH_LIMIT} e-mails, each with an answer of its own`,
  description: 'Of an `Idempotency-Key` each e-mail has its own part, by its place in the list.',
  scope: 'send',
  headers: idempotencyHeaders,
  body: z.strictObject({
    emails: z
      .array(z.unknown())
      .min(1)
      .max(BATCH_LIMIT, { error: `At most ${BATCH_LIMIT} e-mails a batch.` }),
  }),
  documentedBody: z
    .strictObject({
      emails: z
        .array(messageRequestSchema)
        .min(1)
        .max(BATCH_LIMIT)
        .describe(`1 to ${BATCH_LIMIT} e-mails; a faulty one stops no other.`),
    })
    .meta({ id: 'EmailBatch' }),
  bodyExample: { emails: [inlineRequestExample, templateRequestExample] },
  answers: {
    202: {
      description: 'One answer an e-mail, in order',
      schema: batchAnswerSchema,
      example: {
        items: [
          acceptedExample,
          {
            error: {
              code: 'invalid',
              detail: '/to/email: The address must look like name@example.com.',
              errors: [
                {
                  pointer: '/to/email',
                  code: 'invalid_address',
                  detail: 'The address must look like name@example.com.',
                },
              ],
            },
          },
        ],
      },
    },
  },
  errors: [],
});

const pageSchema = pageOf(messageViewSchema, 'EmailPage');

export const listEmails = defineRoute({
  method: 'GET',
  path: '/v1/emails',
  operationId: 'listEmails',
  tag: emailsTag,
  summary: 'List e-mails, newest first',
  scope: 'read',
  query: z.strictObject({
    recipient: emailAddressSchema.optional().describe('Those to this address.'),
    status: statusSchema.optional().describe('Those in this status now.'),
    category: categorySchema.optional().describe('Those of this category.'),
    template: z.string().min(1).max(100).optional().describe('Those of the template of this name.'),
    conversationId: idSchema.optional().describe('Those of this conversation.'),
    appointmentId: idSchema.optional().describe('Those of this appointment.'),
    leadId: idSchema.optional().describe('Those of this lead.'),
    tag: z.string().min(1).max(128).optional().describe('Those with this tag.'),
    ...pageFields,
  }),
  answers: {
    200: pageAnswer(pageSchema, emailExample),
  },
  errors: [],
});

export const listDeadLetters = defineRoute({
  method: 'GET',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  tag: emailsTag,
  summary: 'List failed e-mails, the latest end first',
  description: 'Each waits for a person: mend the cause, then retry it, or leave it.',
  scope: 'read',
  query: z.strictObject({
    reason: reasonSchema.optional().describe('Those that failed for this.'),
    since: instantSchema.optional().describe('Those that failed at this time or later.'),
    ...pageFields,
  }),
  answers: {
    200: pageAnswer(pageSchema, failedExample),
  },
  errors: [],
});

export const getEmail = defineRoute({
  method: 'GET',
  path: '/v1/emails/{id}',
  operationId: 'getEmail',
  tag: emailsTag,
  summary: 'One e-mail and what became of it',
  params: idParams,
  scope: 'read',
  answers: {
    200: {
      description: 'The e-mail with its timeline',
      schema: messageViewSchema,
      example: emailWithTimelineExample,
    },
  },
  errors: ['not_found'],
});

export const contentSchema = z
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

export const getEmailContent = defineRoute({
  method: 'GET',
  path: '/v1/emails/{id}/content',
  operationId: 'getEmailContent',
  tag: emailsTag,
  summary: 'What an e-mail says',
  description: 'Kept for `retention.content_days`; then 404.',
  params: idParams,
  scope: 'read',
  answers: {
    200: {
      description: 'Subject, parts and a list of the attachments',
      schema: contentSchema,
      example: {
        subject: 'Your quote',
        html: '<p>Hello Ada, here is your quote.</p>',
        text: 'Hello Ada, here is your quote.',
        from: 'Your Company Sales Team <sales@example.com>',
        replyTo: 'sales@example.com',
        attachments: [{ filename: 'quote.pdf', contentType: 'application/pdf', size: 48213 }],
      },
    },
  },
  errors: ['not_found'],
});

/** The routes that send e-mails, and read them. */
export const singleEmailRoutes = [
  sendEmail,
  sendBatch,
  listEmails,
  getEmail,
  getEmailContent,
  listDeadLetters,
];
