import * as z from 'zod';
import { activityViewSchema } from '../activities/activity.ts';
import { personAppointmentSchema } from '../appointments/view-schemas.ts';
import { readMailSchema } from '../digests/view-schemas.ts';
import { leadViewSchema } from '../leads/view-schemas.ts';
import { namingAlertSchema } from '../operations/view-schemas.ts';
import { enrollmentViewSchema } from '../sequences/view-schemas.ts';
import { conversationFactsSchema } from '../conversations/views.ts';
import { emailExample } from '../contract/email-examples.ts';
import { emailParams, jsonValueSchema } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { preferencesViewSchema } from '../preferences/preferences.ts';
import { recipientsTag } from '../preferences/recipients.routes.ts';
import { suppressionViewSchema } from '../preferences/suppression/suppressions.ts';
import { emailViewSchema, sentContentSchema } from '../contract/email.ts';

const scope = 'recipients';

const changeViewSchema = z
  .object({
    at: z.iso.datetime(),
    by: z.string().describe('Who it was: `recipient`, `mailgun`, `service` or `client`.'),
    how: z.string().describe('By which way, such as `one_click` or `api`.'),
    client: z.string().optional().describe('The client whose key it was.'),
    messageId: z.string().optional().describe('Id of the e-mail whose link or event it was.'),
    changes: z.array(
      z
        .object({
          field: z.string(),
          from: jsonValueSchema.describe('Any JSON value: what it was; null where it was not set.'),
          to: jsonValueSchema.describe('Any JSON value: what it became.'),
        })
        .meta({ id: 'FieldChange', description: 'What a field was, and what it became.' }),
    ),
  })
  .meta({ id: 'RecipientChange', description: 'A change of what a recipient gets.' });

const recipientExportSchema = z
  .object({
    emailAddress: z.string(),
    exportedAt: z.iso.datetime(),
    preferences: preferencesViewSchema.optional(),
    suppression: suppressionViewSchema.optional(),
    history: z
      .array(changeViewSchema)
      .optional()
      .describe('Who changed what, when, how, and from which e-mail; consents included.'),
    conversations: z.array(conversationFactsSchema).optional(),
    appointments: z.array(personAppointmentSchema).optional(),
    enrollments: z.array(enrollmentViewSchema).optional(),
    leads: z.array(leadViewSchema).optional(),
    activities: z.array(activityViewSchema).optional(),
    engagement: z
      .array(readMailSchema)
      .optional()
      .describe('Mails about their leads, appointments and conversations that they opened or clicked.'),
    alerts: z.array(namingAlertSchema).optional().describe('Alerts for operators that name the address.'),
    emails: z.array(
      emailViewSchema
        .and(
          z.object({ content: sentContentSchema.optional().describe('What it said, while that is kept.') }),
        )
        .meta({ id: 'ExportedEmail', description: 'An e-mail with what it said.' }),
    ),
    next: z.string().optional().describe('Hand it back as `cursor`; missing on the last page.'),
  })
  .meta({ id: 'RecipientExport', description: 'All that is known of a recipient.' });

const erasureSchema = z
  .object({
    erasedAt: z.iso.datetime(),
    messages: z.int().describe('E-mails that were erased.'),
    conversations: z.int().describe('Conversations that were erased.'),
    appointments: z.int().describe('Appointments that lost the person.'),
    enrollments: z.int().describe('Ways through sequences that ended, and lost the person.'),
    leads: z.int().describe('Leads that lost the person.'),
    activities: z.int().describe('Activities about their leads that lost what they said of them.'),
    kept: z.array(z.string()).describe('What stays under the hash of the address, and why.'),
    expires: z
      .record(z.string(), z.iso.datetime())
      .describe('When copies end that nobody can reach into, by where they are.'),
  })
  .meta({ id: 'Erasure', description: 'What was erased, and what lasts a while.' });

export const exportRecipient = defineRoute({
  method: 'GET',
  path: '/v1/recipients/{email}/export',
  operationId: 'exportRecipient',
  tag: recipientsTag,
  summary: 'All that is known of a recipient',
  description:
    'E-mails come a page at a time, with what they said while it is kept; all else is on the first page.',
  scope,
  params: emailParams,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'What is known',
      schema: recipientExportSchema,
      example: {
        emailAddress: 'ada@example.com',
        exportedAt: '2027-01-31T08:00:00.000Z',
        history: [
          {
            at: '2027-01-04T08:00:00.000Z',
            by: 'recipient',
            how: 'preference_centre',
            changes: [{ field: 'summaryFormat', from: null, to: 'brief' }],
          },
        ],
        conversations: [],
        appointments: [],
        enrollments: [],
        leads: [],
        activities: [],
        engagement: [],
        alerts: [],
        emails: [
          {
            ...emailExample,
            content: { kind: 'inline', subject: 'Your quote', text: 'Hello Ada, here is your quote.' },
          },
        ],
      },
    },
  },
  errors: [],
});

export const eraseRecipient = defineRoute({
  method: 'DELETE',
  path: '/v1/recipients/{email}',
  operationId: 'eraseRecipient',
  tag: recipientsTag,
  summary: 'Erase a recipient',
  description:
    'Tables, attachments, waiting e-mails and Mailgun’s lists lose the person at once; counters stay, and the hash of the address where it must get nothing. The answer says when copies end that nobody can reach into.',
  scope,
  params: emailParams,
  answers: {
    200: {
      description: 'Erased',
      schema: erasureSchema,
      example: {
        erasedAt: '2027-01-31T08:00:00.000Z',
        messages: 12,
        conversations: 1,
        appointments: 1,
        enrollments: 0,
        leads: 0,
        activities: 0,
        kept: ['suppression'],
        expires: { backups: '2027-03-07T08:00:00.000Z', logs: '2027-05-01T08:00:00.000Z' },
      },
    },
  },
  errors: ['busy'],
});

/** Every route of this room. */
export const privacyRoutes = [exportRecipient, eraseRecipient];
