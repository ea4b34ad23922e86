import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';
import { activitySchema } from './activity.ts';
import { dealExample } from './example.ts';

const MOST = 1000;
const tag = { name: 'Activities', description: 'What reps did, as digests tell it.' };

const recordedSchema = z
  .object({
    recorded: z.int().describe('New ones.'),
    unchanged: z.int().describe('Known already, with the same content.'),
    replaced: z.int().describe('Known, with other content: corrected.'),
  })
  .meta({ id: 'ActivitiesRecorded', description: 'What came of the activities of a call.' });

export const recordActivitiesRoute = defineRoute({
  method: 'POST',
  path: '/v1/activities',
  operationId: 'recordActivities',
  tag,
  summary: `Tell of up to ${MOST} calls, meetings, deals, tasks and mails of reps`,
  description:
    'All are checked first, and one fault refuses all. The same id again changes nothing, or replaces what was told with it: a correction. Late ones and any order are right.',
  scope: 'send',
  body: z
    .strictObject({
      activities: z
        .array(activitySchema)
        .min(1)
        .max(MOST, { error: `At most ${MOST} activities a call.` })
        .describe(`1 to ${MOST} activities.`),
    })
    .meta({ id: 'RecordActivitiesRequest', description: 'What reps did.' }),
  bodyExample: {
    activities: [
      {
        id: 'call-1',
        repId: 'grace',
        type: 'call',
        at: '2026-01-31T09:00:00Z',
        leadId: 'lead-7',
        outcome: 'reached',
        title: 'Asked for a quote',
      },
      dealExample,
    ],
  },
  answers: {
    200: {
      description: 'How many were new, known and corrected',
      schema: recordedSchema,
      example: { recorded: 2, unchanged: 0, replaced: 0 },
    },
  },
  errors: ['busy'],
});

export const activitiesRoutes = [recordActivitiesRoute];
