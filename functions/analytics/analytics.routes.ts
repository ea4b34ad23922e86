import * as z from 'zod';
import { instantSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { categories, categorySchema } from '../contract/category.ts';
import { reasons } from '../contract/message-status.ts';
import { breakerFields } from '../outbox/outbox.ts';

const tag = { name: 'Analytics', description: 'What became of all e-mails, in numbers.' };
const count = z.int().min(0);

const takenBy =
  'E-mails that Mailgun took. Where its webhook `accepted` is not registered, they are counted once their outcome is known.';

const deliverabilitySchema = z
  .object({
    ...breakerFields,
    last24h: z
      .object({
        accepted: count.describe(takenBy),
        delivered: count,
        deferred: count,
        bounced: count,
        failed: count,
        complained: count,
        unsubscribed: count,
      })
      .meta({ id: 'EventCounts', description: 'Events of the last 24 whole hours and the present one.' }),
  })
  .meta({ id: 'Deliverability', description: 'Whether mail leaves, and how it fares.' });
export type Deliverability = z.infer<typeof deliverabilitySchema>;

export const overviewSchema = z
  .object({
    sent: count.describe(takenBy),
    delivered: count,
    opened: count.describe('E-mails that a person opened; software is left out.'),
    clicked: count.describe('E-mails in which a person clicked; software is left out.'),
    bounced: count,
    complained: count,
    unsubscribed: count,
    failed: count,
    cancelled: count,
    skipped: z.partialRecord(z.enum(reasons), count).describe('By reason; those without any are left out.'),
    medianMinutesToDelivery: z
      .number()
      .optional()
      .describe(
        'From what an e-mail tells of to its delivery, such as from the end of a conversation; within 6 %.',
      ),
  })
  .meta({ id: 'EmailCounts', description: 'What became of e-mails; each counts once in each field.' });

const countsExample = {
  sent: 120,
  delivered: 117,
  opened: 61,
  clicked: 14,
  bounced: 1,
  complained: 0,
  unsubscribed: 1,
  failed: 0,
  cancelled: 2,
  skipped: { opted_out: 3 },
  medianMinutesToDelivery: 0.4,
};

export const showOverview = defineRoute({
  method: 'GET',
  path: '/v1/analytics/overview',
  operationId: 'showOverview',
  tag,
  summary: 'What became of e-mails, by category',
  description: 'By whole hours; a week when no time is given.',
  scope: 'read',
  query: z.strictObject({
    from: instantSchema.optional().describe('A week before `to` when left out; at most 92 days before it.'),
    to: instantSchema.optional().describe('Now when left out.'),
    category: categorySchema.optional().describe('This category alone; all when left out.'),
  }),
  answers: {
    200: {
      description: 'All e-mails, and those of each category',
      schema: z
        .object({
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          totals: overviewSchema,
          categories: z
            .partialRecord(z.enum(categories), overviewSchema)
            .describe('By category; those without any e-mail are left out.'),
        })
        .meta({ id: 'Overview', description: 'What became of e-mails in a time.' }),
      example: {
        from: '2027-01-24T08:00:00.000Z',
        to: '2027-01-31T08:00:00.000Z',
        totals: countsExample,
        categories: { system: countsExample },
      },
    },
  },
  errors: [],
});

export const showDeliverability = defineRoute({
  method: 'GET',
  path: '/v1/analytics/deliverability',
  operationId: 'showDeliverability',
  tag,
  summary: 'Whether mail leaves, and how it fares',
  scope: 'read',
  answers: {
    200: {
      description: 'The breaker, and what Mailgun told of the last day',
      schema: deliverabilitySchema,
      example: {
        breaker: { state: 'closed' },
        last24h: {
          accepted: 120,
          delivered: 117,
          deferred: 2,
          bounced: 1,
          failed: 0,
          complained: 0,
          unsubscribed: 1,
        },
      },
    },
  },
  errors: [],
});

/** Every route of this room. */
export const analyticsRoutes = [showOverview, showDeliverability];
