import * as z from 'zod';
import { emailContentExample, emailWithTimelineExample } from '../contract/email-examples.ts';
import { emailContentSchema, emailViewSchema } from '../contract/email.ts';
import { parseDuration } from '../platform/duration.ts';
import { idParams } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { LONGEST_WAIT_MS } from './api/wait.ts';
import { emailsTag } from './emails.routes.ts';

/** An ISO 8601 duration; milliseconds after parsing. */
const waitSchema = z
  .string()
  .transform((value, context) => {
    const duration = parseDuration(value);
    if (duration !== undefined && duration <= LONGEST_WAIT_MS) return duration;
    context.issues.push({
      code: 'custom',
      input: value,
      message: 'Must be an ISO 8601 duration of at most PT25S, such as PT5S.',
      params: { code: 'invalid_format' },
    });
    return z.NEVER;
  })
  .meta({ pattern: '^PT[0-9.]+S$', examples: ['PT5S'] });

export const getEmail = defineRoute({
  method: 'GET',
  path: '/v1/emails/{id}',
  operationId: 'getEmail',
  tag: emailsTag,
  summary: 'One e-mail and what became of it',
  description:
    'With `wait` it answers as soon as the status is final, and else after so long with what is known.',
  params: idParams,
  query: z.strictObject({
    wait: waitSchema
      .optional()
      .describe(
        'How long to wait for a final status, such as PT5S; at most PT25S. Not at all when left out.',
      ),
  }),
  scope: 'read',
  answers: {
    200: {
      description: 'The e-mail with its timeline',
      schema: emailViewSchema,
      example: emailWithTimelineExample,
    },
  },
  errors: ['not_found'],
});

export const getEmailContent = defineRoute({
  method: 'GET',
  path: '/v1/emails/{id}/content',
  operationId: 'getEmailContent',
  tag: emailsTag,
  summary: 'What an e-mail says',
  description: 'Kept for `retention.content_days`; then 404.',
  params: idParams,
  scope: 'read',
  answers: {
    200: {
      description: 'Subject, parts and a list of the attachments',
      schema: emailContentSchema,
      example: emailContentExample,
    },
  },
  errors: ['not_found'],
});

/** Every route that reads one e-mail. */
export const readEmailRoutes = [getEmail, getEmailContent];
