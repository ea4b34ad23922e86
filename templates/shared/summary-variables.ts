/** Variables that the mails about conversations share. */

const point = { type: 'string', maxLength: 2000 } as const;

export const format = {
  type: 'string',
  enum: ['detailed', 'brief'],
  default: 'detailed',
  description: 'How much of it the reader wants.',
  example: 'detailed',
} as const;

export const note = {
  type: 'string',
  maxLength: 5000,
  description: 'What a person has to say, above all else.',
  example: 'As promised on the phone.',
} as const;

export const startedAt = {
  type: 'string',
  format: 'date-time',
  required: true,
  description: 'When the conversation began.',
  example: '2027-03-04T08:00:00Z',
} as const;

export const summary = {
  type: 'string',
  maxLength: 50_000,
  description: 'Markdown: paragraphs, lists, tables and emphasis are shown; links and images as words.',
  example: 'You compare plans for 40 seats, and asked for prices and terms.',
} as const;

export const points = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ type: 'array', maxItems: 50, items: point, description, example: [example] }) as const;

export const nextSteps = {
  type: 'array',
  maxItems: 50,
  items: {
    type: 'object',
    properties: {
      text: { ...point, required: true, description: 'What is to be done.', example: 'Send the price list' },
      owner: { type: 'string', maxLength: 100, description: 'Who does it.', example: 'Grace' },
      dueAt: {
        type: 'string',
        format: 'date-time',
        description: 'By when.',
        example: '2027-03-05T11:00:00Z',
      },
    },
  },
  description: 'What follows, in order.',
  example: [{ text: 'Send the price list', owner: 'Grace', dueAt: '2027-03-05T11:00:00Z' }],
} as const;

export const outcome = {
  type: 'string',
  enum: ['interested_not_booked', 'price_objection', 'not_now', 'booked', 'other'],
  description: 'How it ended.',
  example: 'interested_not_booked',
} as const;

/** How people call an outcome. */
export const outcomeTexts = {
  en: {
    outcome: 'Outcome:',
    interested_not_booked: 'interested, not booked',
    price_objection: 'finds it too expensive',
    not_now: 'not now',
    booked: 'booked',
    other: 'open',
  },
  de: {
    outcome: 'Ergebnis:',
    interested_not_booked: 'interessiert, kein Termin',
    price_objection: 'zu teuer',
    not_now: 'nicht jetzt',
    booked: 'Termin gebucht',
    other: 'offen',
  },
} as const;

/** Words that all of them say. */
export const summaryTexts = {
  en: {
    note: 'A note for you',
    highlights: 'What matters',
    questions: 'Questions',
    nextSteps: 'Next steps',
    by: 'By {day}, {time}',
    ownerBy: '{owner}, by {day}, {time}',
  },
  de: {
    note: 'Eine Nachricht für Sie',
    highlights: 'Das Wichtigste',
    questions: 'Fragen',
    nextSteps: 'Nächste Schritte',
    by: 'Bis {day}, {time}',
    ownerBy: '{owner}, bis {day}, {time}',
  },
} as const;
