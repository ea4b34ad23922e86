import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { leadSamples } from '../shared/lead-samples.ts';
import { leadTexts } from '../shared/lead-texts.ts';
import { crmUrl, lead, moment, name, who } from '../shared/lead-variables.ts';

/** A lead goes to somebody else: to who had it. */
export const leadHandedOver = defineBuiltIn({
  name: 'lead_handed_over',
  category: 'lead_alert',
  description: 'Who has a lead now, for who had it before.',
  layout: 'team',
  subject: `{{= it.newOwner ? t('subject', 'name', truncate(it.newOwner, 18), 'who', ${who}) : t('subjectNobody', 'who', ${who}) }}`,
  title: "{{= it.newOwner ? t('title', 'name', it.newOwner) : t('titleNobody') }}",
  preheader: "{{= it.newOwner ? t('nothing') : t('nobody') }}",
  variables: {
    lead,
    newOwner: name('Who has it now; missing where nobody has.', 'Linus Torvalds'),
    at: { ...moment('Since when.', '2027-03-04T08:20:00Z'), required: true },
    crmUrl,
  },
  texts: {
    en: {
      ...leadTexts.en,
      subject: 'Now with {name} · {who}',
      subjectNobody: 'No longer yours · {who}',
      title: 'Now with {name}',
      titleNobody: 'No longer yours',
      kicker: 'No longer yours',
      to: 'This lead went to {name} on {day}, {time}.',
      toNobody: 'This lead stopped being yours on {day}, {time}.',
      nothing: 'There is nothing left for you to do. If you promised something, tell them.',
      nobody: 'It has no new owner yet.',
    },
    de: {
      ...leadTexts.de,
      subject: 'Jetzt bei {name} · {who}',
      subjectNobody: 'Nicht mehr Ihr Lead · {who}',
      title: 'Jetzt bei {name}',
      titleNobody: 'Nicht mehr Ihr Lead',
      kicker: 'Nicht mehr Ihr Lead',
      to: 'Dieser Lead ging an {name}: {day}, {time}.',
      toNobody: 'Das ist nicht mehr Ihr Lead: seit {day}, {time}.',
      nothing: 'Sie müssen nichts mehr tun. Was Sie versprochen haben, geben Sie bitte weiter.',
      nobody: 'Noch ist niemand dafür zuständig.',
    },
  },
  samples: {
    rich: {
      lead: leadSamples.rich,
      newOwner: 'Linus Torvalds',
      at: '2027-03-04T07:55:00Z',
      crmUrl: 'https://example.com/crm/leads/42',
    },
    minimal: { lead: leadSamples.minimal, at: '2027-03-04T07:55:00Z' },
    hostile: {
      lead: leadSamples.hostile,
      newOwner: hostile.template,
      at: '2027-03-28T01:30:00Z',
      crmUrl: 'https://example.com/?a=1&b=<2>',
    },
  },
});
