import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';
import { breakerFields } from './api/breaker-view.ts';
import { waitingPauseSchema } from './api/pauses-view.ts';

export const showStatus = defineRoute({
  method: 'GET',
  path: '/v1/status',
  operationId: 'showStatus',
  tag: { name: 'Status', description: 'What runs here, and whether mail leaves.' },
  summary: 'What runs here, and what holds mail back',
  description: 'The first place to look when mail does not arrive.',
  scope: ['read', 'operate'],
  answers: {
    200: {
      description: 'Version, stage, and whatever holds all or some of the mail back',
      schema: z
        .object({
          version: z.string(),
          commit: z.string().optional().describe('Of the sources that were deployed, where Git knew it.'),
          stage: z.string(),
          now: z.iso.datetime(),
          mode: z
            .enum(['live', 'redirect', 'allowlist'])
            .describe('Whom mail may reach; `skipped` with reason `sandbox` are those whom it may not.'),
          domain: z.string().describe('Of Mailgun, from which mail leaves.'),
          marketingDomain: z.string().optional().describe('From which marketing leaves, where it has one.'),
          region: z.enum(['us', 'eu']).describe('Of Mailgun.'),
          ratePerMinute: z.int().describe('The most e-mails that leave in a minute.'),
          ...breakerFields,
          pauses: z.array(waitingPauseSchema).describe('What people hold back.'),
        })
        .meta({ id: 'Status', description: 'What runs here, and what holds mail back.' }),
      example: {
        version: '1.0.0',
        commit: '3f2a1bc',
        stage: 'prod',
        now: '2027-01-31T08:00:00.000Z',
        mode: 'live',
        domain: 'mg.example.com',
        region: 'eu',
        ratePerMinute: 300,
        breaker: { state: 'closed' },
        pauses: [{ category: 'marketing', by: 'grace', since: '2027-01-31T07:30:00.000Z', waiting: 12 }],
      },
    },
  },
  errors: [],
});

/** Every route about the service as a whole. */
export const statusRoutes = [showStatus];
