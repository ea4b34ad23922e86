import { defineBuiltIn } from '../define.ts';
import { insights } from '../shared/digest-variables.ts';
import { count, flag, measure, moment, neededWords, percent, url, words } from '../shared/variable-kinds.ts';
import { digestSamples } from '../shared/digest-samples.ts';
import { digestTexts } from '../shared/digest-texts.ts';

const who = neededWords(200, 'Whom it is with.', 'Ada Lovelace, Analytical Ltd');
const crmUrl = url('Where it is in the CRM.', 'https://example.com/crm/42');
const toDo = 'it.hot.length + it.followUps.length + it.appointments.length';

/** The day of a rep: what to do now, what happened, and what is worth a thought. */
export const salesDigest = defineBuiltIn({
  name: 'sales_digest',
  category: 'digest',
  description: 'The day of a rep: what to do now, what happened, and what is worth a thought.',
  layout: 'team',
  subject: `{{= it.isQuiet ? t('subjectQuiet') : ${toDo} ? plural(${toDo}, 'one', t('subjectOne', 'day', date(it.to, 'weekday')), 'other', t('subject', 'day', date(it.to, 'weekday'))) : t('subjectNone', 'day', date(it.to, 'weekday')) }}`,
  title: "{{= date(it.to, 'full') }}",
  preheader: `{{= it.isQuiet ? t('quiet') : it.hot.length ? t('hot') + ': ' + it.hot[0].who : it.followUps.length ? t('followUps') + ': ' + it.followUps[0].who : it.appointments.length ? t('appointments') + ': ' + it.appointments[0].who : it.insights.length ? truncate(it.insights[0].text, 90) : t('span', 'day', date(it.from, 'weekday'), 'time', time(it.from)) }}`,
  variables: {
    isQuiet: flag('Whether nothing happened, and nothing is to be done.'),
    from: moment('From when on it tells.', '2027-03-01T08:00:00Z'),
    to: moment('Until when.', '2027-03-02T08:00:00Z'),
    hot: {
      type: 'array',
      default: [],
      maxItems: 10,
      items: {
        type: 'object',
        properties: {
          who,
          score: measure('From 0 to 100.', 92),
          since: moment('Since when it waits.', '2027-03-02T06:30:00Z'),
          url: crmUrl,
        },
      },
      description: 'Hot leads that nobody has taken.',
      example: [{ who: 'Ada Lovelace', score: 92, since: '2027-03-02T06:30:00Z' }],
    },
    followUps: {
      type: 'array',
      default: [],
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          who,
          by: moment('What was promised.', '2027-03-02T15:00:00Z'),
          isOverdue: flag('Whether that is past.'),
          url: crmUrl,
        },
      },
      description: 'Follow-ups that are overdue or due today.',
      example: [{ who: 'Alan Turing', by: '2027-03-02T15:00:00Z' }],
    },
    appointments: {
      type: 'array',
      default: [],
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          title: words(200, 'What it is about.', 'Product demo'),
          who,
          start: moment('When it begins.', '2027-03-02T10:00:00Z'),
          isTomorrow: flag('Whether it is tomorrow.'),
          joinUrl: url('Where a call is joined.', 'https://example.com/meet/1'),
          materials: {
            type: 'array',
            default: [],
            maxItems: 5,
            items: {
              type: 'object',
              properties: {
                title: neededWords(200, 'What it is.', 'Price list'),
                url: { ...url('Where it is.', 'https://example.com/prices'), required: true },
              },
            },
            description: 'What to prepare with.',
            example: [{ title: 'Price list', url: 'https://example.com/prices' }],
          },
        },
      },
      description: 'Appointments of today and tomorrow.',
      example: [{ who: 'Ada Lovelace', start: '2027-03-02T10:00:00Z' }],
    },
    more: { ...count('How much more there is to do.', 3), required: false, default: 0 },
    done: {
      type: 'array',
      default: [],
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          what: {
            type: 'string',
            enum: [
              'conversations',
              'calls',
              'emails',
              'meetings',
              'tasks',
              'contacted',
              'meeting_booked',
              'won',
              'lost',
              'unreachable',
              'not_a_fit',
              'opened',
              'clicked',
            ],
            required: true,
            description: 'What is counted.',
            example: 'calls',
          },
          count: count('How often.', 12),
        },
      },
      description: 'What happened, as numbers.',
      example: [{ what: 'calls', count: 12 }],
    },
    alerts: {
      type: 'object',
      properties: {
        asked: count('How often the reader was asked.', 4),
        answered: count('How many of them were taken.', 3),
        inTarget: count('How many in time.', 2),
        median: words(100, 'How long an answer took, in the middle.', '4 minutes'),
      },
      description: 'Alerts of the span.',
      example: { asked: 4, answered: 3, inTarget: 2, median: '4 minutes' },
    },
    readers: {
      type: 'array',
      default: [],
      maxItems: 10,
      items: {
        type: 'object',
        properties: {
          email: neededWords(320, 'Who it was.', 'ada@example.com'),
          isClicked: flag('Whether they clicked.'),
        },
      },
      description: 'Customers who opened or clicked a mail.',
      example: [{ email: 'ada@example.com', isClicked: true }],
    },
    newLeads: {
      type: 'array',
      default: [],
      maxItems: 3,
      items: {
        type: 'object',
        properties: {
          band: {
            type: 'string',
            enum: ['hot', 'warm', 'cold'],
            required: true,
            description: 'How good.',
            example: 'hot',
          },
          count: count('How many.', 2),
          percent: percent('Of the longest bar.', 100),
        },
      },
      description: 'New leads by band.',
      example: [{ band: 'hot', count: 2, percent: 100 }],
    },
    quality: {
      type: 'array',
      default: [],
      maxItems: 3,
      items: {
        type: 'object',
        properties: {
          of: {
            type: 'string',
            enum: ['now', 'weeks', 'team'],
            required: true,
            description: 'Of which leads.',
            example: 'now',
          },
          mean: measure('Their mean score.', 64.5),
          base: count('How many they are.', 5),
        },
      },
      description: 'Mean scores of leads.',
      example: [{ of: 'now', mean: 64.5, base: 5 }],
    },
    conversion: words(40, 'How many leads of four weeks became a meeting or a sale.', '3 of 7'),
    pipeline: {
      type: 'array',
      default: [],
      maxItems: 40,
      items: {
        type: 'object',
        properties: {
          stage: neededWords(120, 'Its name.', 'proposal'),
          deals: count('How many deals are in it.', 4),
          percent: percent('Of the longest bar.', 60),
          value: words(300, 'What they are worth, a sum a currency.', '€40,000'),
          entered: count('How many came in.', 1),
          left: count('How many went on.', 0),
        },
      },
      description: 'Stages of the pipeline.',
      example: [{ stage: 'proposal', deals: 4, percent: 60, entered: 1, left: 0 }],
    },
    insights,
  },
  texts: digestTexts,
  samples: digestSamples,
});
