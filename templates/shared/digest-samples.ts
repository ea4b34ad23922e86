import { hostile } from '../hostile.ts';

/** Days that the digest of a rep is shown with. */
export const digestSamples = {
  rich: {
    from: '2027-03-01T08:00:00Z',
    to: '2027-03-02T08:00:00Z',
    hot: [
      {
        who: 'Ada Lovelace, Analytical Ltd',
        score: 92,
        since: '2027-03-02T06:30:00Z',
        url: 'https://example.com/crm/42',
      },
    ],
    followUps: [
      {
        who: 'Alan Turing, Bletchley Park',
        by: '2027-03-01T15:00:00Z',
        isOverdue: true,
        url: 'https://example.com/crm/7',
      },
      { who: 'Katherine Johnson', by: '2027-03-02T15:00:00Z' },
    ],
    appointments: [
      {
        title: 'Product demo',
        who: 'Mary Jackson, Orbit GmbH',
        start: '2027-03-02T10:00:00Z',
        joinUrl: 'https://example.com/meet/1',
        materials: [{ title: 'Price list 2027', url: 'https://example.com/prices' }],
      },
      { title: 'Contract review', who: 'Dorothy Vaughan', start: '2027-03-03T13:00:00Z', isTomorrow: true },
    ],
    more: 2,
    done: [
      { what: 'conversations', count: 5 },
      { what: 'calls', count: 12 },
      { what: 'emails', count: 7 },
      { what: 'meetings', count: 2 },
      { what: 'contacted', count: 4 },
      { what: 'meeting_booked', count: 1 },
      { what: 'won', count: 1 },
    ],
    alerts: { asked: 4, answered: 3, inTarget: 2, median: '4 minutes' },
    readers: [{ email: 'ada@example.com', isClicked: true }, { email: 'alan@example.org' }],
    newLeads: [
      { band: 'hot', count: 2, percent: 40 },
      { band: 'warm', count: 5, percent: 100 },
      { band: 'cold', count: 1, percent: 20 },
    ],
    quality: [
      { of: 'now', mean: 68.5, base: 8 },
      { of: 'weeks', mean: 61.2, base: 83 },
      { of: 'team', mean: 59.7, base: 412 },
    ],
    conversion: '21%',
    pipeline: [
      {
        stage: 'qualified',
        deals: 9,
        percent: 100,
        value: '€120,000',
        entered: 2,
        left: 1,
      },
      {
        stage: 'proposal',
        deals: 4,
        percent: 44,
        value: '€80,000 and $25,000',
        entered: 1,
        left: 0,
      },
      {
        stage: 'won',
        deals: 3,
        percent: 33,
        value: '€54,000',
        entered: 1,
        left: 0,
      },
    ],
    insights: [
      {
        text: 'Nothing has happened with Grace Ltd (score 81) for 6 working days.',
        action: 'Call this one.',
      },
      {
        text: 'Calls around 10 AM reach more people: 64%, at other hours 38%.',
        action: 'Call at this hour.',
      },
    ],
  },
  minimal: { isQuiet: true, from: '2027-03-01T08:00:00Z', to: '2027-03-02T08:00:00Z' },
  hostile: {
    from: '2027-03-28T00:30:00Z',
    to: '2027-03-28T01:30:00Z',
    hot: [
      { who: hostile.markup, score: 100, since: '2027-03-28T01:00:00Z', url: 'https://example.com/%22%3E' },
    ],
    followUps: [{ who: hostile.rightToLeft, by: '2027-03-28T01:30:00Z', isOverdue: true }],
    appointments: [
      {
        title: hostile.template,
        who: hostile.longWord,
        start: '2027-03-28T01:30:00Z',
        materials: [{ title: hostile.markup, url: 'https://example.com/?a=1&b=<2>' }],
      },
    ],
    readers: [{ email: hostile.controls }],
    pipeline: [{ stage: hostile.lineBreaks, deals: 1, percent: 100, entered: 0, left: 0 }],
    insights: [{ text: hostile.markup, action: hostile.template }],
  },
} as const;
