import { DAY, HOUR, MINUTE, toIso } from '../functions/platform/clock.ts';

export interface SeedCall {
  method: 'POST' | 'PUT';
  path: string;
  body: Record<string, unknown>;
  /** Where the path names nothing that would be known again. */
  idempotencyKey?: string;
}

const people = [
  { name: 'Ada Lovelace', email: 'ada@example.com', company: 'Analytical Engines' },
  { name: 'Grace Murray', email: 'open@example.com', company: 'Cobol Works' },
  { name: 'Alan Mathison', email: 'click@example.com', company: 'Bombe Ltd' },
  { name: 'Katherine Johnson', email: 'katherine@example.com', company: 'Orbit' },
  { name: 'Edsger Wybe', email: 'softbounce@example.com', company: 'Shortest Path' },
  { name: 'Barbara Liskov', email: 'bounce@example.com', company: 'Substitution' },
  { name: 'Margaret Hamilton', email: 'complain@example.com', company: 'Apollo' },
  { name: 'Jean Bartik', email: 'silent@example.com', company: 'Eniac' },
] as const;

const team: SeedCall[] = [
  {
    method: 'PUT',
    path: '/v1/teams/mid-market',
    body: { name: 'Mid-market', email: 'mid-market@example.com', onCall: ['max'], managerId: 'max' },
  },
  ...(['grace', 'linus', 'max'] as const).map((id): SeedCall => ({
    method: 'PUT',
    path: `/v1/reps/${id}`,
    body: {
      name: { grace: 'Grace Hopper', linus: 'Linus Pauling', max: 'Max Planck' }[id],
      email: `${id}@sales.example`,
      phone: { grace: '+493012345601', linus: '+493012345602', max: '+493012345603' }[id],
      timezone: { grace: 'Europe/Berlin', linus: 'America/New_York', max: 'Europe/London' }[id],
      teamId: 'mid-market',
      ...(id !== 'max' && { managerId: 'max' }),
    },
  })),
];

const repOf = (i: number): string => (i % 2 === 0 ? 'grace' : 'linus');

const conversation = (i: number, now: number): SeedCall => {
  const person = people[i % people.length];
  return {
    method: 'POST',
    path: `/v1/conversations/seed-conversation-${i}/complete`,
    body: {
      version: 1,
      startedAt: toIso(now - (i + 1) * 20 * MINUTE),
      endedAt: toIso(now - (i + 1) * 20 * MINUTE + 9 * MINUTE),
      channel: 'web chat',
      customer: { email: person?.email, name: person?.name, company: person?.company },
      ownerRepId: repOf(i),
      summary: {
        brief: `Compares plans for ${20 + 10 * i} seats.`,
        detailed: 'Wants one contract for two sites, with invoices by quarter, and asks who keeps the data.',
      },
      highlights: [`${20 + 10 * i} seats now, more in autumn`],
      questions: ['Where are the data kept?'],
      objections: i % 3 === 0 ? ['Dearer than the tool they have'] : [],
      nextSteps: [{ text: 'Send the price list', owner: repOf(i), dueAt: toIso(now + DAY) }],
      outcome: (['interested_not_booked', 'booked', 'price_objection', 'not_now'] as const)[i % 4],
      messageCount: 12 + i,
      lead: { id: `seed-lead-${i}`, score: 95 - 9 * i, reasons: ['Asked for a contract'] },
    },
  };
};

const appointment = (i: number, now: number): SeedCall => {
  const person = people[i % people.length];
  return {
    method: 'PUT',
    path: `/v1/appointments/seed-appointment-${i}`,
    body: {
      sequence: 1,
      title: 'A look at your plan',
      start: toIso(Math.ceil(now / HOUR) * HOUR + (26 + 3 * i) * HOUR),
      timezone: 'Europe/Berlin',
      durationMinutes: 30,
      kind: 'video',
      joinUrl: `https://meet.example.com/seed-${i}`,
      customer: { email: person?.email, name: person?.name },
      repId: repOf(i),
    },
  };
};

const lead = (i: number): SeedCall => {
  const person = people[i % people.length];
  return {
    method: 'PUT',
    path: `/v1/leads/seed-lead-${i}`,
    body: {
      contact: { email: person?.email, name: person?.name, company: person?.company },
      score: 95 - 9 * i,
      reasons: [{ text: 'Asked for a contract', points: 30 }, { text: 'Decides herself' }],
      need: 'One tool for two sites',
      timeframe: i % 2 === 0 ? 'this month' : 'this year',
      dealValue: { amount: 4000 * (i + 1), currency: 'EUR' },
      ownerRepId: repOf(i),
    },
  };
};

const notices = (now: number): SeedCall => ({
  method: 'POST',
  path: '/v1/emails/batch',
  idempotencyKey: 'seed',
  body: {
    emails: [
      ...people.map(({ email, name }, i) => ({
        to: { email, name },
        template: 'system_notification',
        data: { title: `Your export ${i + 1} is ready`, body: 'It can be fetched for seven days.' },
        tags: ['seed', 'export'],
      })),
      {
        to: { email: 'later@example.com' },
        subject: 'A word on Monday',
        text: 'This one waits for its time.',
        category: 'system',
        sendAt: toIso(now + 2 * DAY),
        tags: ['seed'],
      },
      {
        to: { email: 'newsletter@example.com' },
        subject: 'News of the month',
        text: 'Skipped, since nobody has consented.',
        category: 'marketing',
        tags: ['seed'],
      },
    ],
  },
});

/** What fills a service with varied, plausible traffic, in the order in which it is told. */
export const seedCalls = (now: number): SeedCall[] => [
  ...team,
  ...Array.from({ length: 6 }, (_, i) => conversation(i, now)),
  ...Array.from({ length: 4 }, (_, i) => appointment(i, now)),
  ...Array.from({ length: 5 }, (_, i) => lead(i)),
  notices(now),
  {
    method: 'POST',
    path: '/v1/activities',
    body: {
      activities: [
        {
          id: 'seed-call',
          repId: 'grace',
          type: 'call',
          at: toIso(now - HOUR),
          title: 'Ada asked for a quote',
        },
        {
          id: 'seed-deal',
          repId: 'linus',
          type: 'deal',
          at: toIso(now - 2 * HOUR),
          stage: 'won',
          value: { amount: 12_000, currency: 'EUR' },
        },
      ],
    },
  },
];
