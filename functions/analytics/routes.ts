import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';

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
export const analyticsRoutes = [showDeliverability];
