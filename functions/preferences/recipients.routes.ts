import * as z from 'zod';
import { emailParams } from '../platform/fields.ts';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { preferencesPatchSchema, preferencesViewSchema } from './preferences.ts';
import { MAX_IMPORT_LINES } from './suppression/csv-rows.ts';
import {
  suppressionReasonSchema,
  suppressionRequestSchema,
  suppressionViewSchema,
} from './suppression/suppressions.ts';

/** Of all routes about recipients. */
export const recipientsTag = {
  name: 'Recipients',
  description: 'What recipients want, who gets nothing, and what is known of a person.',
};
const scope = 'recipients';
const readScope = ['recipients', 'read'] as const;
const preferencesExample = {
  emailAddress: 'ada@example.com',
  conversationSummaries: true,
  appointmentReminders: true,
  marketingEmails: true,
  digests: true,
  summaryFormat: 'brief',
  summaryFrequency: 'immediate',
  summaryHour: 8,
  timezone: 'Europe/Berlin',
  quietHours: { from: '22:00', to: '07:00' },
  updatedAt: '2027-01-31T08:00:00.000Z',
  consent: { marketing: { basis: 'express', source: 'signup_form', at: '2027-01-31T08:00:00.000Z' } },
};
const suppressionExample = {
  emailAddress: 'ada@example.com',
  reason: 'manual',
  at: '2027-01-31T08:00:00.000Z',
  detail: 'Asked by phone',
};

const preferencesAnswer = {
  description: 'What holds for the recipient, defaults included',
  schema: preferencesViewSchema,
  example: preferencesExample,
};

export const getPreferences = defineRoute({
  method: 'GET',
  path: '/v1/preferences/{email}',
  operationId: 'getPreferences',
  tag: recipientsTag,
  summary: 'What a recipient wants to get',
  description: 'An address that nobody knows has the defaults of app.yaml.',
  scope: readScope,
  params: emailParams,
  answers: { 200: preferencesAnswer },
  errors: [],
});

export const putPreferences = defineRoute({
  method: 'PUT',
  path: '/v1/preferences/{email}',
  operationId: 'putPreferences',
  tag: recipientsTag,
  summary: 'Change what a recipient wants to get',
  description: 'Fields that are left out stay as they are. Holds at once, for e-mails that wait, too.',
  scope,
  params: emailParams,
  body: preferencesPatchSchema,
  bodyExample: {
    summaryFormat: 'brief',
    timezone: 'Europe/Berlin',
    quietHours: { from: '22:00', to: '07:00' },
    consent: { marketing: { basis: 'express', source: 'signup_form', at: '2026-10-04T09:00:00+01:00' } },
  },
  answers: { 200: preferencesAnswer },
  errors: ['busy'],
});

export const listSuppressionsRoute = defineRoute({
  method: 'GET',
  path: '/v1/suppressions',
  operationId: 'listSuppressions',
  tag: recipientsTag,
  summary: 'Addresses that get nothing, the latest first',
  description: 'A page may have fewer than `limit` and still have a next one.',
  scope: readScope,
  query: z.strictObject({
    reason: suppressionReasonSchema.optional().describe('Those for this reason.'),
    ...pageFields,
  }),
  answers: {
    200: pageAnswer(pageOf(suppressionViewSchema, 'SuppressionPage'), suppressionExample),
  },
  errors: [],
});

export const putSuppression = defineRoute({
  method: 'PUT',
  path: '/v1/suppressions/{email}',
  operationId: 'putSuppression',
  tag: recipientsTag,
  summary: 'Stop all mail to an address',
  scope,
  params: emailParams,
  body: suppressionRequestSchema,
  bodyExample: { reason: 'manual', detail: 'Asked by phone' },
  answers: {
    200: { description: 'It is suppressed', schema: suppressionViewSchema, example: suppressionExample },
  },
  errors: ['busy'],
});

export const deleteSuppression = defineRoute({
  method: 'DELETE',
  path: '/v1/suppressions/{email}',
  operationId: 'deleteSuppression',
  tag: recipientsTag,
  summary: 'Let mail go to an address again',
  description:
    'It is taken off Mailgun’s lists of bounces and complaints as well, at the latest within the hour.',
  scope,
  params: emailParams,
  answers: { 204: { description: 'Lifted' } },
  errors: ['not_found', 'busy'],
});

/** An answer has room for 6 MB, and a reader for less. */
export const MAX_FAILED_TOLD = 200;

const importAnswerSchema = z
  .object({
    recognizedAs: z.string().describe('The file that the list was taken for.'),
    imported: z.int().describe('Lines that changed something.'),
    unchanged: z.int().describe('Lines that asked for what held already.'),
    failedCount: z.int().describe('Lines that were not taken; with the two above, all there are.'),
    failed: z
      .array(z.object({ line: z.int(), detail: z.string() }).meta({ id: 'FailedImportLine' }))
      .describe(`Why; the first ${MAX_FAILED_TOLD} of them.`),
  })
  .meta({ id: 'SuppressionImport', description: 'What became of the lines of a list.' });

export const importSuppressions = defineRoute({
  method: 'POST',
  path: '/v1/suppressions/import',
  operationId: 'importSuppressions',
  tag: recipientsTag,
  summary: 'Suppress a list of addresses',
  description: `The export of a provider, recognised by its first line (Mailgun, SendGrid, Postmark, Amazon SES, Mailchimp, Brevo, Mandrill), or a list that \`reason\` or \`as\` names; up to ${MAX_IMPORT_LINES} lines, delimited by commas, semicolons, tabs or bars, in UTF-8 or UTF-16. Suppressions stay suppressions, unsubscribes become opt-outs. Lines that can't be taken are told by number, the others are imported.`,
  scope,
  query: z.strictObject({
    reason: suppressionReasonSchema
      .optional()
      .meta({ description: 'Suppresses every address for this, whatever the list is otherwise.' }),
    as: z
      .enum(['opt_out'])
      .optional()
      .meta({ description: 'Every address refuses marketing, and gets what else it is owed.' }),
  }),
  bodyType: 'text/csv',
  body: z.string().min(1, { error: 'The list is empty.' }).describe('The list as CSV.'),
  bodyExample:
    'address,code,error,created_at\nada@example.com,550,No such user,"Mon, 04 Jan 2027 09:00:00 UTC"\n',
  answers: {
    200: {
      description: 'What was imported',
      schema: importAnswerSchema,
      example: {
        recognizedAs: 'Mailgun bounces',
        imported: 99,
        unchanged: 0,
        failedCount: 1,
        failed: [{ line: 17, detail: 'The address must look like name@example.com.' }],
      },
    },
  },
  errors: ['busy'],
});

/** The routes about recipients that need a key. */
export const recipientsRoutes = [
  getPreferences,
  putPreferences,
  listSuppressionsRoute,
  putSuppression,
  deleteSuppression,
  importSuppressions,
];
