import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { detailSamples, leadSamples } from '../shared/lead-samples.ts';
import { detailTexts, leadTexts } from '../shared/lead-texts.ts';
import {
  details,
  lead,
  moment,
  name,
  nextAsked,
  shortWho,
  takeUrl,
  whoInFull,
} from '../shared/lead-variables.ts';
import { texts } from './texts.ts';

const waiting =
  "it.waitingMinutes < 120 ? t('minutes', 'n', number(it.waitingMinutes)) : it.waitingMinutes < 2880 ? t('hours', 'n', number(it.waitingMinutes / 60, 0)) : t('days', 'n', number(it.waitingMinutes / 1440, 0))";

/** Nobody has answered a lead: to whom it goes next, and at last to who is left. */
export const leadEscalation = defineBuiltIn({
  name: 'lead_escalation',
  category: 'lead_alert',
  description: 'A lead that nobody has answered, for whoever is asked next.',
  layout: 'team',
  subject: `{{= t('subject', 'for', ${waiting}, 'score', number(it.lead.score), 'who', ${shortWho(18, 14)}) }}`,
  title: `{{= ${whoInFull} }}`,
  preheader:
    "{{= it.isExhausted ? t('exhausted') : t('role_' + it.role) }}{{ if (it.lead.headline) { }} {{= truncate(it.lead.headline, 60) }}{{ } }}",
  variables: {
    lead,
    ...details,
    takeUrl,
    role: {
      type: 'string',
      enum: ['owner', 'deputy', 'on_call', 'manager', 'team', 'fallback'],
      required: true,
      description: 'As what the reader is asked.',
      example: 'manager',
    },
    askedName: name('Who was asked first.', 'Grace Hopper'),
    askedAt: { ...moment('When that was.', '2027-03-04T07:50:00Z'), required: true },
    waitingMinutes: {
      type: 'integer',
      minimum: 0,
      required: true,
      description: 'For how long nobody has answered.',
      example: 10,
    },
    told: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          name: { ...name('Their name.', 'Grace Hopper'), required: true },
          at: { ...moment('When.', '2027-03-04T07:50:00Z'), required: true },
        },
      },
      description: 'Who was asked before the reader, in order.',
      example: [{ name: 'Grace Hopper', at: '2027-03-04T07:50:00Z' }],
    },
    nextAsked,
    isExhausted: {
      type: 'boolean',
      default: false,
      description: 'Whether nobody else will be asked.',
      example: true,
    },
    others: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          lead,
          takeUrl,
          askedAt: { ...moment('When the reader was asked.', '2027-03-04T07:45:00Z'), required: true },
        },
      },
      description: 'Other leads that wait for the same reader.',
      example: [{ lead: lead.example, askedAt: '2027-03-04T07:45:00Z' }],
    },
  },
  texts: {
    en: { ...leadTexts.en, ...detailTexts.en, ...texts.en },
    de: { ...leadTexts.de, ...detailTexts.de, ...texts.de },
  },
  samples: {
    rich: {
      lead: leadSamples.rich,
      ...detailSamples.rich,
      takeUrl: 'https://example.com/t/abc',
      role: 'manager',
      askedName: 'Grace Hopper',
      askedAt: '2027-03-04T07:50:00Z',
      waitingMinutes: 10,
      told: [
        { name: 'Grace Hopper', at: '2027-03-04T07:50:00Z' },
        { name: 'Linus Torvalds', at: '2027-03-04T07:55:00Z' },
      ],
      nextAsked: { who: 'sales@example.com', at: '2027-03-04T08:05:00Z' },
      others: [
        { lead: leadSamples.warm, takeUrl: 'https://example.com/t/def', askedAt: '2027-03-04T07:45:00Z' },
      ],
    },
    minimal: {
      lead: leadSamples.minimal,
      role: 'fallback',
      askedAt: '2027-03-03T15:50:00Z',
      waitingMinutes: 970,
      isExhausted: true,
    },
    hostile: {
      lead: leadSamples.hostile,
      ...detailSamples.hostile,
      cards: detailSamples.hostile.cards.slice(0, 1),
      takeUrl: 'https://example.com/%22%3E',
      role: 'team',
      askedName: hostile.markup,
      askedAt: '2027-03-28T01:30:00Z',
      waitingMinutes: 99_999,
      told: [
        { name: hostile.rightToLeft, at: '2027-03-28T01:30:00Z' },
        { name: hostile.longWord, at: '2027-03-28T01:30:00Z' },
      ],
      nextAsked: { who: hostile.template, at: '2027-03-29T01:30:00Z' },
      isExhausted: true,
      others: [
        { lead: leadSamples.hostile, takeUrl: 'https://example.com/%22%3E', askedAt: '2027-03-27T01:30:00Z' },
        { lead: leadSamples.foreign, askedAt: '2027-03-28T01:30:00Z' },
      ],
    },
  },
});
