import * as z from 'zod';
import { emailAddressSchema, localeSchema, timezoneSchema } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { categories } from '../preferences/categories.ts';
import { findingSchema } from './lint/finding.ts';
import { newTemplateSchema, templateContentSchema } from './template.ts';

const scope = 'templates';
const readScope = ['templates', 'read'] as const;
const nameParams = z.strictObject({ name: z.string().min(1).max(100) });
const reading = ['unauthorized', 'forbidden', 'not_found'] as const;
const writing = ['bad_json', ...reading, 'body_too_large', 'invalid', 'busy'] as const;
const instant = z.iso.datetime();

const summaryFields = {
  name: z.string(),
  category: z.enum(categories),
  description: z.string().optional(),
  isActive: z.boolean(),
  isArchived: z.boolean(),
  isBuiltIn: z.boolean(),
  activeVersion: z.int().optional(),
  latestVersion: z.int().meta({ description: '0 before the first publication.' }),
  updateOffered: z.int().optional().meta({
    description: 'Of a built-in: the version that a newer release brought; activate it to use it.',
  }),
  createdAt: instant,
  updatedAt: instant,
};
const summarySchema = z.object(summaryFields);

const draftExample = {
  category: 'system',
  description: 'Tells that an export can be fetched.',
  subjectTemplate: 'Your export of {{= date(it.made) }} is ready',
  htmlTemplate:
    '<!doctype html><html lang="en"><head><title>Your export</title></head><body><p>Hello {{= it.name }}, <a href="{{= it.url }}">fetch the export</a>.</p></body></html>',
  textTemplate: 'Hello {{= it.name }}, fetch the export: {{= it.url }}',
  variables: {
    name: { type: 'string', default: 'there', description: 'Whom it is for.' },
    made: { type: 'string', format: 'date-time', required: true, example: '2027-01-31T09:00:00Z' },
    url: { type: 'string', format: 'https-url', required: true, example: 'https://example.com/export' },
  },
};

/** A template with its draft, or with its active version where there is no draft. */
const templateSchema = z.object({
  ...summaryFields,
  ...templateContentSchema.shape,
  hasDraft: z.boolean(),
  revision: z.int().meta({ description: 'Of the draft: its ETag without the quotes.' }),
});

export const listTemplates = defineRoute({
  method: 'GET',
  path: '/v1/templates',
  operationId: 'listTemplates',
  summary: 'List templates by name',
  scope: readScope,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'A page; `next` is missing on the last',
      schema: z.object({ items: z.array(summarySchema), next: z.string().optional() }),
    },
  },
  errors: ['unauthorized', 'forbidden', 'invalid'],
});

export const createTemplateRoute = defineRoute({
  method: 'POST',
  path: '/v1/templates',
  operationId: 'createTemplate',
  summary: 'Begin a template with its first draft',
  description:
    'Publish and activate it before it can be sent. docs/templates.md says how templates are written.',
  scope,
  body: newTemplateSchema,
  bodyExample: { name: 'export_ready', ...draftExample },
  answers: { 201: { description: 'Begun; ETag names the draft', schema: templateSchema } },
  errors: ['bad_json', 'unauthorized', 'forbidden', 'name_taken', 'body_too_large', 'invalid', 'busy'],
});

export const getTemplate = defineRoute({
  method: 'GET',
  path: '/v1/templates/{name}',
  operationId: 'getTemplate',
  summary: 'A template with its draft; ETag names the draft',
  scope: readScope,
  params: nameParams,
  answers: { 200: { description: 'The template', schema: templateSchema } },
  errors: reading,
});

export const deleteTemplate = defineRoute({
  method: 'DELETE',
  path: '/v1/templates/{name}',
  operationId: 'deleteTemplate',
  summary: 'Delete a template that nothing uses',
  description: 'Archive it first. While e-mails wait that pinned one of its versions, this answers 409.',
  scope,
  params: nameParams,
  answers: { 204: { description: 'Deleted' } },
  errors: [...reading, 'wrong_state', 'busy'],
});

export const putDraft = defineRoute({
  method: 'PUT',
  path: '/v1/templates/{name}/draft',
  operationId: 'putDraft',
  summary: 'Write the draft',
  description: 'With `If-Match` it is written only if nobody has changed it since that ETag was read.',
  scope,
  params: nameParams,
  headers: z.object({
    'if-match': z.string().max(200).optional().meta({ description: 'The ETag that was read, or *.' }),
  }),
  body: templateContentSchema,
  bodyExample: draftExample,
  answers: { 200: { description: 'Written; ETag names it', schema: templateSchema } },
  errors: [...writing, 'stale'],
});

