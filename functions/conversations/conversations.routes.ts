import * as z from 'zod';
import { emailExample } from '../contract/email-examples.ts';
import { idParams } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { noticeEmailsSchema } from '../notify/notice-views.ts';
import { conversationSchema } from './conversation.ts';
import { documentedSummaryRequest, summaryRequestSchema } from './manual.ts';
import { conversationOrStateSchema, conversationViewSchema, summaryAnswerOrStateSchema } from './views.ts';

const scope = 'send';
const tag = { name: 'Conversations', description: 'Conversations that have ended, and their summaries.' };

/** A day of the month before the docs are made: what ended long ago, or has not ended, would be refused. */
const day = (): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 4)).toISOString().slice(0, 10);
};
const ENDED = day();

const example = {
  version: 1,
  startedAt: `${ENDED}T09:00:00+01:00`,
  endedAt: `${ENDED}T09:14:00+01:00`,
  channel: 'web chat',
  locale: 'de',
  customer: { email: 'ada@example.com', name: 'Ada Lovelace', timezone: 'Europe/Berlin' },
  ownerRepId: 'grace',
  summary: {
    brief: 'Ada compares plans for 40 seats.',
    detailed: 'Ada asked for prices and terms for 40 seats.',
  },
  highlights: ['40 seats, later 120'],
  nextSteps: [{ text: 'Send the price list', owner: 'Grace', dueAt: '2027-03-05T12:00:00+01:00' }],
  outcome: 'interested_not_booked',
  messageCount: 23,
  lead: { id: 'lead-42', score: 87, reasons: ['Asked for a contract'] },
};

const mailExample = {
  id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d',
  audience: 'customer',
  template: 'conversation_summary_customer',
  to: 'ada@example.com',
  status: 'scheduled',
  scheduledAt: `${ENDED}T08:24:00.000Z`,
};
const viewExample = {
  ...example,
  id: 'conv-42',
  status: 'completed',
  completedAt: `${ENDED}T08:14:02.000Z`,
  startedAt: `${ENDED}T08:00:00.000Z`,
  endedAt: `${ENDED}T08:14:00.000Z`,
  questions: [],
  objections: [],
  nextSteps: [{ text: 'Send the price list', owner: 'Grace', dueAt: '2027-03-05T11:00:00.000Z' }],
  products: [],
  emails: [mailExample],
};

export const completeConversation = defineRoute({
  method: 'POST',
  path: '/v1/conversations/{id}/complete',
  operationId: 'completeConversation',
  tag,
  summary: 'Tell that a conversation has ended, with the summary that was made of it',
  description:
    'Customer and sales team are written to after `email.templates.conversation_summary.settle`. The same again changes nothing; another version, or other words while they wait, takes their place.',
  scope,
  params: idParams,
  body: conversationSchema,
  bodyExample: example,
  answers: {
    200: {
      description: 'The conversation, and what it sends; without the scope `read` ids and states alone',
      schema: conversationOrStateSchema,
      example: viewExample,
    },
  },
  errors: ['busy'],
});

export const sendConversationSummary = defineRoute({
  method: 'POST',
  path: '/v1/conversations/{id}/summary',
  operationId: 'sendConversationSummary',
  tag,
  summary: 'Send the summary of a conversation to people of your choice',
  description:
    'Each has an answer of their own, in order; one who can’t be written to stops no other. The same request again sends nothing twice.',
  scope,
  params: idParams,
  body: summaryRequestSchema,
  documentedBody: documentedSummaryRequest,
  bodyExample: { to: [{ email: 'ada@example.com', name: 'Ada' }], note: 'As promised on the phone.' },
  answers: {
    200: {
      description:
        'The conversation, and an answer for each reader; without the scope `read` ids and states alone',
      schema: summaryAnswerOrStateSchema,
      example: viewExample,
    },
  },
  errors: ['busy', 'not_found'],
});

export const listConversationEmailsRoute = defineRoute({
  method: 'GET',
  path: '/v1/conversations/{id}/emails',
  operationId: 'listConversationEmails',
  tag,
  summary: 'What was written about a conversation, and what became of it',
  scope: 'read',
  params: idParams,
  query: z.strictObject(pageFields),
  answers: {
    200: {
      description: 'A page, the oldest first; `next` is missing on the last',
      schema: noticeEmailsSchema,
      example: { items: [{ ...emailExample, category: 'conversation_summary', conversationId: 'conv-42' }] },
    },
  },
  errors: ['not_found'],
});

export const getConversation = defineRoute({
  method: 'GET',
  path: '/v1/conversations/{id}',
  operationId: 'getConversation',
  tag,
  summary: 'A conversation in its last state, and what it sends',
  scope: 'read',
  params: idParams,
  answers: { 200: { description: 'The conversation', schema: conversationViewSchema, example: viewExample } },
  errors: ['not_found'],
});

/** Every route of this room. */
export const conversationsRoutes = [
  getConversation,
  completeConversation,
  sendConversationSummary,
  listConversationEmailsRoute,
];
