import * as z from 'zod';
import { idParams, instantSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { categorySchema } from '../contract/category.ts';
import { pauseSchema, waitingPauseSchema } from './api/pauses-view.ts';

const tag = { name: 'Sending', description: 'Holding back, letting go on and calling off many e-mails.' };

const cancelFilter = {
  tag: z.string().min(1).max(128).optional().describe('Every e-mail with this tag; or name a template.'),
  template: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Every e-mail of the template of this name; or name a tag.'),
};

const matched = z.int().describe('E-mails that had not left.');

export const cancelMany = defineRoute({
  method: 'POST',
  path: '/v1/emails/cancel',
  operationId: 'cancelMany',
  tag,
  summary: 'Cancel every e-mail of a tag or template that has not left',
  description:
    '`dryRun` only counts. Otherwise it goes on in the background; read its progress at /v1/cancellations/{id}.',
  scope: 'operate',
  body: z
    .strictObject({
      ...cancelFilter,
      dryRun: z.boolean().optional().describe('True only counts; false when left out.'),
    })
    .refine(({ tag, template }) => tag !== undefined || template !== undefined, {
      error: 'Name a tag or a template.',
      params: { code: 'missing' },
    })
    .refine(({ tag, template }) => tag === undefined || template === undefined, {
      error: 'Name either a tag or a template, not both.',
      params: { code: 'contradiction' },
    })
    .meta({ id: 'CancellationRequest' }),
  bodyExample: { tag: 'spring-sale', dryRun: true },
  answers: {
    200: {
      description: 'How many it would be',
      schema: z.object({ matched }).meta({ id: 'CancellationDryRun' }),
      example: { matched: 250 },
    },
    202: {
      description: 'Begun',
      schema: z
        .object({ id: z.string().describe('Reads the progress.'), matched })
        .meta({ id: 'StartedCancellation' }),
      example: { id: 'can_4x8k2m9q7w3e5r1t6y0p8a2s4d', matched: 250 },
    },
  },
  errors: [],
});

export const getCancellation = defineRoute({
  method: 'GET',
  path: '/v1/cancellations/{id}',
  operationId: 'getCancellation',
  tag,
  summary: 'How far a cancellation has come',
  params: idParams,
  scope: ['operate', 'read'],
  answers: {
    200: {
      description: 'Its progress; e-mails that left meanwhile are matched and not cancelled',
      schema: z
        .object({
          matched,
          cancelled: z.int().describe('E-mails that are cancelled by now.'),
          done: z.boolean(),
        })
        .meta({ id: 'Cancellation', description: 'The progress of a cancellation.' }),
      example: { matched: 250, cancelled: 248, done: true },
    },
  },
  errors: ['not_found'],
});

const pauseBody = z
  .strictObject({
    category: categorySchema.optional().describe('All e-mails of this category.'),
    template: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('All e-mails of the template of this name; a category named as well counts on its own.'),
    until: instantSchema
      .optional()
      .describe(
        'When they go on by themselves, up to a year ahead; without it somebody has to resume them. Without effect when resuming.',
      ),
  })
  .refine(({ category, template }) => category !== undefined || template !== undefined, {
    error: 'Name a category, a template or both.',
    params: { code: 'missing' },
  })
  .meta({ id: 'PauseRequest', minProperties: 1 });
const paused = {
  categories: z.array(categorySchema),
  templates: z.array(z.string()).describe('Names of templates.'),
};
const pausesAnswer = {
  description: 'What is paused from now on',
  schema: z
    .object({ ...paused, items: z.array(pauseSchema).describe('Who paused each, and when.') })
    .meta({ id: 'Pauses', description: 'What is held back.' }),
};
const pauseExample = { category: 'marketing', by: 'grace', since: '2027-01-31T07:30:00.000Z' };

export const pauseSending = defineRoute({
  method: 'POST',
  path: '/v1/pause',
  operationId: 'pauseSending',
  tag,
  summary: 'Hold e-mails of a category or template back',
  description:
    'They wait with reason `paused`, and are judged anew when they go on. What is paused already stays so since when it was, and gets this end in place of its own.',
  scope: 'operate',
  body: pauseBody,
  bodyExample: { category: 'marketing', until: '2027-02-01T08:00:00Z' },
  answers: {
    200: {
      ...pausesAnswer,
      example: {
        categories: ['marketing'],
        templates: [],
        items: [{ ...pauseExample, until: '2027-02-01T08:00:00.000Z' }],
      },
    },
  },
  errors: [],
});

export const resumeSending = defineRoute({
  method: 'POST',
  path: '/v1/resume',
  operationId: 'resumeSending',
  tag,
  summary: 'Let e-mails go on; what waited leaves within minutes',
  scope: 'operate',
  body: pauseBody,
  bodyExample: { category: 'marketing' },
  answers: { 200: { ...pausesAnswer, example: { categories: [], templates: [], items: [] } } },
  errors: [],
});

export const showPauses = defineRoute({
  method: 'GET',
  path: '/v1/pause',
  operationId: 'showPauses',
  tag,
  summary: 'What is held back, by whom, since when, and how many e-mails wait',
  scope: ['operate', 'read'],
  answers: {
    200: {
      description: 'What is paused now, the oldest first',
      schema: z
        .object({ ...paused, items: z.array(waitingPauseSchema) })
        .meta({ id: 'WaitingPauses', description: 'What is held back, and how much of it waits.' }),
      example: { categories: ['marketing'], templates: [], items: [{ ...pauseExample, waiting: 12 }] },
    },
  },
  errors: [],
});

/** The routes that hold back, let go on and call off many e-mails. */
export const pauseAndCancelRoutes = [cancelMany, getCancellation, pauseSending, resumeSending, showPauses];
