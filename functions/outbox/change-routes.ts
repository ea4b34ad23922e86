import * as z from 'zod';
import { idParams, instantSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { emailsTag } from './email-routes.ts';
import { acceptedExample, emailStateExample } from './examples.ts';
import { messageStateSchema, messageViewSchema } from './message-view.ts';

const changedMessage = {
  description: 'The e-mail with its timeline; without the scope `read` its id, status and reason alone',
  schema: z.union([messageViewSchema, messageStateSchema]).meta({ id: 'EmailOrState' }),
};

export const cancelEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/cancel',
  operationId: 'cancelEmail',
  tag: emailsTag,
  summary: 'Cancel an e-mail that has not left',
  params: idParams,
  scope: 'send',
  answers: { 200: { ...changedMessage, example: emailStateExample } },
  errors: ['not_found', 'wrong_state'],
});

export const rescheduleEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/reschedule',
  operationId: 'rescheduleEmail',
  tag: emailsTag,
  summary: 'Move a scheduled e-mail to another time',
  params: idParams,
  scope: 'send',
  body: z
    .strictObject({ sendAt: instantSchema.describe('When it is to leave now; up to a year ahead.') })
    .meta({ id: 'RescheduleRequest' }),
  bodyExample: { sendAt: '2027-01-31T09:00:00+01:00' },
  answers: { 200: { ...changedMessage, example: { ...emailStateExample, status: 'scheduled' } } },
  errors: ['not_found', 'wrong_state'],
});

export const retryEmail = defineRoute({
  method: 'POST',
  path: '/v1/emails/{id}/retry',
  operationId: 'retryEmail',
  tag: emailsTag,
  summary: 'Try a failed e-mail again, as a new generation',
  params: idParams,
  scope: 'operate',
  answers: {
    202: {
      ...changedMessage,
      description: 'Queued again; without the scope `read` id, status and reason alone',
      example: acceptedExample,
    },
  },
  errors: ['not_found', 'wrong_state'],
});

/** The routes that change what becomes of an e-mail. */
export const changeRoutes = [cancelEmail, rescheduleEmail, retryEmail];
