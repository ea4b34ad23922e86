import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import {
  format,
  nextSteps,
  note,
  points,
  startedAt,
  summary,
  summaryTexts,
} from '../shared/summary-variables.ts';

/** What a customer gets after a conversation; nothing that only the sales team may know. */
export const conversationSummaryCustomer = defineBuiltIn({
  name: 'conversation_summary_customer',
  category: 'conversation_summary',
  description: 'For the customer after a conversation: what was talked about, and what comes next.',
  layout: 'customer',
  subject: "{{= t('subject', 'company', truncate(it.brand.company, 24), 'day', date(it.startedAt)) }}",
  title: "{{= t('subject', 'company', truncate(it.brand.company, 24), 'day', date(it.startedAt)) }}",
  preheader: "{{= truncate(it.summary ? markdown(it.summary) : t('lead', 'day', date(it.startedAt)), 110) }}",
  variables: {
    format,
    startedAt,
    channel: {
      type: 'string',
      maxLength: 50,
      description: 'How you talked.',
      example: 'web chat',
    },
    note,
    summary,
    highlights: points('What mattered most.', '40 seats now, 120 in autumn'),
    questions: points('What the customer asked.', 'Is there a discount for a yearly contract?'),
    nextSteps,
    rep: {
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 200, description: 'Their name.', example: 'Grace Hopper' },
        phone: { type: 'string', maxLength: 50, description: 'Their phone.', example: '+49 30 123456' },
      },
      description: 'Who looks after the customer.',
      example: { name: 'Grace Hopper', phone: '+49 30 123456' },
    },
  },
  texts: {
    en: {
      ...summaryTexts.en,
      subject: 'Your talk with {company} on {day}',
      morning: 'Good morning',
      afternoon: 'Good afternoon',
      evening: 'Good evening',
      greeting: '{hello}, {name}',
      lead: 'Thank you for talking with us on {day}. Here is what we noted for you.',
      leadBy: 'Thank you for talking with us on {day} ({channel}). Here is what we noted for you.',
      questions: 'Your questions',
      more: 'Something missing, or another question?',
      replyTo: 'Just answer this mail; it reaches {name}.',
      replyToTeam: 'Just answer this mail; it reaches our team.',
      orCall: 'Or call',
    },
    de: {
      ...summaryTexts.de,
      subject: 'Ihr Gespräch mit {company} am {day}',
      morning: 'Guten Morgen',
      afternoon: 'Guten Tag',
      evening: 'Guten Abend',
      greeting: '{hello}, {name}',
      lead: 'Vielen Dank für das Gespräch am {day}. Das haben wir für Sie festgehalten.',
      leadBy: 'Vielen Dank für das Gespräch am {day} ({channel}). Das haben wir für Sie festgehalten.',
      questions: 'Ihre Fragen',
      more: 'Fehlt etwas, oder haben Sie noch eine Frage?',
      replyTo: 'Antworten Sie einfach auf diese E-Mail; sie erreicht {name}.',
      replyToTeam: 'Antworten Sie einfach auf diese E-Mail; sie erreicht unser Team.',
      orCall: 'Oder rufen Sie an:',
    },
  },
  samples: {
    rich: {
      format: 'detailed',
      startedAt: '2027-03-04T08:00:00Z',
      channel: 'web chat',
      note: 'It was good to talk. The price list is being renewed as I write, so you get it tomorrow.\n\nUntil then,\nGrace',
      summary:
        'You want to bring your support team of **40 people** onto one tool before the new office opens in autumn, when the team will grow to 120.\n\nWe went through the plans, and found that **Business** fits:\n\n- it has the roles you need\n- it works with your CRM\n- seats can be added at any time\n\n| Plan | Seats | A month |\n|---|---:|---:|\n| Business | 40 | €1,200 |\n| Business | 120 | €3,240 |\n\nYou would like to see the contract before you decide, above all its *notice period*.',
      highlights: [
        '**40 seats** now, 120 from October',
        'The CRM integration must be there from the first day',
        'A decision is planned before Easter',
      ],
      questions: [
        'Is there a discount for a yearly contract?',
        'Can seats be added in the middle of a month?',
      ],
      nextSteps: [
        {
          text: 'Send the price list and the contract as a draft',
          owner: 'Grace',
          dueAt: '2027-03-05T11:00:00Z',
        },
        { text: 'Talk with your works council', owner: 'You' },
        { text: 'Tell us what else the contract has to say', dueAt: '2027-03-11T09:30:00Z' },
      ],
      rep: { name: 'Grace Hopper', phone: '+49 30 123456' },
    },
    minimal: { startedAt: '2027-03-04T08:00:00Z', highlights: ['You asked for a call next week'] },
    hostile: {
      format: 'detailed',
      startedAt: '2027-03-04T23:59:59-11:00',
      channel: hostile.markup.slice(0, 50),
      note: hostile.template,
      summary: Object.values(hostile).join('\n\n'),
      highlights: [hostile.markdown, hostile.markup, hostile.longWord, hostile.controls],
      questions: [hostile.template, hostile.rightToLeft],
      nextSteps: [
        { text: hostile.longWord, owner: hostile.markup.slice(0, 100), dueAt: '2027-03-28T01:30:00Z' },
      ],
      rep: { name: hostile.emoji, phone: hostile.lineBreaks.slice(0, 50) },
    },
  },
});
