import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';
import { categories } from '../preferences/categories.ts';
import { emailAddressSchema, idParams, idSchema, instantSchema } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { messageRequestSchema } from './message-request.ts';
import { messageStatuses, reasons } from './message.ts';
import { messageStateSchema, messageViewSchema } from './message-view.ts';

const BATCH_LIMIT = 100;

const requestExample = {
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  subject: 'Your quote',
  html: '<p>Hello Ada, here is your quote.</p>',
  category: 'system',
};
const templateExample = {
  to: { email: 'ada@example.com', name: 'Ada Lovelace' },
  template: 'system_notification',
  data: { title: 'Your export is ready', body: 'It can be fetched for seven days.' },
};

const idempotencyHeaders = z.object({
  'idempotency-key': z.string().min(1).max(255).optional().meta({
    description: 'Makes a repetition safe: the same key and body give the same answer and one e-mail.',
  }),
});

const acceptedSchema = z.object({ id: z.string(), status: z.enum(['scheduled', 'queued', 'skipped']) });
const faultSchema = z.object({ pointer: z.string(), code: z.string(), detail: z.string() });
const accepted = { id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d', status: 'queued' };

export const sendEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails',
  operationId: 'sendEmail',
  summary: 'Send one e-mail, now or later',
  description:
    'From a template with its data, or with a subject, html and text of your own. 202 means that it is stored and will not be lost.',
  scope: 'send',
  headers: idempotencyHeaders,
  // accept checks it, since its faults depend on templates and clock as well.
  body: z.unknown(),
  documentedBody: messageRequestSchema,
  bodyExample: requestExample,
  answers: { 202: { description: 'Accepted', schema: acceptedSchema, example: accepted } },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'body_too_large', 'invalid', 'idempotency_key_reused'],
});

export const sendBatch = defineRoute({
  method: 'POST',
  path: '/v1/emails/batch',
  operationId: 'sendBatch',
  summary: `Send up to ${BATCH_LIMIT} e-mails, each with an answer of its own`,
  scope: 'send',
  headers: idempotencyHeaders,
  body: z.strictObject({
    emails: z
      .array(z.unknown())
      .min(1)
      .max(BATCH_LIMIT, { error: `At most ${BATCH_LIMIT} e-mails a batch.` }),
  }),
  documentedBody: z.strictObject({ emails: z.array(messageRequestSchema).min(1).max(BATCH_LIMIT) }),
  bodyExample: { emails: [requestExample, templateExample] },
  answers: {
    202: {
      description: 'One answer an e-mail, in order',
      schema: z.object({
        items: z.array(
          z.union([
            acceptedSchema,
            z.object({
              error: z.object({
                code: z.string(),
                detail: z.string(),
                errors: z.array(faultSchema).optional(),
              }),
            }),
          ]),
        ),
      }),
      example: { items: [accepted] },
    },
  },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'body_too_large', 'invalid'],
});

const pageAnswer = {
  description: 'A page; `next` is missing on the last',
  schema: z.object({ items: z.array(messageViewSchema), next: z.string().optional() }),
};

export const listEmails = defineRoute({
  method: 'GET',
  path: '/v1/emails',
  operationId: 'listEmails',
  summary: 'List e-mails, newest first',
  scope: 'read',
  query: z.strictObject({
    recipient: emailAddressSchema.optional(),
    status: z.enum(messageStatuses).optional(),
    category: z.enum(categories).optional(),
    template: z.string().min(1).max(100).optional(),
    conversationId: idSchema.optional(),
    appointmentId: idSchema.optional(),
    leadId: idSchema.optional(),
    tag: z.string().min(1).max(128).optional(),
    ...pageFields,
  }),
  answers: { 200: pageAnswer },
  errors: ['unauthorized', 'forbidden', 'invalid'],
});

export const listDeadLetters = defineRoute({
  method: 'GET',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'List failed e-mails, the latest end first',
  description: 'Each waits for a person: mend the cause, then retry it, or leave it.',
  scope: 'read',
  query: z.strictObject({
    reason: z.enum(reasons).optional(),
    since: instantSchema.optional(),
    ...pageFields,
  }),
  answers: { 200: pageAnswer },
  errors: ['unauthorized', 'forbidden', 'invalid'],
});

const oneMessage = { description: 'The e-mail with its timeline', schema: messageViewSchema };
const changedMessage = {
  description: 'The e-mail with its timeline; without the scope `read` its id, status and reason alone',
  schema: z.union([messageViewSchema, messageStateSchema]),
};

export const getEmail = defineRoute({
  method: 'GET',
  path: '/v1/emails/{id}',
  operationId: 'getEmail',
  summary: 'One e-mail and what became of it',
  params: idParams,
  scope: 'read',
  answers: { 200: oneMessage },
  errors: ['unauthorized', 'forbidden', 'not_found'],
});

export const contentSchema = z.object({
  subject: z.string(),
  html: z.string().optional(),
  text: z.string().optional(),
  from: z.string(),
  replyTo: z.string(),
  attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), size: z.int() })),
});

