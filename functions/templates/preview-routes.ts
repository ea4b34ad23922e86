import * as z from 'zod';
import { emailAddressSchema, jsonValueSchema, localeSchema, timezoneSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { findingExample } from './examples.ts';
import { findingSchema } from './lint/finding.ts';
import { nameParams, readScope, scope, tag } from './route-parts.ts';

const rendering = {
  version: z.int().min(1).optional().describe('The draft when left out.'),
  data: z.record(z.string(), jsonValueSchema).optional().describe('The sample data when left out.'),
  sample: z
    .string()
    .max(64)
    .optional()
    .describe(
      'One of the template’s samples by name; the first when left out. Not used where there are data.',
    ),
  locale: localeSchema.optional().describe('Language, in BCP 47; that of app.yaml when left out.'),
  timezone: timezoneSchema.optional().describe('IANA zone of its times; that of app.yaml when left out.'),
};

export const previewTemplateRoute = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/preview',
  operationId: 'previewTemplate',
  tag,
  summary: 'See the mail that a version or draft makes, and what lint says of it',
  scope: readScope,
  params: nameParams,
  body: z.strictObject(rendering).meta({ id: 'PreviewRequest' }),
  bodyExample: { locale: 'de', timezone: 'Europe/Berlin' },
  answers: {
    200: {
      description: 'The mail',
      schema: z
        .object({
          subject: z.string(),
          preheader: z.string().describe('What mailboxes show behind the subject.'),
          html: z.string(),
          text: z.string(),
          locale: z.string().describe('The language that was chosen.'),
          sizeBytes: z.int().describe('Of the HTML: the larger of decoded and quoted-printable.'),
          lint: z.array(findingSchema),
        })
        .meta({ id: 'Preview', description: 'The mail that a template makes.' }),
      example: {
        subject: 'Your export of January 31, 2027 is ready',
        preheader: 'Hello Ada, fetch the export.',
        html: '<!doctype html><html lang="en"><body><p>Hello Ada, …</p></body></html>',
        text: 'Hello Ada, fetch the export: https://example.com/export',
        locale: 'en',
        sizeBytes: 1204,
        lint: [findingExample],
      },
    },
  },
  errors: ['not_found', 'busy', 'wrong_state'],
});

export const testTemplate = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/test',
  operationId: 'testTemplate',
  tag,
  summary: 'Send the mail to up to five of test_recipients',
  description: 'Its subject is marked, and it is counted nowhere. Suppressed addresses get none.',
  scope,
  params: nameParams,
  body: z
    .strictObject({
      to: z
        .array(emailAddressSchema)
        .min(1)
        .max(5, { error: 'At most 5 addresses.' })
        .describe('1 to 5 addresses, all of them in `test_recipients` of app.yaml.'),
      ...rendering,
    })
    .meta({ id: 'TestRequest' }),
  bodyExample: { to: ['ada@example.com'] },
  answers: {
    202: {
      description: 'One entry an address, in order',
      schema: z
        .object({
          emails: z.array(
            z
              .object({ id: z.string(), to: z.string(), status: z.enum(['scheduled', 'queued', 'skipped']) })
              .meta({ id: 'TestEmail', description: 'An e-mail that shows a template.' }),
          ),
        })
        .meta({ id: 'TestAnswer' }),
      example: {
        emails: [{ id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d', to: 'ada@example.com', status: 'queued' }],
      },
    },
  },
  errors: ['not_found', 'busy', 'wrong_state'],
});

/** Looking at what a template makes. */
export const previewRoutes = [previewTemplateRoute, testTemplate];
