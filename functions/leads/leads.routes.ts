import * as z from 'zod';
import { idParams, idSchema, instantSchema } from '../platform/fields.ts';
import { pageAnswer, pageFields } from '../platform/page.ts';
import { problemSchema } from '../platform/problem.ts';
import { defineRoute } from '../platform/route.ts';
import { claimExample, leadRequestExample, outcomeExample } from './examples.ts';
import { leadSchema, outcomeRequestSchema } from './lead.ts';
import {
  bandSchema,
  leadOrStateSchema,
  leadPageSchema,
  leadReportSchema,
  leadViewSchema,
  stateSchema,
  takenByView,
} from './view-schemas.ts';

const tag = { name: 'Leads', description: 'Who is worth a call, who was asked, and who answers.' };

const factsExample = {
  ...leadRequestExample,
  id: 'lead-7',
  highlights: [],
  band: 'hot',
  priority: 82,
  priorityParts: [
    { text: 'Score 92 of 100', points: 55 },
    { text: 'Deal of 40000 EUR', points: 12 },
    { text: 'Time frame: this week', points: 10 },
    { text: '1 hot rule', points: 5 },
  ],
  hotRules: [{ name: 'Competitor named' }],
  response: {
    state: 'open',
    askedRepId: 'grace',
    nextStepAt: '2027-01-31T09:05:00.000Z',
    exhausted: false,
  },
  receivedAt: '2027-01-31T09:00:00.000Z',
};
const leadExample = {
  ...factsExample,
  history: [{ at: '2027-01-31T09:00:00.000Z', type: 'received' }],
  emails: [{ id: 'msg_4x8k2m9q7w', template: 'hot_lead_alert', to: 'grace@example.com', status: 'sent' }],
};
const answer = {
  description: 'The lead as it is now; without the scope `read` its state alone',
  schema: leadOrStateSchema,
  example: leadExample,
};
const reportExample = {
  from: '2027-01-24T00:00:00.000Z',
  to: '2027-01-31T00:00:00.000Z',
  alerted: 40,
  answered: 36,
  inTarget: 30,
  medianSeconds: 140,
  exhausted: 1,
  byPolicy: [{ policy: 'hot', alerted: 40, answered: 36, inTarget: 30, medianSeconds: 140, exhausted: 1 }],
  bySteps: [{ step: 0, answered: 28, medianSeconds: 95 }],
};

const leadTakenProblem = problemSchema
  .extend({
    takenBy: takenByView
      .optional()
      .describe('Who has it, or had it when it was closed; missing where nobody took it.'),
  })
  .meta({ id: 'LeadTakenProblem', description: 'Why a lead can not be taken.' });

export const putLead = defineRoute({
  method: 'PUT',
  path: '/v1/leads/{id}',
  operationId: 'putLead',
  tag,
  summary: 'Tell of a lead, whole',
  description:
    'The same content again, or an older version, changes nothing. Who is to act on it is asked at once, or with others.',
  scope: 'send',
  params: idParams,
  body: leadSchema,
  bodyExample: leadRequestExample,
  answers: { 200: answer },
  errors: ['busy'],
});

export const acknowledgeLead = defineRoute({
  method: 'POST',
  path: '/v1/leads/{id}/acknowledge',
  operationId: 'acknowledgeLead',
  tag,
  summary: 'Take a lead for a rep',
  description: 'The first wins; everybody else who was told hears who has it. The same rep again: 200.',
  scope: 'send',
  params: idParams,
  body: z
    .strictObject({
      repId: idSchema.describe('Id of the rep who has it from now on.'),
      followUpBy: instantSchema.optional().describe('Until when they promise to be in touch.'),
    })
    .meta({ id: 'AcknowledgeLeadRequest', description: 'Who takes a lead.' }),
  bodyExample: claimExample,
  answers: { 200: answer },
  errors: ['not_found', 'wrong_state', 'busy'],
  problems: { wrong_state: leadTakenProblem, busy: leadTakenProblem },
});

export const reportLeadOutcome = defineRoute({
  method: 'POST',
  path: '/v1/leads/{id}/outcome',
  operationId: 'reportLeadOutcome',
  tag,
  summary: 'Say what became of a lead',
  description:
    'It takes the lead for the rep where nobody has it. After won, lost or not a fit only a newer version is news.',
  scope: 'send',
  params: idParams,
  body: outcomeRequestSchema,
  bodyExample: outcomeExample,
  answers: { 200: answer },
  errors: ['not_found', 'busy'],
});

export const getLead = defineRoute({
  method: 'GET',
  path: '/v1/leads/{id}',
  operationId: 'getLead',
  tag,
  summary: 'A lead, and all that happened to it',
  scope: 'read',
  params: idParams,
  answers: { 200: { description: 'The lead', schema: leadViewSchema, example: leadExample } },
  errors: ['not_found'],
});

export const listLeadsRoute = defineRoute({
  method: 'GET',
  path: '/v1/leads',
  operationId: 'listLeads',
  tag,
  summary: 'Leads, the latest first',
  scope: 'read',
  query: z.strictObject({
    ownerRepId: idSchema.optional().describe('Those of this rep alone.'),
    state: stateSchema.optional().describe('Those that have come so far.'),
    band: bandSchema.optional().describe('Those of this band.'),
    ...pageFields,
  }),
  answers: { 200: pageAnswer(leadPageSchema, factsExample) },
  errors: [],
});

export const showLeadFigures = defineRoute({
  method: 'GET',
  path: '/v1/analytics/leads',
  operationId: 'showLeadFigures',
  tag,
  summary: 'How fast leads were answered',
  scope: 'read',
  query: z.strictObject({
    from: instantSchema.optional().describe('The first day; seven days before `to` when left out.'),
    to: instantSchema.optional().describe('The last day; today when left out.'),
  }),
  answers: { 200: { description: 'The figures', schema: leadReportSchema, example: reportExample } },
  errors: [],
});

/** Every route of this room with an API key. */
export const leadsRoutes = [
  putLead,
  acknowledgeLead,
  reportLeadOutcome,
  getLead,
  listLeadsRoute,
  showLeadFigures,
];
