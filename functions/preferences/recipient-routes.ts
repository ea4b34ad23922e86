import * as z from 'zod';
import { emailParams } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { preferencesPatchSchema, preferencesViewSchema } from './preferences.ts';
import { suppressionReasons } from './recipient.ts';
import { MAX_IMPORT_LINES } from './suppression-import.ts';
import { suppressionRequestSchema, suppressionViewSchema } from './suppressions.ts';

const scope = 'recipients';
const readScope = ['recipients', 'read'] as const;
const reading = ['unauthorized', 'forbidden', 'invalid'] as const;
const writing = ['bad_json', 'body_too_large', 'busy', ...reading] as const;

const preferencesAnswer = {
  description: 'What holds for the recipient, defaults included',
  schema: preferencesViewSchema,
};

export const getPreferences = defineRoute({
  method: 'GET',
  path: '/v1/preferences/{email}',
  operationId: 'getPreferences',
  summary: 'What a recipient wants to get',
  description: 'An address that nobody knows has the defaults of app.yaml.',
  scope: readScope,
  params: emailParams,
  answers: { 200: preferencesAnswer },
  errors: reading,
});

export const putPreferences = defineRoute({
  method: 'PUT',
  path: '/v1/preferences/{email}',
  operationId: 'putPreferences',
  summary: 'Change what a recipient wants to get',
  description: 'Fields that are left out stay as they are. Holds at once, for e-mails that wait, too.',
  scope,
  params: emailParams,
  body: preferencesPatchSchema,
  bodyExample: {
    summaryFormat: 'brief',
    timezone: 'Europe/Berlin',
    quietHours: { from: '22:00', to: '07:00' },
    consent: { marketing: { basis: 'express', source: 'signup_form', at: '2027-01-31T09:00:00+01:00' } },
  },
  answers: { 200: preferencesAnswer },
  errors: writing,
});

export const listSuppressionsRoute = defineRoute({
  method: 'GET',
  path: '/v1/suppressions',
  operationId: 'listSuppressions',
  summary: 'Addresses that get nothing, the latest first',
  description: 'A page may have fewer than `limit` and still have a next one.',
  scope: readScope,
  query: z.strictObject({
    reason: z.enum(suppressionReasons).optional(),
    ...pageFields,
  }),
  answers: {
    200: {
      description: 'A page; `next` is missing on the last',
      schema: z.object({ items: z.array(suppressionViewSchema), next: z.string().optional() }),
    },
  },
  errors: reading,
});

export const putSuppression = defineRoute({
  method: 'PUT',
  path: '/v1/suppressions/{email}',
  operationId: 'putSuppression',
  summary: 'Stop all mail to an address',
  scope,
  params: emailParams,
  body: suppressionRequestSchema,
  bodyExample: { reason: 'manual', detail: 'Asked by phone' },
  answers: { 200: { description: 'It is suppressed', schema: suppressionViewSchema } },
  errors: writing,
});

export const deleteSuppression = defineRoute({
  method: 'DELETE',
  path: '/v1/suppressions/{email}',
  operationId: 'deleteSuppression',
  summary: 'Let mail go to an address again',
  description:
    'It is taken off Mailgun’s lists of bounces and complaints as well, at the latest within the hour.',
  scope,
  params: emailParams,
  answers: { 204: { description: 'Lifted' } },
  errors: ['not_found', 'busy', ...reading],
});

export const importSuppressions = defineRoute({
  method: 'POST',
  path: '/v1/suppressions/import',
  operationId: 'importSuppressions',
  summary: 'Suppress a list of addresses',
  description: `CSV as Mailgun or another provider exports it, up to ${MAX_IMPORT_LINES} lines; the first line names the columns. Lines that can't be read are reported by number, the others are imported. Mailgun's list of unsubscribes (it has a column \`tags\`) becomes opt-outs.`,
  scope,
  query: z.strictObject({
    reason: z.enum(suppressionReasons).optional().meta({ description: 'Of lines that name none.' }),
  }),
  bodyType: 'text/csv',
  body: z.string().min(1, { error: 'The list is empty.' }),
  bodyExample:
    'address,code,error,created_at\nada@example.com,550,No such user,"Mon, 04 Jan 2027 09:00:00 UTC"\n',
  answers: {
    200: {
      description: 'What was imported',
      schema: z.object({
        imported: z.int().meta({ description: 'Lines that changed something.' }),
        unchanged: z.int(),
        failed: z.array(z.object({ line: z.int(), detail: z.string() })),
      }),
      example: {
        imported: 99,
        unchanged: 0,
        failed: [{ line: 17, detail: 'The address must look like name@example.com.' }],
      },
    },
  },
  errors: ['body_too_large', 'busy', ...reading],
});

/** The routes about recipients that need a key. */
export const recipientRoutes = [
  getPreferences,
  putPreferences,
  listSuppressionsRoute,
  putSuppression,
  deleteSuppression,
  importSuppressions,
];
