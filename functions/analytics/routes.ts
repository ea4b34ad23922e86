import * as z from 'zod';
import { reasons } from '../outbox/message.ts';
import { instantSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { categories } from '../preferences/categories.ts';

const count = z.int().min(0);

export const deliverabilitySchema = z.object({
  breaker: z.object({
    state: z.enum(['closed', 'open', 'half_open']),
    since: z.iso.datetime().optional(),
    until: z.iso.datetime().optional().meta({ description: 'When the next probe may go.' }),
    why: z.string().optional(),
  }),
  heldUntil: z.iso.datetime().optional().meta({ description: 'Mailgun asked everyone to wait until then.' }),
  last24h: z
    .object({
      accepted: count,
      delivered: count,
      deferred: count,
      bounced: count,
      failed: count,
      complained: count,
      unsubscribed: count,
    })
    .meta({ description: 'Events of the last 24 whole hours and the present one.' }),
});
export type Deliverability = z.infer<typeof deliverabilitySchema>;

export const overviewSchema = z.object({
  sent: count,
  delivered: count,
  opened: count.meta({ description: 'E-mails that a person opened; software is left out.' }),
  clicked: count,
  bounced: count,
  complained: count,
  unsubscribed: count,
  failed: count,
  cancelled: count,
  skipped: z.partialRecord(z.enum(reasons), count),
  medianMinutesToDelivery: z.number().optional().meta({
    description:
      'From what an e-mail tells of to its delivery, such as from the end of a conversation; within 6 %.',
  }),
});

export const showOverview = defineRoute({
  method: 'GET',
  path: '/v1/analytics/overview',
  operationId: 'showOverview',
  summary: 'What became of e-mails, by category',
  description: 'By whole hours; a week when no time is given.',
  scope: 'read',
  query: z.strictObject({
    from: instantSchema.optional(),
    to: instantSchema.optional(),
    category: z.enum(categories).optional(),
  }),
  answers: {
    200: {
      description: 'All e-mails, and those of each category',
      schema: z.object({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        totals: overviewSchema,
        categories: z.partialRecord(z.enum(categories), overviewSchema),
      }),
    },
  },
  errors: ['unauthorized', 'forbidden', 'invalid'],
});

export const showDeliverability = defineRoute({
  method: 'GET',
  path: '/v1/analytics/deliverability',
  operationId: 'showDeliverability',
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
  errors: ['unauthorized', 'forbidden'],
});

/** Every route of this room. */
export const analyticsRoutes = [showOverview, showDeliverability];
