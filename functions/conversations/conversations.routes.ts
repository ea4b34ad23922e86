import * as z from 'zod';
import { emailExample } from '../contract/email-examples.ts';
import { idParams } from '../platform/fields.ts';
import { pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { noticeEmailsSchema } from '../notify/notice-views.ts';
import { conversationSchema } from './conversation.ts';
import { conversationExample, ENDED_ON } from './example.ts';
import { documentedSummaryRequest, summaryRequestSchema } from './manual.ts';
import { conversationOrStateSchema, conversationViewSchema, summaryAnswerOrStateSchema } from './views.ts';

const scope = 'send';
const tag = { name: 'Conversations', description: 'Conversations that have ended, and their summaries.' };

const mailExample = {
  id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d',
  audience: 'customer',
  template: 'conversation_summary_customer',
  to: 'ada@example.com',
  status: 'scheduled',
  scheduledAt: `${ENDED_ON}T08:24:00.000Z`,
};
const viewExample = {
  ...conversationExample,
  id: 'conv-42',
  status: 'completed',
  completedAt: `${ENDED_ON}T08:14:02.000Z`,
  startedAt: `${ENDED_ON}T08:00:00.000Z`,
  endedAt: `${ENDED_ON}T08:14:00.000Z`,
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
  bodyExample: conversationExample,
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
