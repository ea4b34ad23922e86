/** What the mail is shown with. */
export const samples = {
  rich: {
    format: 'detailed',
    customer: {
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phone: '+44 20 7946 0000',
      company: 'Analytical Ltd',
    },
    lead: {
      score: 87,
      band: 'hot',
      reasons: ['Asked for a contract (+30)', 'Decides herself (+25)', 'Needs it before October (+20)'],
    },
    startedAt: '2027-03-04T08:00:00Z',
    endedAt: '2027-03-04T08:14:00Z',
    durationMinutes: 14,
    messageCount: 23,
    channel: 'web chat',
    summary:
      'Ada leads the support of Analytical Ltd, **40 people** today and **120 from October**, when a second office opens. She compares us with two others.\n\n## What stands in the way\n\n1. She will not sign before she has seen the *notice period*.\n2. Her works council must agree.\n\n> If it is in place before the office opens, we sign this month.',
    highlights: ['40 seats now, 120 from October', 'CRM integration from the first day'],
    questions: ['Is there a discount for a **yearly** contract?', 'Can seats be added mid-month?'],
    objections: ['A notice period of a year would be a deal breaker', 'The other offer is 8 % cheaper'],
    products: ['Business plan', 'CRM integration'],
    nextSteps: [
      { text: 'Send price list and draft contract', owner: 'Grace', dueAt: '2027-03-05T11:00:00Z' },
      { text: 'Meet for half an hour', dueAt: '2027-03-11T09:30:00Z' },
    ],
    outcome: 'interested_not_booked',
    sentiment: 'positive',
    transcriptUrl: 'https://example.com/transcripts/42',
    crmUrl: 'https://example.com/crm/leads/42',
  },
  minimal: {
    format: 'brief',
    customer: {},
    startedAt: '2027-03-04T08:00:00Z',
    endedAt: '2027-03-04T08:00:20Z',
    durationMinutes: 0,
    messageCount: 1,
    channel: 'web chat',
    outcome: 'other',
  },
} as const;
