import type * as z from 'zod';
import type { conversationSchema } from '../../functions/conversations/conversation.ts';

/** A conversation as a chat system sends it. */
export type TestConversation = z.input<typeof conversationSchema>;

export interface MailEntry {
  id?: string;
  template: string;
  to: string | null;
  status: string;
  reason?: string;
  scheduledAt?: string;
}

export const aConversation = (different: Partial<TestConversation> = {}): TestConversation => ({
  version: 1,
  startedAt: '2027-03-04T08:00:00Z',
  endedAt: '2027-03-04T08:14:00Z',
  channel: 'web chat',
  customer: { email: 'ada@example.com' },
  ownerRepId: 'grace',
  summary: { brief: 'In brief: 40 seats.', detailed: 'Compares plans for 40 seats.' },
  highlights: ['40 seats now, 120 in autumn'],
  objections: ['Too dear'],
  nextSteps: [{ text: 'Send the price list', owner: 'Grace', dueAt: '2027-03-05T11:00:00Z' }],
  outcome: 'interested_not_booked',
  messageCount: 23,
  lead: {
    id: 'lead-42',
    score: 87,
    reasons: ['Asked for a contract', { text: 'Decides herself', points: 25 }],
  },
  crmUrl: 'https://crm.example/42',
  ...different,
});
