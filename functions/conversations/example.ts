/** A day of the month before the docs are made: what ended long ago, or has not ended, would be refused. */
const day = (): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 4)).toISOString().slice(0, 10);
};
export const ENDED_ON = day();

/** A conversation, as docs show it. */
export const conversationExample = {
  version: 1,
  startedAt: `${ENDED_ON}T09:00:00+01:00`,
  endedAt: `${ENDED_ON}T09:14:00+01:00`,
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
