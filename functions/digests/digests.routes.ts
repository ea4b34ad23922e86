import * as z from 'zod';
import { idempotencyHeaders } from '../contract/idempotency.ts';
import { idSchema, instantSchema } from '../platform/fields.ts';
import { defineRoute } from '../platform/route.ts';
import { digestKinds } from './records.ts';
import { digestEmailsSchema, digestPreviewSchema } from './view-schemas.ts';

const tag = { name: 'Digests', description: 'The day of a rep, and that of a team.' };

const params = z.strictObject({ repId: idSchema.describe('Id of the rep.') });
const kind = z
  .enum(digestKinds)
  .default('rep')
  .describe('`team`: of the teams that the rep leads; their own when left out.');

const noNumbers = { hot: 0, warm: 0, cold: 0 };
const previewExample = {
  repId: 'grace',
  kind: 'rep',
  slot: '2027-03-02T07:00:00.000Z',
  from: '2027-03-01T07:00:00.000Z',
  to: '2027-03-02T07:00:00.000Z',
  quiet: false,
  numbers: {
    conversations: 0,
    calls: 12,
    emails: 0,
    meetings: 0,
    tasks: 0,
    newLeads: { ...noNumbers, hot: 1 },
    alerts: { asked: 1, answered: 1, inTarget: 1, medianSeconds: 150 },
    outcomes: { contacted: 1, meeting_booked: 0, won: 0, lost: 0, unreachable: 0, not_a_fit: 0 },
    quality: {
      meanScore: 92,
      base: 1,
      fourWeeks: { meanScore: 61.5, base: 12 },
      team: { meanScore: 58.2, base: 74 },
    },
    conversion: { converted: 2, base: 13 },
    engagement: {
      opened: 1,
      clicked: 0,
      people: [{ email: 'ada@example.com', opened: true, clicked: false }],
    },
    pipeline: [
      {
        stage: 'proposal',
        deals: 1,
        value: [{ amount: 40_000, currency: 'EUR' }],
        entered: 1,
        left: 0,
      },
    ],
    appointments: { today: 1, tomorrow: 0 },
    followUps: { overdue: 0, today: 1, later: 0 },
  },
  insights: [
    {
      rule: 'best_hour',
      text: 'Calls around 10 AM reach more people: 9 of 12, at other hours 14 of 48.',
      evidence: { hour: 10, reached: 9, base: 12, reachedElse: 14, baseElse: 48 },
      action: 'Call at this hour.',
    },
  ],
  subject: 'Tuesday: 2 things to do',
  text: 'Tuesday, March 2, 2027',
  html: '<!doctype html><html lang="en"></html>',
};

export const previewDigest = defineRoute({
  method: 'GET',
  path: '/v1/digests/{repId}/preview',
  operationId: 'previewDigest',
  tag,
  summary: 'What the digest of a rep says at a moment',
  description: 'Nothing is sent or kept. At a slot it says what leaves at that slot.',
  scope: 'read',
  params,
  query: z.strictObject({
    at: instantSchema.optional().describe('Until when it tells, up to 62 days back; now when left out.'),
    kind,
  }),
  answers: { 200: { description: 'The digest', schema: digestPreviewSchema, example: previewExample } },
  errors: ['not_found', 'wrong_state'],
});

export const sendDigest = defineRoute({
  method: 'POST',
  path: '/v1/digests/{repId}/send',
  operationId: 'sendDigest',
  tag,
  summary: 'Send the present digest of a rep at once',
  description: 'That of the day leaves at its time all the same.',
  scope: 'send',
  params,
  headers: idempotencyHeaders,
  query: z.strictObject({ kind }),
  answers: {
    200: {
      description: 'What was sent',
      schema: digestEmailsSchema,
      example: {
        emails: [
          {
            id: 'msg_4x8k2m9q7w',
            template: 'sales_digest',
            to: 'grace@example.com',
            status: 'queued',
          },
        ],
      },
    },
  },
  errors: ['not_found', 'wrong_state'],
});

/** Every route of this room. */
export const digestsRoutes = [previewDigest, sendDigest];
