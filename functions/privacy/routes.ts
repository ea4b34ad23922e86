import * as z from 'zod';
import { messageViewSchema } from '../outbox/message-view.ts';
import { emailParams } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { preferencesViewSchema } from '../preferences/preferences.ts';
import { suppressionViewSchema } from '../preferences/suppressions.ts';

const scope = 'recipients';

export const exportRecipient = defineRoute({
  method: 'GET',
  path: '/v1/recipients/{email}/export',
  operationId: 'exportRecipient',
  summary: 'All that is known of a recipient',
  description:
    'E-mails come a page at a time, with what they said while it is kept; all else is on the first page.',
  scope,
  params: emailParams,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'What is known',
      schema: z.object({
        emailAddress: z.string(),
        exportedAt: z.iso.datetime(),
        preferences: preferencesViewSchema.optional(),
        suppression: suppressionViewSchema.optional(),
        history: z
          .array(z.looseObject({ at: z.iso.datetime(), by: z.string(), how: z.string() }))
          .optional()
          .meta({ description: 'Who changed what, when, how, and from which e-mail; consents included.' }),
        conversations: z.array(z.looseObject({ id: z.string() })).optional(),
        emails: z.array(messageViewSchema.extend({ content: z.unknown() })),
        next: z.string().optional(),
      }),
    },
  },
  errors: ['unauthorized', 'forbidden', 'invalid'],
});

export const eraseRecipient = defineRoute({
  method: 'DELETE',
  path: '/v1/recipients/{email}',
  operationId: 'eraseRecipient',
  summary: 'Erase a recipient',
  description:
    'Tables, attachments, waiting e-mails and Mailgun’s lists lose the person at once; counters stay, and the hash of the address where it must get nothing. The answer says when copies end that nobody can reach into.',
  scope,
  params: emailParams,
  answers: {
    200: {
      description: 'Erased',
      schema: z.object({
        erasedAt: z.iso.datetime(),
        messages: z.int(),
        conversations: z.int(),
        kept: z.array(z.string()),
        expires: z.record(z.string(), z.iso.datetime()),
      }),
    },
  },
  errors: ['unauthorized', 'forbidden', 'invalid', 'busy'],
});

/** Every route of this room. */
export const privacyRoutes = [exportRecipient, eraseRecipient];
