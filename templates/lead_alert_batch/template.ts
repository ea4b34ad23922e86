import { defineBuiltIn } from '../define.ts';
import { leadSamples } from '../shared/lead-samples.ts';
import { leadTexts } from '../shared/lead-texts.ts';
import { lead, moment, shortWho, takeUrl } from '../shared/lead-variables.ts';

const first = 'it.leads[0].lead';
const who = shortWho(22, 16, first);

/** Several leads in one mail, so that a crowd of them is no flood. */
export const leadAlertBatch = defineBuiltIn({
  name: 'lead_alert_batch',
  category: 'lead_alert',
  description: 'Several leads in one mail, the weightiest first, each with its own links.',
  layout: 'team',
  subject: `{{= plural(it.leads.length, 'one', t('subjectOne', 'score', number(${first}.score), 'who', ${who}), 'other', t('subject', 'score', number(${first}.score), 'who', ${who})) }}`,
  title: "{{= plural(it.leads.length, 'one', t('titleOne'), 'other', t('title')) }}",
  preheader: `{{= it.respondBy ? t('answerBy', 'day', date(it.respondBy, 'weekday'), 'time', time(it.respondBy, 'zone')) + ' ' : '' }}{{= truncate(${first}.headline || t(${first}.band), 60) }}`,
  variables: {
    leads: {
      type: 'array',
      required: true,
      maxItems: 100,
      items: { type: 'object', properties: { lead, takeUrl } },
      description: 'The leads, by their priority.',
      example: [{ lead: lead.example, takeUrl: takeUrl.example }],
    },
    respondBy: moment('By when the reader should answer.', '2027-03-04T15:30:00Z'),
  },
  texts: {
    en: {
      ...leadTexts.en,
      subjectOne: 'A lead: {score} · {who}',
      subject: '{n} leads, first: {score} · {who}',
      titleOne: 'A lead for you',
      title: '{n} leads for you',
      answerBy: 'Answer by {day}, {time}.',
    },
    de: {
      ...leadTexts.de,
      subjectOne: 'Ein Lead: {score} · {who}',
      subject: '{n} Leads, zuerst: {score} · {who}',
      titleOne: 'Ein Lead für Sie',
      title: '{n} Leads für Sie',
      answerBy: 'Antworten bis {day}, {time}.',
    },
  },
  samples: {
    rich: {
      leads: [
        { lead: leadSamples.rich, takeUrl: 'https://example.com/t/abc' },
        { lead: leadSamples.warm, takeUrl: 'https://example.com/t/def' },
        { lead: leadSamples.foreign, takeUrl: 'https://example.com/t/ghi' },
        { lead: leadSamples.byMail },
        { lead: leadSamples.byPhone },
        { lead: leadSamples.minimal },
      ],
      respondBy: '2027-03-04T15:30:00Z',
    },
    minimal: { leads: [{ lead: leadSamples.minimal }] },
    hostile: {
      leads: [
        { lead: leadSamples.hostile, takeUrl: 'https://example.com/%22%3E' },
        { lead: leadSamples.foreign, takeUrl: 'https://example.com/?a=1&b=<2>' },
      ],
      respondBy: '2027-03-28T01:30:00Z',
    },
  },
});
