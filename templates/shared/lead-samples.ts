import { hostile } from '../hostile.ts';

/** The leads that the mails are shown with. */
export const leadSamples = {
  rich: {
    score: 92,
    band: 'hot',
    priority: 88,
    headline: 'wants it today',
    contact: {
      name: 'Ada Lovelace',
      email: 'ada@example.com',
      phone: '+44 20 7946 0000',
      dial: '+442079460000',
      company: 'Analytical Ltd',
    },
  },
  warm: {
    score: 71,
    band: 'warm',
    priority: 64,
    headline: 'compares two offers',
    contact: { name: 'Alan Turing', email: 'alan@example.com', company: 'Bletchley & Sons' },
  },
  /** Of whom nothing is known but the address, or the phone. */
  byMail: { score: 40, band: 'cold', priority: 30, contact: { email: 'someone@example.com' } },
  byPhone: {
    score: 35,
    band: 'cold',
    priority: 25,
    contact: { phone: '+44 20 7946 0001', dial: '+442079460001' },
  },
  minimal: { score: 0, band: 'cold', priority: 0, contact: {} },
  /** Of somebody who means harm. */
  hostile: {
    score: 100,
    band: 'warm',
    priority: 100,
    headline: hostile.template,
    contact: {
      name: hostile.markup,
      typedName: hostile.lineBreaks,
      email: 'evil"<script>@example.com',
      phone: hostile.template.slice(0, 50),
      dial: '"><script>',
      company: hostile.lineBreaks,
      typedCompany: hostile.longWord,
    },
  },
  /** Of somebody whose name is in no language of the reader's, and longer than a line. */
  foreign: {
    score: 55,
    band: 'cold',
    priority: 40,
    headline: hostile.rightToLeft,
    contact: {
      name: hostile.longWord.slice(0, 60),
      typedName: hostile.controls,
      email: `${'long'.repeat(15)}@example.com`,
      company: '株式会社アナリティカル・エンジン研究所',
    },
  },
} as const;

/** What else is known of them. */
export const detailSamples = {
  rich: {
    priorityParts: [
      { part: 'score', points: 46 },
      { part: 'value', points: 22 },
      { part: 'timeframe', points: 15 },
      { part: 'signals', points: 5 },
    ],
    reasons: [
      { text: 'Asked for a **contract**', points: 30 },
      { text: 'Decides herself', points: 25 },
      { text: 'Needs it before October', points: 20 },
      { text: 'Wrote from a free mail address', points: -5 },
    ],
    rules: ['Wants to buy this month'],
    cards: [
      {
        competitor: 'Initech',
        card: 'They bill by the *year*; we bill by the month.\n\n- Ask: **who pays** when a seat stands empty?\n- Leave their price alone; it is 8% below ours.',
      },
    ],
    need: '40 seats with CRM integration, 120 from October',
    competitors: 'Difference Inc',
    budget: 'up to 1,200 a month',
    timeframe: 'before the new office opens in October',
    dealValue: { amount: 14_400, currency: 'EUR' },
    source: 'web chat',
    highlights: ['“If you can start today, I sign today.”', 'Her works council has agreed.'],
    conversationId: 'conv-42',
    crmUrl: 'https://example.com/crm/leads/42',
  },
  hostile: {
    priorityParts: [
      { part: 'score', points: -1 },
      { part: 'signals', points: 999_999_999 },
    ],
    reasons: [
      { text: hostile.markup, points: -1_234_567.89 },
      { text: hostile.longWord, points: 0.5 },
      { text: hostile.rightToLeft },
    ],
    rules: [hostile.controls, hostile.template],
    cards: [
      { competitor: hostile.markup, card: Object.values(hostile).join('\n\n') },
      { competitor: hostile.rightToLeft, card: hostile.template },
    ],
    need: hostile.lineBreaks,
    competitors: hostile.lineBreaks,
    budget: hostile.emoji,
    timeframe: hostile.longWord,
    dealValue: { amount: -1e21, currency: 'XXX' },
    source: hostile.markup,
    highlights: [hostile.markdown, hostile.markup],
    conversationId: hostile.longWord.slice(0, 128),
    crmUrl: 'https://example.com/?a=1&b=<2>',
    leftOut: [hostile.markup],
    unknownOwner: hostile.emoji,
  },
} as const;
