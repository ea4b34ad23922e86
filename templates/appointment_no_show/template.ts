import { defineBuiltIn } from '../define.ts';
import { appointmentSamples } from '../shared/appointment-samples.ts';
import { appointmentTexts } from '../shared/appointment-texts.ts';
import { appointmentVariables, bookingUrl, shortDay } from '../shared/appointment-variables.ts';

/** What is sent when the customer did not come: an offer, and no blame. */
export const appointmentNoShow = defineBuiltIn({
  name: 'appointment_no_show',
  category: 'appointment',
  description: 'The customer did not come: an offer to find another time, and no blame.',
  layout: 'customer',
  subject: `{{= it.audience === 'rep' ? t('subjectRep', 'title', truncate(it.title, 32), 'day', ${shortDay}) : t('subject', 'title', truncate(it.title, 32), 'day', ${shortDay}) }}`,
  title:
    "{{= it.audience === 'rep' ? t('subjectRep', 'title', it.title, 'day', date(it.start, 'full')) : t('subject', 'title', it.title, 'day', date(it.start, 'full')) }}",
  preheader: "{{= it.audience === 'rep' ? t('leadRep') : it.bookingUrl ? t('lead') : t('answerForTime') }}",
  variables: { ...appointmentVariables, bookingUrl },
  texts: {
    en: {
      ...appointmentTexts.en,
      subject: 'We missed you: {title}, {day}',
      subjectRep: 'Missed: {title}, {day}',
      h1: 'We missed you',
      absent: 'The customer was not there',
      absentName: '{name} was not there',
      lead: 'Something must have come up; that happens. We would be glad to find another time with you.',
      leadTo:
        'Hello {name}, something must have come up; that happens. We would be glad to find another time with you.',
      leadRep: 'Often a short call is enough to find another time.',
    },
    de: {
      ...appointmentTexts.de,
      subject: 'Sie haben uns gefehlt: {title}, {day}',
      subjectRep: 'Nicht erschienen: {title}, {day}',
      h1: 'Sie haben uns gefehlt',
      absent: 'Der Kunde war nicht da',
      absentName: '{name} war nicht da',
      lead: 'Sicher kam etwas dazwischen; das passiert. Gern finden wir mit Ihnen einen anderen Termin.',
      leadTo:
        'Guten Tag {name}, sicher kam etwas dazwischen; das passiert. Gern finden wir mit Ihnen einen anderen Termin.',
      leadRep: 'Oft genügt ein kurzer Anruf, um einen anderen Termin zu finden.',
    },
  },
  samples: {
    rich: { ...appointmentSamples.rich, bookingUrl: 'https://example.com/book/grace' },
    minimal: appointmentSamples.minimal,
    hostile: { ...appointmentSamples.hostile, bookingUrl: 'https://example.com/%22%3E' },
  },
});
