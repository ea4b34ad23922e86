import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { appointmentSamples } from '../shared/appointment-samples.ts';
import { appointmentTexts } from '../shared/appointment-texts.ts';
import {
  alternatives,
  appointmentVariables,
  bookingUrl,
  reason,
  shortTitle,
  shortWhen,
} from '../shared/appointment-variables.ts';

/** What everybody of an appointment gets when it does not take place. */
export const appointmentCancelled = defineBuiltIn({
  name: 'appointment_cancelled',
  category: 'appointment',
  description: 'The appointment does not take place: why, and how to find another time.',
  layout: 'customer',
  subject: `{{= it.isUninvited ? t('subjectOut', 'title', ${shortTitle}, 'when', ${shortWhen}) : t('subject', 'title', ${shortTitle}, 'when', ${shortWhen}) }}`,
  title:
    "{{= it.isUninvited ? t('subjectOut', 'title', it.title, 'when', date(it.start, 'full')) : t('subject', 'title', it.title, 'when', date(it.start, 'full')) }}",
  preheader: "{{= it.isUninvited ? t('leadOut') : it.reason ? truncate(it.reason, 110) : t('lead') }}",
  variables: {
    ...appointmentVariables,
    isUninvited: {
      type: 'boolean',
      default: false,
      description: 'Whether it takes place without the reader, who was part of it.',
      example: false,
    },
    reason,
    alternatives,
    bookingUrl,
  },
  texts: {
    en: {
      ...appointmentTexts.en,
      subject: 'Cancelled: {title}, {when}',
      subjectOut: 'Without you: {title}, {when}',
      h1: 'Your appointment is cancelled',
      h1With: 'Your appointment with {name} is cancelled',
      lead: 'It does not take place; there is nothing you need to do.',
      h1Out: 'You are no longer part of this appointment',
      leadOut: 'It goes on without you; there is nothing you need to do.',
      was: 'Cancelled:',
      wasOut: 'No longer yours:',
      again: 'Would another time suit you?',
      alternatives: 'Would one of these times suit you?',
    },
    de: {
      ...appointmentTexts.de,
      subject: 'Abgesagt: {title}, {when}',
      subjectOut: 'Ohne Sie: {title}, {when}',
      h1: 'Ihr Termin ist abgesagt',
      h1With: 'Ihr Termin mit {name} ist abgesagt',
      lead: 'Er findet nicht statt; Sie müssen nichts weiter tun.',
      h1Out: 'Sie nehmen an diesem Termin nicht mehr teil',
      leadOut: 'Er findet ohne Sie statt; Sie müssen nichts weiter tun.',
      was: 'Abgesagt:',
      wasOut: 'Nicht mehr für Sie:',
      again: 'Passt Ihnen ein anderer Termin?',
      alternatives: 'Passt Ihnen einer dieser Termine?',
    },
  },
  samples: {
    rich: {
      ...appointmentSamples.rich,
      reason: 'Our trainer has fallen ill, and nobody else can show you the integration as well as she can.',
      alternatives: [
        { start: '2027-03-09T13:00:00Z', url: 'https://example.com/book/1' },
        { start: '2027-03-10T08:30:00Z', url: 'https://example.com/book/2' },
        { start: '2027-03-11T15:00:00Z', url: 'https://example.com/book/3' },
      ],
      bookingUrl: 'https://example.com/book/grace',
    },
    minimal: appointmentSamples.minimal,
    hostile: {
      ...appointmentSamples.hostile,
      audience: 'attendee',
      reason: `${hostile.rightToLeft}\r\n${hostile.template}`,
      alternatives: [{ start: '2027-03-28T01:30:00Z', url: 'https://example.com/?a=1&b=<2>' }],
      bookingUrl: 'https://example.com/%22%3E',
    },
  },
});