export const publishTemplate = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/publish',
  operationId: 'publishTemplate',
  summary: 'Make the draft a version that never changes',
  description: 'Errors of the lint refuse it (422, all findings in `lint`); warnings inform.',
  scope,
  params: nameParams,
  body: z.strictObject({ note: z.string().max(500).optional(), activate: z.boolean().default(false) }),
  bodyExample: { note: 'Shorter subject', activate: true },
  answers: {
    200: {
      description: 'The version',
      schema: z.object({
        version: z.int(),
        activeVersion: z.int().optional(),
        lint: z.array(findingSchema),
      }),
    },
  },
  errors: [...writing, 'wrong_state'],
});

export const activateVersion = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/activate',
  operationId: 'activateVersion',
  summary: 'Send this version from now on',
  description:
    'Any published version: this is also how to roll back. When it answers, every function uses it.',
  scope,
  params: nameParams,
  body: z.strictObject({ version: z.int().min(1) }),
  bodyExample: { version: 1 },
  answers: { 200: { description: 'The template', schema: summarySchema } },
  errors: writing,
});

export const archiveTemplate = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/archive',
  operationId: 'archiveTemplate',
  summary: 'Take a template out of use',
  description: 'What was accepted still leaves. Activating a version brings it back.',
  scope,
  params: nameParams,
  answers: { 200: { description: 'The template', schema: summarySchema } },
  errors: [...reading, 'busy'],
});

export const listTemplateVersions = defineRoute({
  method: 'GET',
  path: '/v1/templates/{name}/versions',
  operationId: 'listTemplateVersions',
  summary: 'Versions, newest first',
  scope: readScope,
  params: nameParams,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'A page; `next` is missing on the last',
      schema: z.object({
        items: z.array(
          z.object({
            version: z.int(),
            isActive: z.boolean(),
            publishedAt: instant,
            publishedBy: z.string(),
            note: z.string().optional(),
            category: z.enum(categories),
          }),
        ),
        next: z.string().optional(),
      }),
    },
  },
  errors: [...reading, 'invalid'],
});

const versionOrDraft = z
  .union([z.literal('draft'), z.coerce.number().int().min(1)])
  .meta({ description: 'A version, or draft.' });

export const diffVersions = defineRoute({
  method: 'GET',
  path: '/v1/templates/{name}/diff',
  operationId: 'diffVersions',
  summary: 'What two versions differ in',
  scope: readScope,
  params: nameParams,
  query: z.strictObject({ from: versionOrDraft, to: versionOrDraft.default('draft') }),
  answers: {
    200: {
      description: 'A unified diff for each field that differs',
      schema: z.object({
        from: z.union([z.literal('draft'), z.int()]),
        to: z.union([z.literal('draft'), z.int()]),
        fields: z.array(z.object({ field: z.string(), diff: z.string() })),
      }),
    },
  },
  errors: [...reading, 'invalid'],
});

const rendering = {
  version: z.int().min(1).optional().meta({ description: 'The draft when left out.' }),
  data: z.record(z.string(), z.unknown()).optional().meta({ description: 'The sample data when left out.' }),
  sample: z.string().max(64).optional().meta({ description: 'One of the template’s samples by name.' }),
  locale: localeSchema.optional(),
  timezone: timezoneSchema.optional(),
};

export const previewTemplateRoute = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/preview',
  operationId: 'previewTemplate',
  summary: 'See the mail that a version or draft makes, and what lint says of it',
  scope: readScope,
  params: nameParams,
  body: z.strictObject(rendering),
  bodyExample: { locale: 'de', timezone: 'Europe/Berlin' },
  answers: {
    200: {
      description: 'The mail',
      schema: z.object({
        subject: z.string(),
        preheader: z.string(),
        html: z.string(),
        text: z.string(),
        locale: z.string().meta({ description: 'The language that was chosen.' }),
        sizeBytes: z.int().meta({ description: 'Of the HTML: the larger of decoded and quoted-printable.' }),
        lint: z.array(findingSchema),
      }),
    },
  },
  errors: [...writing, 'wrong_state'],
});

export const testTemplate = defineRoute({
  method: 'POST',
  path: '/v1/templates/{name}/test',
  operationId: 'testTemplate',
  summary: 'Send the mail to up to five of test_recipients',
  description: 'Its subject is marked, and it is counted nowhere. Suppressed addresses get none.',
  scope,
  params: nameParams,
  body: z.strictObject({
    to: z.array(emailAddressSchema).min(1).max(5, { error: 'At most 5 addresses.' }),
    ...rendering,
  }),
  bodyExample: { to: ['ada@example.com'] },
  answers: {
    202: {
      description: 'One entry an address, in order',
      schema: z.object({
        emails: z.array(z.object({ id: z.string(), to: z.string(), status: z.string() })),
      }),
    },
  },
  errors: [...writing, 'wrong_state'],
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
