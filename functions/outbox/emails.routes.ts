import * as z from 'zod';
import { emailAddressSchema, idParams, idSchema, instantSchema } from '../platform/fields.ts';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { categorySchema } from '../contract/category.ts';
import { acceptedSchema, batchAnswerSchema } from './api/answers.ts';
import {
  acceptedExample,
  batchAnswerExample,
  emailExample,
  emailStateExample,
  failedExample,
  inlineRequestExample,
  templateRequestExample,
} from '../contract/email-examples.ts';
import { messageRequestSchema } from './accept/message-request.ts';
import { idempotencyHeaders } from '../contract/idempotency.ts';
import { reasonSchema, statusSchema } from '../contract/message-status.ts';
import { emailStateSchema, emailViewSchema } from '../contract/email.ts';

const BATCH_LIMIT = 100;

/** Of all routes about single e-mails. */
export const emailsTag = { name: 'Emails', description: 'Sending e-mails, and what became of each.' };

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
  body: z.strictObject(
    {
      emails: z
        .array(z.unknown())
        .min(1)
        .max(BATCH_LIMIT, { error: `At most ${BATCH_LIMIT} e-mails a batch.` }),
    },
    {
      error: ({ input }) =>
        Array.isArray(input) ? 'Put the list into an object: {"emails": […]}.' : undefined,
    },
  ),
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
      example: batchAnswerExample,
    },
  },
  errors: [],
});

const pageSchema = pageOf(emailViewSchema, 'EmailPage');

export const listEmails = defineRoute({
  method: 'GET',
  path: '/v1/emails',
  operationId: 'listEmails',
  tag: emailsTag,
  summary: 'List e-mails, newest first',
  description:
    'Filters add up. A page is full while there are more; only where next to nothing of 100,000 e-mails matches it may be short, and `next` still leads on.',
  scope: 'read',
  query: z.strictObject({
    recipient: emailAddressSchema.optional().describe('Those to this address.'),
    status: statusSchema.optional().describe('Those in this status now.'),
    reason: reasonSchema
      .optional()
      .describe('Those that wait, were skipped or failed for this, such as `paused`.'),
    category: categorySchema.optional().describe('Those of this category.'),
    template: z.string().min(1).max(100).optional().describe('Those of the template of this name.'),
    conversationId: idSchema.optional().describe('Those of this conversation.'),
    appointmentId: idSchema.optional().describe('Those of this appointment.'),
    leadId: idSchema.optional().describe('Those of this lead.'),
    tag: z.string().min(1).max(128).optional().describe('Those with this tag.'),
    search: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe(
        'Words, each of which is part of the address, name, subject, template or a tag of the e-mail, or begins its id or that of its conversation, appointment or lead. A whole address finds the e-mails to it.',
      ),
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

const changedMessage = {
  description: 'The e-mail with its timeline; without the scope `read` its id, status and reason alone',
  schema: z.union([emailViewSchema, emailStateSchema]).meta({ id: 'EmailOrState' }),
};

export const cancelEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/cancel',
  operationId: 'cancelEmail',
  tag: emailsTag,
  summary: 'Cancel an e-mail that has not left',
  params: idParams,
  scope: ['send', 'operate'],
  answers: { 200: { ...changedMessage, example: emailStateExample } },
  errors: ['not_found', 'wrong_state'],
});

export const rescheduleEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/reschedule',
  operationId: 'rescheduleEmail',
  tag: emailsTag,
  summary: 'Move a scheduled e-mail to another time',
  params: idParams,
  scope: ['send', 'operate'],
  body: z
    .strictObject({ sendAt: instantSchema.describe('When it is to leave now; up to a year ahead.') })
    .meta({ id: 'RescheduleRequest' }),
  bodyExample: { sendAt: '2027-01-31T09:00:00+01:00' },
  answers: { 200: { ...changedMessage, example: { ...emailStateExample, status: 'scheduled' } } },
  errors: ['not_found', 'wrong_state'],
});

export const retryEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/retry',
  operationId: 'retryEmail',
  tag: emailsTag,
  summary: 'Try a failed e-mail again, as a new generation',
  params: idParams,
  scope: 'operate',
  answers: {
    202: {
      ...changedMessage,
      description: 'Queued again; without the scope `read` id, status and reason alone',
      example: acceptedExample,
    },
  },
  errors: ['not_found', 'wrong_state'],
});

/** Every route that takes e-mails in, lists and changes them. */
export const emailsRoutes = [
  sendEmail,
  sendBatch,
  listEmails,
  cancelEmail,
  rescheduleEmail,
  retryEmail,
  listDeadLetters,
];