export const getEmailContent = defineRoute({
  method: 'GET',
  path: '/v1/emails/{id}/content',
  operationId: 'getEmailContent',
  summary: 'What an e-mail says',
  description: 'Kept for `retention.content_days`; then 404.',
  params: idParams,
  scope: 'read',
  answers: { 200: { description: 'Subject, parts and a list of the attachments', schema: contentSchema } },
  errors: ['unauthorized', 'forbidden', 'not_found'],
});

export const cancelEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/cancel',
  operationId: 'cancelEmail',
  summary: 'Cancel an e-mail that has not left',
  params: idParams,
  scope: 'send',
  body: z.strictObject({}),
  answers: { 200: changedMessage },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'not_found', 'wrong_state', 'body_too_large', 'invalid'],
});

export const rescheduleEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/reschedule',
  operationId: 'rescheduleEmail',
  summary: 'Move a scheduled e-mail to another time',
  params: idParams,
  scope: 'send',
  body: z.strictObject({ sendAt: instantSchema }),
  bodyExample: { sendAt: '2027-01-31T09:00:00+01:00' },
  answers: { 200: changedMessage },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'not_found', 'wrong_state', 'body_too_large', 'invalid'],
});

export const retryEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/retry',
  operationId: 'retryEmail',
  summary: 'Try a failed e-mail again, as a new generation',
  params: idParams,
  scope: 'operate',
  body: z.strictObject({}),
  answers: { 202: { ...changedMessage, description: 'Queued again' } },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'not_found', 'wrong_state', 'body_too_large', 'invalid'],
});

const cancelFilter = {
  tag: z.string().min(1).max(128).optional(),
  template: z.string().min(1).max(100).optional(),
};

export const cancelMany = defineRoute({
  method: 'POST',
  path: '/v1/emails/cancel',
  operationId: 'cancelMany',
  summary: 'Cancel every e-mail of a tag or template that has not left',
  description:
    '`dryRun` only counts. Otherwise it goes on in the background; read its progress at /v1/cancellations/{id}.',
  scope: 'operate',
  body: z
    .strictObject({ ...cancelFilter, dryRun: z.boolean().optional() })
    .refine(({ tag, template }) => (tag === undefined) !== (template === undefined), {
      error: 'Name either a tag or a template.',
      params: { code: 'missing' },
    }),
  bodyExample: { tag: 'spring-sale', dryRun: true },
  answers: {
    200: { description: 'How many it would be', schema: z.object({ matched: z.int() }) },
    202: { description: 'Begun', schema: z.object({ id: z.string(), matched: z.int() }) },
  },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'body_too_large', 'invalid'],
});

export const getCancellation = defineRoute({
  method: 'GET',
  path: '/v1/cancellations/{id}',
  operationId: 'getCancellation',
  summary: 'How far a cancellation has come',
  params: idParams,
  scope: ['operate', 'read'],
  answers: {
    200: {
      description: 'Its progress; e-mails that left meanwhile are matched and not cancelled',
      schema: z.object({ matched: z.int(), cancelled: z.int(), done: z.boolean() }),
    },
  },
  errors: ['unauthorized', 'forbidden', 'not_found'],
});

const pauseBody = z
  .strictObject({ category: z.enum(categories).optional(), template: z.string().min(1).max(100).optional() })
  .refine(({ category, template }) => category !== undefined || template !== undefined, {
    error: 'Name a category, a template or both.',
    params: { code: 'missing' },
  });
const pausesAnswer = {
  description: 'What is paused from now on',
  schema: z.object({ categories: z.array(z.enum(categories)), templates: z.array(z.string()) }),
};
const pauseErrors = ['bad_json', 'unauthorized', 'forbidden', 'body_too_large', 'invalid'] as const;

export const pauseSending = defineRoute({
  method: 'POST',
  path: '/v1/pause',
  operationId: 'pauseSending',
  summary: 'Hold e-mails of a category or template back',
  description: 'They wait with reason `paused`, and are judged anew when they go on.',
  scope: 'operate',
  body: pauseBody,
  bodyExample: { category: 'marketing' },
  answers: { 200: pausesAnswer },
  errors: pauseErrors,
});

export const resumeSending = defineRoute({
  method: 'POST',
  path: '/v1/resume',
  operationId: 'resumeSending',
  summary: 'Let e-mails go on; what waited leaves within minutes',
  scope: 'operate',
  body: pauseBody,
  bodyExample: { category: 'marketing' },
  answers: { 200: pausesAnswer },
  errors: pauseErrors,
});

/** Every route of this room. */
export const emailRoutes = [
  sendEmail,
  sendBatch,
  listEmails,
  getEmail,
  getEmailContent,
  cancelEmail,
  rescheduleEmail,
  retryEmail,
  listDeadLetters,
  cancelMany,
  getCancellation,
  pauseSending,
  resumeSending,
];
