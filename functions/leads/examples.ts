/** A lead, as docs show it. */
export const leadRequestExample = {
  version: 1,
  contact: {
    email: 'ada@example.com',
    name: 'Ada Lovelace',
    company: 'Analytical Ltd',
    phone: '+44 20 7946 0000',
  },
  score: 92,
  reasons: [{ text: 'wants it today', points: 30 }],
  need: '40 seats before the quarter ends',
  timeframe: 'this week',
  dealValue: { amount: 40_000, currency: 'EUR' },
  competitors: ['Difference Inc'],
  ownerRepId: 'grace',
};

/** What a rep says of it, as docs show it. */
export const claimExample = { repId: 'grace', followUpBy: '2027-01-31T15:00:00Z' };
export const outcomeExample = { outcome: 'lost', reason: 'Chose Difference Inc', repId: 'grace' };
