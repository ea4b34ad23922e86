import * as z from 'zod';
import { emailAddressSchema, jsonValueSchema, localeSchema, timezoneSchema } from '../platform/fields.ts';
import { pageFields, pageOf } from '../platform/page.ts';
import { problemSchema } from '../platform/problem.ts';
import { defineRoute } from '../platform/route.ts';
import {
  draftExample,
  findingExample,
  templateExample,
  templateSummaryExample,
  versionExample,
} from './examples.ts';
import { findingSchema } from './lint/finding.ts';
import { newTemplateSchema, templateContentSchema } from './template.ts';
import { templateSchema, templateSummarySchema, templateVersionSchema } from './view-schemas.ts';

const tag = { name: 'Templates', description: 'Writing, trying and publishing templates.' };
const scope = 'templates';
const readScope = ['templates', 'read'] as const;
const nameParams = z.strictObject({
  name: z.string().min(1).max(100).describe('The name of the template.'),
});

const etagHeader = {
  description: 'Of the draft, for `If-Match`; `"0"` where there is none.',
  schema: z.string(),
  example: '"2"',
};

const publishProblemSchema = problemSchema
  .extend({
    lint: z
      .array(findingSchema)
      .optional()
      .describe('All findings, warnings too, where errors of the lint refuse the draft.'),
  })
  .meta({ id: 'PublishProblem', description: 'Why a draft can not be published.' });

export const listTemplates = defineRoute({
  method: 'GET',
  path: '/v1/templates',
  operationId: 'listTemplates',
  tag,
  summary: 'List templates by name',
  scope: readScope,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'A page; `next` is missing on the last',
      schema: pageOf(templateSummarySchema, 'TemplatePage'),
      example: { items: [templateSummaryExample] },
    },
  },
  errors: [],
});

export const createTemplateRoute = defineRoute({
  method: 'POST',
  path: '/v1/templates',
  operationId: 'createTemplate',
  tag,
  summary: 'Begin a template with its first draft',
  description:
    'Publish and activate it before it can be sent. docs/templates.md says how templates are written.',
  scope,
  body: newTemplateSchema,
  bodyExample: { name: 'export_ready', ...draftExample },
  answers: {
    201: {
      description: 'Begun; ETag names the draft',
      headers: { etag: etagHeader },
      schema: templateSchema,
      example: templateExample,
    },
  },
  errors: ['name_taken', 'busy'],
});

export const getTemplate = defineRoute({
  method: 'GET',
  path: '/v1/templates/{name}',
  operationId: 'getTemplate',
  tag,
  summary: 'A template with its draft; ETag names the draft',
  scope: readScope,
  params: nameParams,
  answers: {
    200: {
      description: 'The template',
      headers: { etag: etagHeader },
      schema: templateSchema,
      example: templateExample,
    },
  },
  errors: ['not_found'],
});

export const deleteTemplate = defineRoute({
  method: 'DELETE',
  path: '/v1/templates/{name}',
  operationId: 'deleteTemplate',
  tag,
  summary: 'Delete a template that nothing uses',
  description: 'Archive it first. While e-mails wait that pinned one of its versions, this answers 409.',
  scope,
  params: nameParams,
  answers: { 204: { description: 'Deleted' } },
  errors: ['not_found', 'wrong_state', 'busy'],
});

export const putDraft = defineRoute({
  method: 'PUT',
  path: '/v1/templates/{name}/draft',
  operationId: 'putDraft',
  tag,
  summary: 'Write the draft',
  description: 'With `If-Match` it is written only if nobody has changed it since that ETag was read.',
  scope,
  params: nameParams,
  headers: z.object({
    'if-match': z
      .string()
      .max(200)
      .optional()
      .describe(
        'The ETag that was read, in its quotes, or `*`. When left out, whatever is there is written over.',
      ),
  }),
  body: templateContentSchema,
  bodyExample: draftExample,
  answers: {
    200: {
      description: 'Written; ETag names it',
      headers: { etag: etagHeader },
      schema: templateSchema,
      example: templateExample,
    },
  },
  errors: ['not_found', 'busy', 'stale'],
});

