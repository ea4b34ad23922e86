import * as z from 'zod';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { problemSchema } from '../platform/problem.ts';
import { defineRoute } from '../platform/route.ts';
import { findingExample, templateSummaryExample, versionExample } from './examples.ts';
import { findingSchema } from './lint/finding.ts';
import { nameParams, readScope, scope, tag } from './route-parts.ts';
import { templateSummarySchema, templateVersionSchema } from './view-schemas.ts';

const publishProblemSchema = problemSchema
  .extend({
    lint: z
      .array(findingSchema)
      .optional()
      .describe('All findings, warnings too, where errors of the lint refuse the draft.'),
  })
  .meta({ id: 'PublishProblem', description: 'Why a draft can not be published.' });

const versionOrDraft = z
  .union([z.literal('draft'), z.coerce.number().int().min(1)])
  .meta({ id: 'VersionOrDraft', description: 'The number of a version, or `draft`.' });

const comparedVersion = z
  .union([z.literal('draft'), z.int()])
  .meta({ id: 'ComparedVersion', description: 'The number of a version, or `draft`.' });

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
    200: pageAnswer(pageOf(templateVersionSchema, 'TemplateVersionPage'), versionExample),
  },
  errors: ['not_found'],
});

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
            diff: '--- subjectTemplate version 3\n+++ subjectTemplate draft\n@@ -1,1 +1,1 @@\n-Your export\n+Your export is ready\n',
          },
        ],
      },
    },
  },
  errors: ['not_found'],
});

/** Versions, which never change. */
export const versionRoutes = [publishTemplate, activateVersion, listTemplateVersions, diffVersions];
