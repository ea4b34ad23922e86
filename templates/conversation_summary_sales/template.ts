import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import {
  format,
  nextSteps,
  note,
  outcome,
  outcomeTexts,
  points,
  startedAt,
  summary,
  summaryTexts,
} from '../shared/summary-variables.ts';
import { samples } from './samples.ts';
import { texts } from './texts.ts';

const link = (description: string, example: string) =>
  ({ type: 'string', format: 'https-url', maxLength: 2000, description, example }) as const;

/** What the sales team gets after a conversation: the verdict first, what to do, and all that is known. */
export const conversationSummarySales = defineBuiltIn({
  name: 'conversation_summary_sales',
  category: 'conversation_summary',
  description: 'For the sales team after a conversation: score, what to do next, and who the customer is.',
  layout: 'team',
  subject:
    "{{ if (it.lead) { }}{{= number(it.lead.score) }} · {{ } }}{{= truncate(it.customer.name || it.customer.email || t('visitor'), 28) }}{{ if (it.customer.company) { }}, {{= truncate(it.customer.company, 18) }}{{ } }}: {{= t(it.outcome) }}",
  title: "{{= it.customer.name || it.customer.email || t('visitor') }}: {{= t(it.outcome) }}",
  preheader: "{{= truncate(it.summary ? markdown(it.summary) : t('follow_' + it.outcome), 110) }}",
  variables: {
    format,
    note,
    customer: {
      type: 'object',
      required: true,
      properties: {
        name: {
          type: 'string',
          maxLength: 60,
          description: 'Their name, where it is one.',
          example: 'Ada Lovelace',
        },
        typedName: {
          type: 'string',
          maxLength: 400,
          description: 'What they typed for a name.',
          example: 'Ada Lovelace',
        },
        email: {
          type: 'string',
          maxLength: 320,
          description: 'Their address.',
          example: 'ada@example.com',
        },
        phone: { type: 'string', maxLength: 50, description: 'Their phone.', example: '+44 20 7946 0000' },
        dial: {
          type: 'string',
          maxLength: 20,
          description: 'The number to dial, where it can be told.',
          example: '+442079460000',
        },
        company: {
          type: 'string',
          maxLength: 60,
          description: 'Where they work, where it is a name.',
          example: 'Analytical Ltd',
        },
        typedCompany: {
          type: 'string',
          maxLength: 400,
          description: 'What they typed for a company.',
          example: 'Analytical Ltd',
        },
      },
      description: 'Who talked with us, as far as we know.',
      example: { name: 'Ada Lovelace', email: 'ada@example.com', company: 'Analytical Ltd' },
    },
    lead: {
      type: 'object',
      properties: {
        score: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          required: true,
          description: 'From 0 to 100.',
          example: 87,
        },
        band: {
          type: 'string',
          enum: ['hot', 'warm', 'cold'],
          required: true,
          description: 'What the score means.',
          example: 'hot',
        },
        reasons: points('Why the score is as it is.', 'Asked for a contract'),
      },
      description: 'How good a lead it is.',
      example: { score: 87, band: 'hot', reasons: ['Asked for a contract'] },
    },
    startedAt,
    endedAt: {
      type: 'string',
      format: 'date-time',
      required: true,
      description: 'When it ended.',
      example: '2027-03-04T08:14:00Z',
    },
    durationMinutes: { type: 'integer', required: true, description: 'How long it took.', example: 14 },
    messageCount: { type: 'integer', required: true, description: 'Messages of both sides.', example: 23 },
    channel: {
      type: 'string',
      maxLength: 50,
      required: true,
      description: 'Where it took place.',
      example: 'web chat',
    },
    summary,
    highlights: points('What mattered most.', '40 seats now, 120 in autumn'),
    questions: points('What the customer asked.', 'Is there a discount for a yearly contract?'),
    objections: points('What speaks against it.', 'The notice period is too long'),
    products: points('What they are interested in.', 'Business plan'),
    nextSteps,
    outcome: { ...outcome, required: true },
    sentiment: { type: 'string', maxLength: 50, description: 'The mood.', example: 'positive' },
    transcriptUrl: link('Where the whole conversation is.', 'https://example.com/transcripts/42'),
    leftOut: {
      type: 'array',
      maxItems: 10,
      items: { type: 'string', maxLength: 1000 },
      description: 'What the chat told that could not be taken.',
      example: ['/customer/email: The address must look like name@example.com.'],
    },
    crmUrl: link('Where the customer is in the CRM.', 'https://example.com/crm/42'),
  },
  texts: {
    en: { ...summaryTexts.en, ...outcomeTexts.en, ...texts.en },
    de: { ...summaryTexts.de, ...outcomeTexts.de, ...texts.de },
  },
  samples: {
    ...samples,
    hostile: {
      format: 'detailed',
      note: hostile.template,
      customer: {
        name: hostile.markup,
        email: 'evil"<script>@example.com',
        phone: hostile.template.slice(0, 50),
        company: hostile.lineBreaks,
      },
      lead: { score: 12.5, band: 'cold', reasons: [hostile.markup, hostile.longWord] },
      startedAt: '2027-03-04T08:00:00Z',
      endedAt: '2027-03-04T08:00:00Z',
      durationMinutes: 0,
      messageCount: 1,
      channel: hostile.emoji,
      summary: Object.values(hostile).join('\n\n'),
      highlights: [hostile.markdown, hostile.markup],
      questions: [hostile.rightToLeft],
      objections: [hostile.controls],
      products: [hostile.longWord],
      nextSteps: [{ text: hostile.template, owner: hostile.emoji, dueAt: '2027-03-28T01:30:00Z' }],
      outcome: 'other',
      sentiment: hostile.markup.slice(0, 50),
      transcriptUrl: 'https://example.com/%22%3E',
      leftOut: [hostile.markup],
      crmUrl: 'https://example.com/?a=1&b=<2>',
    },
  },
});
