import type * as z from 'zod';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
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

/** When it ended: the hour before this test. */
const ended = Math.floor(Date.now() / HOUR) * HOUR - HOUR;
/** When its next step is due. */
export const stepDueAt = toIso(ended + DAY);

export const aConversation = (different: Partial<TestConversation> = {}): TestConversation => ({
  version: 1,
  startedAt: toIso(ended - 14 * MINUTE),
  endedAt: toIso(ended),
  channel: 'web chat',
  customer: { email: 'ada@example.com' },
  ownerRepId: 'grace',
  summary: { brief: 'In brief: 40 seats.', detailed: 'Compares plans for 40 seats.' },
  highlights: ['40 seats now, 120 in autumn'],
  objections: ['Too dear'],
  nextSteps: [{ text: 'Send the price list', owner: 'Grace', dueAt: stepDueAt }],
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
