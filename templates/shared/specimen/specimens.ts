import { type AnyBuiltIn, defineBuiltIn } from '../../define.ts';
import { hostile } from '../../hostile.ts';

const variables = {
  title: { type: 'string', required: true, description: 'Headline.', example: 'All that mails are made of' },
  lead: { type: 'string', description: 'A sentence below it.', example: 'Each part once, to be looked at.' },
  score: { type: 'number', description: 'From 0 to 100.', example: 87 },
  quote: { type: 'string', description: 'What somebody said.', example: 'We need it by March.' },
  points: { type: 'array', items: { type: 'string' }, description: 'A list.', example: ['One', 'Two'] },
  rows: {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        at: { type: 'string', format: 'date-time', required: true },
        text: { type: 'string', required: true },
        amount: { type: 'number' },
      },
    },
    description: 'What happened.',
    example: [{ at: '2027-03-01T09:00:00Z', text: 'First talk', amount: 1200 }],
  },
  url: {
    type: 'string',
    format: 'https-url',
    required: true,
    description: 'Where the button leads.',
    example: 'https://example.com/x',
  },
} as const;

const texts = {
  en: { when: 'When', what: 'What', amount: 'Amount', card: 'A card', go: 'Open the page', hot: 'Hot lead' },
  de: {
    when: 'Wann',
    what: 'Was',
    amount: 'Betrag',
    card: 'Eine Karte',
    go: 'Seite öffnen',
    hot: 'Heißer Lead',
  },
};

const rich = {
  title: 'All that mails are made of',
  lead: 'Each part once, in the order in which they often come, to be looked at on phones and desktops.',
  score: 87,
  quote: 'If it can be in place before our new office opens in March, we would sign this month.',
  points: ['Needs 40 seats, later 120', 'Compares with two others', 'Wants to see the contract first'],
  rows: [
    { at: '2027-03-01T09:00:00Z', text: 'Asked for prices in the chat', amount: 1200 },
    { at: '2027-03-02T13:30:00Z', text: 'Watched the tour to its end', amount: 14_400 },
    { at: '2027-03-04T08:15:00Z', text: 'Wrote back: “Can you call me tomorrow after ten?”', amount: 99.5 },
  ],
  url: 'https://example.com/leads/42',
};
const worst = {
  title: `${hostile.emoji} <b>bold</b>`,
  lead: hostile.template,
  score: 12,
  quote: hostile.rightToLeft,
  points: [hostile.markup, hostile.longWord, hostile.controls],
  rows: [{ at: '2027-03-01T09:00:00Z', text: hostile.markup, amount: -1e21 }],
  url: 'https://example.com/%22%3E',
};
const minimal = { title: 'Little', score: 60, url: 'https://example.com' };

const specimen = (layout: 'customer' | 'team', category: 'marketing' | 'lead_alert'): AnyBuiltIn =>
  defineBuiltIn({
    name: `specimen_${layout}`,
    folder: 'shared/specimen',
    category,
    description: 'Every part that mails are made of, to be looked at and held against lint.',
    layout,
    subject: '{{= it.title }}',
    title: '{{= it.title }}',
    preheader: "{{= it.lead || t('card') }}",
    variables,
    texts,
    samples: { rich, minimal, hostile: worst },
  });

/** Mails of every part in both layouts; they come with no deployment. */
export const specimens: readonly AnyBuiltIn[] = [
  specimen('customer', 'marketing'),
  specimen('team', 'lead_alert'),
];
