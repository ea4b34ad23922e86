import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { leadSamples } from '../shared/lead-samples.ts';
import { leadTexts } from '../shared/lead-texts.ts';
import { crmUrl, lead, moment, name, who } from '../shared/lead-variables.ts';

/** Somebody has a lead: to all others who were told of it, so that nobody calls twice. */
export const leadTaken = defineBuiltIn({
  name: 'lead_taken',
  category: 'lead_alert',
  description: 'Who has a lead now, for all others who were told of it; there is nothing to do.',
  layout: 'team',
  subject: `{{= t('subject', 'name', truncate(it.takenBy.name, 18), 'who', ${who}) }}`,
  title: "{{= t('title', 'name', it.takenBy.name) }}",
  preheader: "{{= t('nothing') }}",
  variables: {
    lead,
    takenBy: {
      type: 'object',
      required: true,
      properties: {
        name: { ...name('Their name.', 'Linus Torvalds'), required: true },
        at: { ...moment('When.', '2027-03-04T08:09:00Z'), required: true },
      },
      description: 'Who has it.',
      example: { name: 'Linus Torvalds', at: '2027-03-04T08:09:00Z' },
    },
    how: {
      type: 'string',
      enum: ['link', 'api', 'event', 'outcome'],
      default: 'link',
      description: 'By what we know: a link, a call, an event, or the outcome that was told.',
      example: 'link',
    },
    responseMinutes: {
      type: 'integer',
      minimum: 0,
      description: 'How long the lead waited.',
      example: 7,
    },
    crmUrl,
  },
  texts: {
    en: {
      ...leadTexts.en,
      subject: '{name} has it · {who}',
      title: '{name} has it',
      kicker: 'Taken',
      taken_link: '{name} took this lead on {day}, {time}.',
      taken_api: '{name} took this lead on {day}, {time}, in another system.',
      taken_event: '{name} took this lead on {day}, {time}, in another system.',
      taken_outcome: '{name} has told what came of this lead, on {day}, {time}.',
      withinMinute: 'It waited less than a minute.',
      afterOne: 'It waited a minute.',
      after: 'It waited {n} minutes.',
      afterHours: 'It waited {hours} hours.',
      nothing: 'There is nothing left for you to do.',
    },
    de: {
      ...leadTexts.de,
      subject: '{name} übernimmt · {who}',
      title: '{name} übernimmt',
      kicker: 'Vergeben',
      taken_link: '{name} hat diesen Lead übernommen: {day}, {time}.',
      taken_api: '{name} hat diesen Lead in einem anderen System übernommen: {day}, {time}.',
      taken_event: '{name} hat diesen Lead in einem anderen System übernommen: {day}, {time}.',
      taken_outcome: '{name} hat gemeldet, was aus diesem Lead wurde: {day}, {time}.',
      withinMinute: 'Er wartete weniger als eine Minute.',
      afterOne: 'Er wartete eine Minute.',
      after: 'Er wartete {n} Minuten.',
      afterHours: 'Er wartete {hours} Stunden.',
      nothing: 'Sie müssen nichts mehr tun.',
    },
  },
  samples: {
    rich: {
      lead: leadSamples.rich,
      takenBy: { name: 'Linus Torvalds', at: '2027-03-04T07:57:00Z' },
      how: 'link',
      responseMinutes: 7,
      crmUrl: 'https://example.com/crm/leads/42',
    },
    minimal: { lead: leadSamples.minimal, takenBy: { name: 'Linus', at: '2027-03-04T07:57:00Z' } },
    hostile: {
      lead: leadSamples.hostile,
      takenBy: { name: hostile.markup, at: '2027-03-28T01:30:00Z' },
      how: 'outcome',
      responseMinutes: 9_999_999,
      crmUrl: 'https://example.com/?a=1&b=<2>',
    },
  },
});
