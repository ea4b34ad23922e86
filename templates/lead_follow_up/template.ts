import { defineBuiltIn } from '../define.ts';
import { leadSamples } from '../shared/lead-samples.ts';
import { leadTexts } from '../shared/lead-texts.ts';
import { crmUrl, lead, moment, takeUrl, who, whoInFull } from '../shared/lead-variables.ts';

/** What a rep promised a lead comes due. */
export const leadFollowUp = defineBuiltIn({
  name: 'lead_follow_up',
  category: 'lead_alert',
  description: 'Reminds who has a lead of when they promised to get back to it.',
  layout: 'team',
  subject: `{{= t('subject', 'time', time(it.followUpBy), 'who', ${who}) }}`,
  title: `{{= ${whoInFull} }}`,
  preheader:
    "{{= t('promised') }} {{= t('by', 'day', date(it.followUpBy, 'full'), 'time', time(it.followUpBy, 'zone')) }}",
  variables: {
    lead,
    takeUrl: { ...takeUrl, description: 'Where the reader says what came of it.' },
    followUpBy: { ...moment('By when they promised it.', '2027-03-04T15:30:00Z'), required: true },
    crmUrl,
  },
  texts: {
    en: {
      ...leadTexts.en,
      subject: 'By {time}: {who}',
      kicker: 'Your follow-up',
      promised: 'You wanted to get back to them by then:',
      by: '{day}, {time}',
      openLead: 'Open the lead',
    },
    de: {
      ...leadTexts.de,
      subject: 'Bis {time}: {who}',
      kicker: 'Ihre Wiedervorlage',
      promised: 'Bis dahin wollten Sie sich melden:',
      by: '{day}, {time}',
      openLead: 'Lead öffnen',
    },
  },
  samples: {
    rich: {
      lead: leadSamples.rich,
      takeUrl: 'https://example.com/t/abc',
      followUpBy: '2027-03-04T16:30:00Z',
      crmUrl: 'https://example.com/crm/leads/42',
    },
    minimal: { lead: leadSamples.minimal, followUpBy: '2027-03-04T16:30:00Z' },
    hostile: {
      lead: leadSamples.hostile,
      takeUrl: 'https://example.com/%22%3E',
      followUpBy: '2027-03-28T01:30:00Z',
      crmUrl: 'https://example.com/?a=1&b=<2>',
    },
  },
});
