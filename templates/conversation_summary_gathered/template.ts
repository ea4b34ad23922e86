import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { outcome, outcomeTexts, startedAt, summaryTexts } from '../shared/summary-variables.ts';

const short = { type: 'string', maxLength: 500 } as const;

/** Several conversations in one mail, for who wants them daily or weekly. */
export const conversationSummaryGathered = defineBuiltIn({
  name: 'conversation_summary_gathered',
  category: 'conversation_summary',
  description: 'Several conversations in one mail, for readers who want them daily or weekly.',
  layout: 'customer',
  subject: "{{= plural(it.summaries.length, 'one', t('titleOne'), 'other', t('title')) }}",
  title: "{{= plural(it.summaries.length, 'one', t('titleOne'), 'other', t('title')) }}",
  preheader:
    '{{= it.summaries[0].who || date(it.summaries[0].startedAt) }}{{ if (it.summaries[0].text) { }}: {{= truncate(markdown(it.summaries[0].text), 90) }}{{ } }}',
  variables: {
    summaries: {
      type: 'array',
      required: true,
      maxItems: 50,
      items: {
        type: 'object',
        properties: {
          conversationId: {
            type: 'string',
            maxLength: 128,
            required: true,
            description: 'Which conversation.',
            example: 'conv-1',
          },
          revision: {
            type: 'number',
            description: 'Which state of it: a newer one takes its place.',
            example: 1,
          },
          startedAt,
          who: { type: 'string', maxLength: 800, description: 'Who it was.', example: 'Ada Lovelace' },
          score: { type: 'number', description: 'The lead’s score.', example: 87 },
          outcome,
          text: {
            type: 'string',
            maxLength: 1500,
            description: 'What was said.',
            example: 'Compares plans.',
          },
          highlights: {
            type: 'array',
            maxItems: 5,
            items: short,
            description: 'What mattered.',
            example: ['40 seats'],
          },
          nextSteps: {
            type: 'array',
            maxItems: 10,
            items: {
              type: 'object',
              properties: {
                text: { ...short, required: true, description: 'What is to be done.', example: 'Call' },
                owner: { type: 'string', maxLength: 100, description: 'Who does it.', example: 'Grace' },
                dueAt: {
                  type: 'string',
                  format: 'date-time',
                  description: 'By when.',
                  example: '2027-03-05T11:00:00Z',
                },
              },
            },
            description: 'What follows.',
            example: [{ text: 'Call' }],
          },
          url: {
            type: 'string',
            format: 'https-url',
            maxLength: 2000,
            description: 'Where there is more.',
            example: 'https://example.com/crm/42',
          },
        },
      },
      description: 'The conversations, the oldest first.',
      example: [{ conversationId: 'conv-1', startedAt: '2027-03-04T08:00:00Z', text: 'Compares plans.' }],
    },
  },
  texts: {
    en: {
      ...outcomeTexts.en,
      nextSteps: summaryTexts.en.nextSteps,
      by: summaryTexts.en.by,
      ownerBy: summaryTexts.en.ownerBy,
      titleOne: 'One conversation, summarised',
      title: '{n} conversations, summarised',
      open: 'Open the conversation',
      why: 'You get summaries from {company} gathered in one mail.',
    },
    de: {
      ...outcomeTexts.de,
      nextSteps: summaryTexts.de.nextSteps,
      by: summaryTexts.de.by,
      ownerBy: summaryTexts.de.ownerBy,
      titleOne: 'Ein Gespräch, zusammengefasst',
      title: '{n} Gespräche, zusammengefasst',
      open: 'Gespräch öffnen',
      why: 'Sie erhalten Zusammenfassungen von {company} gesammelt in einer E-Mail.',
    },
  },
  samples: {
    rich: {
      summaries: [
        {
          conversationId: 'conv-1',
          startedAt: '2027-03-03T09:00:00Z',
          who: 'Ada Lovelace, Analytical Ltd',
          score: 87,
          outcome: 'interested_not_booked',
          text: 'Compares plans for **40 seats**, and wants to see the *notice period* before she decides.',
          highlights: ['40 seats now, 120 from October', 'CRM integration from the first day'],
          nextSteps: [{ text: 'Send the draft contract', owner: 'Grace', dueAt: '2027-03-05T11:00:00Z' }],
          url: 'https://example.com/crm/leads/42',
        },
        {
          conversationId: 'conv-2',
          startedAt: '2027-03-03T14:30:00Z',
          who: 'Alan Turing',
          score: 41,
          outcome: 'not_now',
          text: 'Has no budget before summer.',
        },
        {
          conversationId: 'conv-3',
          startedAt: '2027-03-03T16:05:00Z',
          who: 'Unknown visitor',
          outcome: 'other',
        },
      ],
    },
    minimal: {
      summaries: [
        {
          conversationId: 'conv-1',
          startedAt: '2027-03-03T09:00:00Z',
          text: 'You asked for a call next week.',
        },
      ],
    },
    hostile: {
      summaries: [
        {
          conversationId: hostile.markup,
          startedAt: '2027-03-28T01:30:00Z',
          who: hostile.markup,
          score: 0,
          outcome: 'other',
          text: hostile.template,
          highlights: [hostile.longWord, hostile.controls],
          nextSteps: [{ text: hostile.rightToLeft, owner: hostile.emoji }],
          url: 'https://example.com/%22%3E',
        },
      ],
    },
  },
});