export const publishTemplate = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/publish',
  operationId: 'publishTemplate',
  tag,
  summary: 'Make the draft a version that never changes',
  description: 'Errors of the lint refuse it (422, all findings in `lint`); warnings inform.',
  scope,
  params: nameParams,
  body: z
    .strictObject({
      note: z.string().max(500).optional().describe('What has changed, for people.'),
      activate: z
        .boolean()
        .default(false)
        .describe('Sends it from now on; when left out it is published, and not used yet.'),
    })
    .meta({ id: 'PublishRequest' }),
  bodyExample: { note: 'Shorter subject', activate: true },
  answers: {
    200: {
      description: 'The version',
      schema: z
        .object({
          version: z.int().describe('The new version; the last one, when the draft is the same.'),
          activeVersion: z.int().optional().describe('What is sent from now on, if anything is.'),
          lint: z.array(findingSchema).describe('Warnings.'),
        })
        .meta({ id: 'PublishedTemplate' }),
      example: { version: 4, activeVersion: 4, lint: [findingExample] },
    },
  },
  problems: { invalid: publishProblemSchema },
  errors: ['not_found', 'busy', 'wrong_state'],
});

export const activateVersion = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/activate',
  operationId: 'activateVersion',
  tag,
  summary: 'Send this version from now on',
  description:
    'Any published version: this is also how to roll back. When it answers, every function uses it.',
  scope,
  params: nameParams,
  body: z
    .strictObject({ version: z.int().min(1).describe('Any that was published.') })
    .meta({ id: 'ActivateRequest' }),
  bodyExample: { version: 1 },
  answers: {
    200: { description: 'The template', schema: templateSummarySchema, example: templateSummaryExample },
  },
  errors: ['not_found', 'busy'],
});

export const archiveTemplate = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/archive',
  operationId: 'archiveTemplate',
  tag,
  summary: 'Take a template out of use',
  description: 'What was accepted still leaves. Activating a version brings it back.',
  scope,
  params: nameParams,
  answers: {
    200: { description: 'The template', schema: templateSummarySchema, example: templateSummaryExample },
  },
  errors: ['not_found', 'busy'],
});

export const listTemplateVersions = defineRoute({
  method: 'GET',
  path: '/v1/templates/{name}/versions',
  operationId: 'listTemplateVersions',
  tag,
  summary: 'Versions, newest first',
  scope: readScope,
  params: nameParams,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'A page; `next` is missing on the last',
      schema: pageOf(templateVersionSchema, 'TemplateVersionPage'),
      example: { items: [versionExample] },
    },
  },
  errors: ['not_found'],
});

const versionOrDraft = z
  .union([z.literal('draft'), z.coerce.number().int().min(1)])
  .meta({ id: 'VersionOrDraft', description: 'The number of a version, or `draft`.' });

const comparedVersion = z
  .union([z.literal('draft'), z.int()])
  .meta({ id: 'ComparedVersion', description: 'The number of a version, or `draft`.' });

export const diffVersions = defineRoute({
  method: 'GET',
  path: '/v1/templates/{name}/diff',
  operationId: 'diffVersions',
  tag,
  summary: 'What two versions differ in',
  scope: readScope,
  params: nameParams,
  query: z.strictObject({
    from: versionOrDraft.describe('The number of the older version, or `draft`.'),
    to: versionOrDraft
      .default('draft')
      .describe('The number of the newer version, or `draft`; the draft when left out.'),
  }),
  answers: {
    200: {
      description: 'A unified diff for each field that differs',
      schema: z
        .object({
          from: comparedVersion,
          to: comparedVersion,
          fields: z.array(
            z
              .object({
                field: z.string().describe('Such as `htmlTemplate` or `locales.de.subjectTemplate`.'),
                diff: z.string().describe('A unified diff.'),
              })
              .meta({ id: 'FieldDiff', description: 'What differs in one field.' }),
          ),
        })
        .meta({ id: 'TemplateDiff', description: 'What two versions differ in.' }),
      example: {
        from: 3,
        to: 'draft',
        fields: [
          {
            field: 'subjectTemplate',
            diff: '--- subjectTemplate version 3\n+++ subjectTemplate draft\n@@ -1 +1 @@\n-Your export\n+Your export is ready\n',
          },
        ],
      },
    },
  },
  errors: ['not_found'],
});

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
        subject: 'Your export of 31 January 2027 is ready',
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

/** Every route of this room. */
export const templateRoutes = [
  listTemplates,
  createTemplateRoute,
  getTemplate,
  deleteTemplate,
  putDraft,
  publishTemplate,
  activateVersion,
  archiveTemplate,
  listTemplateVersions,
  diffVersions,
  previewTemplateRoute,
  testTemplate,
];
