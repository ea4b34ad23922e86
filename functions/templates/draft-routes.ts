import * as z from 'zod';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { draftExample, templateExample, templateSummaryExample } from './examples.ts';
import { nameParams, readScope, scope, tag } from './route-parts.ts';
import { newTemplateSchema, templateContentSchema } from '../rendering/template.ts';
import { templateSchema, templateSummarySchema } from './view-schemas.ts';

/** `*`, or ETags, each in its quotes (RFC 9110 §13.1.1). */
const entityTags = /^(?:\*|\s*(?:W\/)?"[^"]*"\s*(?:,\s*(?:W\/)?"[^"]*"\s*)*)$/;

const etagHeader = {
  description: 'Of the draft, for `If-Match`; `"0"` where there is none.',
  schema: z.string(),
  example: '"2"',
};

export const listTemplates = defineRoute({
  method: 'GET',
  path: '/v1/templates',
  operationId: 'listTemplates',
  tag,
  summary: 'List templates by name',
  scope: readScope,
  query: z.strictObject(pageFields),
  answers: {
    200: pageAnswer(pageOf(templateSummarySchema, 'TemplatePage'), templateSummaryExample),
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
      .refine((value) => entityTags.test(value), {
        error: 'Must be the ETag as it was answered, with its quotes, such as "2"; or *.',
        params: { code: 'invalid_format' },
      })
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

/** Templates and their drafts. */
export const draftRoutes = [
  listTemplates,
  createTemplateRoute,
  getTemplate,
  deleteTemplate,
  putDraft,
  archiveTemplate,
];
