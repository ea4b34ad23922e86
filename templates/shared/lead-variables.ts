/** Variables that the mails about leads share, and how those mails name a lead. */

const text = <const D extends string, const E extends string, const M extends number>(
  maxLength: M,
  description: D,
  example: E,
) => ({ type: 'string', maxLength, description, example }) as const;

export const moment = <const D extends string, const E extends string>(description: D, example: E) =>
  ({ type: 'string', format: 'date-time', description, example }) as const;

export const name = <const D extends string, const E extends string>(description: D, example: E) =>
  text(200, description, example);

export const crmUrl = {
  ...text(2000, 'Where the lead is in the CRM.', 'https://example.com/crm/42'),
  format: 'https-url',
} as const;

/** A page of ours, which on a developer's machine has no https. */
export const takeUrl = {
  ...text(
    2000,
    'Where the reader says that they have it; missing where many read the mail.',
    'https://example.com/t/abc',
  ),
  format: 'url',
} as const;

/** Who it is and how good; each mail about a lead begins with it. */
export const lead = {
  type: 'object',
  required: true,
  properties: {
    score: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      required: true,
      description: 'From 0 to 100.',
      example: 92,
    },
    band: {
      type: 'string',
      enum: ['hot', 'warm', 'cold'],
      required: true,
      description: 'What the score means.',
      example: 'hot',
    },
    priority: {
      type: 'integer',
      minimum: 0,
      maximum: 100,
      required: true,
      description: 'Its place among others, from 0 to 100.',
      example: 88,
    },
    headline: text(120, 'Why, in a few words.', 'wants it today'),
    contact: {
      type: 'object',
      required: true,
      properties: {
        name: text(60, 'Their name, where it is one.', 'Ada Lovelace'),
        typedName: text(400, 'What they typed for a name.', 'Ada Lovelace'),
        email: text(320, 'Their address.', 'ada@example.com'),
        phone: text(50, 'Their phone.', '+44 20 7946 0000'),
        dial: text(20, 'The number to dial, where it can be told.', '+442079460000'),
        company: text(60, 'Where they work, where it is a name.', 'Analytical Ltd'),
        typedCompany: text(400, 'What they typed for a company.', 'Analytical Ltd'),
      },
      description: 'Who they are, as far as we know.',
      example: { name: 'Ada Lovelace', email: 'ada@example.com', company: 'Analytical Ltd' },
    },
  },
  description: 'Who it is, and how good a lead.',
  example: {
    score: 92,
    band: 'hot',
    priority: 88,
    headline: 'wants it today',
    contact: { name: 'Ada Lovelace', email: 'ada@example.com', company: 'Analytical Ltd' },
  },
} as const;

/** Who is asked next, unless the reader answers. */
export const nextAsked = {
  type: 'object',
  properties: {
    who: { ...name('Their name.', 'Linus Torvalds'), required: true },
    at: { ...moment('When.', '2027-03-04T08:12:00Z'), required: true },
  },
  description: 'Who is asked next, unless somebody answers.',
  example: { who: 'Linus Torvalds', at: '2027-03-04T08:12:00Z' },
} as const;

/** What is known of a lead beside who it is. */
export const details = {
  priorityParts: {
    type: 'array',
    maxItems: 4,
    items: {
      type: 'object',
      properties: {
        part: {
          type: 'string',
          enum: ['score', 'value', 'timeframe', 'signals'],
          required: true,
          description: 'What counts.',
          example: 'score',
        },
        points: { type: 'integer', required: true, description: 'How much of it.', example: 46 },
      },
    },
    description: 'How the priority comes about.',
    example: [{ part: 'score', points: 46 }],
  },
  reasons: {
    type: 'array',
    maxItems: 30,
    items: {
      type: 'object',
      properties: {
        text: { ...text(1000, 'What counts.', 'Asked for a contract'), required: true },
        points: { type: 'number', description: 'How much it counts.', example: 30 },
      },
    },
    description: 'Why the score is as it is.',
    example: [{ text: 'Asked for a contract', points: 30 }],
  },
  rules: {
    type: 'array',
    maxItems: 20,
    items: { type: 'string', maxLength: 500 },
    description: 'Names of the company’s rules that made it hot.',
    example: ['Asks for a contract'],
  },
  cards: {
    type: 'array',
    maxItems: 5,
    items: {
      type: 'object',
      properties: {
        competitor: { ...name('Whom they compare us with.', 'Initech'), required: true },
        card: { ...text(5000, 'What to say, in Markdown.', 'They bill by the *year*.'), required: true },
      },
    },
    description: 'What the company says against those whom the lead names.',
    example: [{ competitor: 'Initech', card: 'They bill by the *year*, we by the month.' }],
  },
  highlights: {
    type: 'array',
    maxItems: 20,
    items: { type: 'string', maxLength: 2000 },
    description: 'What they said.',
    example: ['40 seats now, 120 in autumn'],
  },
  need: text(2000, 'What they need.', '40 seats with CRM integration'),
  budget: text(500, 'What they can spend.', '1,000 a month'),
  timeframe: text(500, 'By when they want it.', 'before October'),
  competitors: text(500, 'Whom else they look at.', 'Difference Inc'),
  dealValue: {
    type: 'object',
    properties: {
      amount: { type: 'number', required: true, description: 'How much.', example: 14_400 },
      currency: {
        type: 'string',
        format: 'currency',
        required: true,
        description: 'By ISO 4217.',
        example: 'EUR',
      },
    },
    description: 'What it may be worth.',
    example: { amount: 14_400, currency: 'EUR' },
  },
  source: text(200, 'Where the lead came from.', 'web chat'),
  conversationId: text(128, 'The conversation that it came from.', 'conv-42'),
  crmUrl,
  leftOut: {
    type: 'array',
    maxItems: 10,
    items: { type: 'string', maxLength: 1000 },
    description: 'What was told of the lead and could not be taken.',
    example: ['/contact/phone: The number has letters.'],
  },
  unknownOwner: name('Whom the lead names as its owner, and whom nobody knows.', 'Charles Babbage'),
} as const;

const called = (of: string): string =>
  `(${of}.contact.name || ${of}.contact.email || ${of}.contact.phone || t('visitor'))`;

/** Whom a lead is about, in so many characters of a name and of a company; `whoOf` puts them together. */
export const shortWho = (name: number, company: number, of = 'it.lead'): string =>
  `(${of}.contact.company ? t('whoOf', 'name', truncate(${called(of)}, ${name}), 'company', truncate(${of}.contact.company, ${company})) : truncate(${called(of)}, ${name + 8}))`;

/** The same, as short as most subjects need it. */
export const who = shortWho(26, 18);

/** The same in full. */
export const whoInFull = `(it.lead.contact.company ? t('whoOf', 'name', ${called('it.lead')}, 'company', it.lead.contact.company) : ${called('it.lead')})`;

/** Score, name, and why: what a rep knows before opening the mail. */
export const alertSubject = `{{= it.lead.headline ? t('subject', 'score', number(it.lead.score), 'who', ${who}, 'headline', truncate(it.lead.headline, it.lead.contact.company && it.lead.contact.name.length > 16 ? 16 : 28)) : t('subjectPlain', 'score', number(it.lead.score), 'who', ${who}) }}`;
