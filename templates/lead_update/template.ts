import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { leadSamples } from '../shared/lead-samples.ts';
import { leadTexts } from '../shared/lead-texts.ts';
import { crmUrl, lead, shortWho, takeUrl, whoInFull } from '../shared/lead-variables.ts';

const wordOf = (value: string): string =>
  `(it.changes[0].what !== 'band' ? ${value} : ${value} === 'hot' ? t('hot') : ${value} === 'warm' ? t('warm') : ${value} === 'cold' ? t('cold') : ${value})`;
const from = wordOf('it.changes[0].from');
const to = wordOf('it.changes[0].to');
/** The first change, as short as a subject needs it. */
const change = `(it.changes[0].from && it.changes[0].to ? t('fromTo', 'what', t('what_' + it.changes[0].what), 'from', ${from}, 'to', ${to}) : it.changes[0].to ? t('new', 'what', t('what_' + it.changes[0].what), 'to', ${to}) : t('without', 'what', t('what_' + it.changes[0].what)))`;

/** Something about a lead changed that is worth a word. */
export const leadUpdate = defineBuiltIn({
  name: 'lead_update',
  category: 'lead_alert',
  description: 'What changed about a lead, old and new, for who was told of it.',
  layout: 'team',
  subject: `{{= t('subject', 'score', number(it.lead.score), 'who', ${shortWho(20, 14)}, 'change', truncate(${change}, 26)) }}`,
  title: `{{= ${whoInFull} }}`,
  preheader: `{{= it.isYours ? t('kickerYours') : t('kicker') }}{{ for (const change of it.changes) { }}. {{= t('label_' + change.what) }}{{ if (change.to) { }}: {{= truncate(change.what !== 'band' ? change.to : change.to === 'hot' ? t('hot') : change.to === 'warm' ? t('warm') : change.to === 'cold' ? t('cold') : change.to, 30) }}{{ } }}{{ } }}`,
  variables: {
    lead,
    takeUrl,
    changes: {
      type: 'array',
      required: true,
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          what: {
            type: 'string',
            enum: ['band', 'score', 'rule', 'competitor', 'value', 'timeframe', 'phone', 'email'],
            required: true,
            description: 'What changed.',
            example: 'score',
          },
          from: { type: 'string', maxLength: 500, description: 'What it was.', example: '72' },
          to: { type: 'string', maxLength: 500, description: 'What it is.', example: '95' },
        },
      },
      description: 'What changed, the weightiest first; bands by their names.',
      example: [{ what: 'score', from: '72', to: '95' }],
    },
    isYours: {
      type: 'boolean',
      default: false,
      description: 'Whether the reader has taken the lead.',
      example: true,
    },
    crmUrl,
  },
  texts: {
    en: {
      ...leadTexts.en,
      subject: '{score} · {who}: {change}',
      fromTo: '{what} {from} → {to}',
      new: '{what} {to}',
      without: 'no {what}',
      kicker: 'News of this lead',
      kickerYours: 'News of your lead',
      changes: 'What changed',
      gone: 'no longer known',
      what_band: 'now a',
      what_score: 'score',
      what_rule: 'rule',
      what_competitor: 'versus',
      what_value: 'value',
      what_timeframe: 'by when',
      what_phone: 'phone',
      what_email: 'e-mail',
      label_band: 'Band',
      label_score: 'Score',
      label_rule: 'Hot rule',
      label_competitor: 'Versus',
      label_value: 'Value',
      label_timeframe: 'By when',
      label_phone: 'Phone',
      label_email: 'E-mail',
    },
    de: {
      ...leadTexts.de,
      subject: '{score} · {who}: {change}',
      fromTo: '{what} {from} → {to}',
      new: '{what} {to}',
      without: '{what} entfällt',
      kicker: 'Neues zu diesem Lead',
      kickerYours: 'Neues zu Ihrem Lead',
      changes: 'Was sich geändert hat',
      gone: 'nicht mehr bekannt',
      what_band: 'jetzt',
      what_score: 'Score',
      what_rule: 'Regel',
      what_competitor: 'Vergleich mit',
      what_value: 'Wert',
      what_timeframe: 'bis',
      what_phone: 'Telefon',
      what_email: 'E-Mail',
      label_band: 'Stufe',
      label_score: 'Score',
      label_rule: 'Regel',
      label_competitor: 'Vergleich',
      label_value: 'Wert',
      label_timeframe: 'Bis wann',
      label_phone: 'Telefon',
      label_email: 'E-Mail',
    },
  },
  samples: {
    rich: {
      lead: { ...leadSamples.rich, score: 95 },
      takeUrl: 'https://example.com/t/abc',
      changes: [
        { what: 'score', from: '72', to: '95' },
        { what: 'band', from: 'warm', to: 'hot' },
        { what: 'rule', to: 'Wants to buy this month' },
        { what: 'competitor', to: 'Initech' },
        { what: 'phone', to: '+44 20 7946 0000' },
        { what: 'timeframe', from: 'this year', to: 'before October' },
      ],
      crmUrl: 'https://example.com/crm/leads/42',
    },
    minimal: { lead: leadSamples.minimal, changes: [{ what: 'email' }], isYours: true },
    hostile: {
      lead: leadSamples.hostile,
      takeUrl: 'https://example.com/%22%3E',
      changes: [
        { what: 'competitor', from: hostile.markup, to: hostile.template },
        { what: 'band', from: hostile.longWord, to: 'gone' },
        { what: 'value', from: hostile.rightToLeft },
        { what: 'phone', from: hostile.controls, to: hostile.lineBreaks },
      ],
      crmUrl: 'https://example.com/?a=1&b=<2>',
    },
  },
});
