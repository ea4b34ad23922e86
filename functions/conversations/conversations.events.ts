import * as z from 'zod';
import type { DocumentedEvent } from '../bus/documented-event.ts';
import { conversationSchema, outcomeSchema } from './conversation.ts';
import { conversationExample, ENDED_ON } from './example.ts';

export const recordedDetailSchema = z.object({
  id: z.string().describe('Your id of the conversation.'),
  version: z.int().describe('The version that has settled.'),
  at: z.iso.datetime().describe('When it ended, or when the service heard of that.'),
  outcome: outcomeSchema.describe('How it ended.'),
  customer: z
    .object({
      email: z.string().optional().describe('Where mail reaches them.'),
      name: z.string().optional().describe('As they were named.'),
      company: z.string().optional().describe('Where they work.'),
      timezone: z.string().optional().describe('Their IANA zone.'),
      locale: z.string().optional().describe('Their language, or that of the conversation, in BCP 47.'),
    })
    .describe('Who it was with.'),
  ownerRepId: z.string().optional().describe('Id of the rep whose customer it is.'),
  products: z.array(z.string()).describe('What it was about.'),
  lead: z
    .object({
      id: z.string().describe('Your id of the lead.'),
      score: z.number().describe('0 to 100.'),
    })
    .optional()
    .describe('The lead that came of it.'),
});
export type RecordedDetail = z.infer<typeof recordedDetailSchema>;

/** Conversations, as the bus tells them. */
export const conversationsEvents: readonly DocumentedEvent[] = [
  {
    direction: 'in',
    type: 'conversation.completed',
    summary: 'A conversation of the chat has ended: its summaries are sent.',
    description: 'What is wrong with it is left out, and the sales team’s mail says so.',
    payload: conversationSchema,
    id: 'Your id of the conversation.',
    route: 'POST /v1/conversations/{id}/complete',
    example: { id: 'conv-42', ...conversationExample },
  },
  {
    direction: 'out',
    type: 'conversation.recorded',
    summary: 'A conversation has settled: it was not reopened for a while.',
    description:
      'Once for each version that did, some two minutes after `email.templates.conversation_summary.settle`.',
    detail: recordedDetailSchema,
    sameBy: ['id', 'version'],
    example: {
      id: 'conv-42',
      version: 1,
      at: `${ENDED_ON}T08:14:00.000Z`,
      outcome: 'interested_not_booked',
      customer: {
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        timezone: 'Europe/Berlin',
        locale: 'de',
      },
      ownerRepId: 'grace',
      products: [],
      lead: { id: 'lead-42', score: 87 },
    },
  },
];
