import { defineBuiltIn } from '../define.ts';
import { appointmentSamples, calendarLinksSample } from '../shared/appointment-samples.ts';
import { appointmentTexts } from '../shared/appointment-texts.ts';
import {
  appointmentVariables,
  calendarLinks,
  kindAndEnd,
  manageUrl,
  shortTitle,
  shortWhen,
} from '../shared/appointment-variables.ts';

/** What everybody of an appointment gets once it stands. */
export const appointmentConfirmation = defineBuiltIn({
  name: 'appointment_confirmation',
  category: 'appointment',
  description: 'The appointment stands: when, how to join, what to prepare, and how to change it.',
  layout: 'customer',
  subject: `{{= t('subject', 'title', ${shortTitle}, 'when', ${shortWhen}) }}`,
  title: "{{= t('subject', 'title', it.title, 'when', date(it.start, 'full')) }}",
  preheader: `{{= ${kindAndEnd} }}`,
  variables: { ...appointmentVariables, manageUrl, calendarLinks },
  texts: {
    en: {
      ...appointmentTexts.en,
      subject: 'Confirmed: {title}, {when}',
      h1: 'Your appointment is confirmed',
      h1With: 'Your appointment with {name} is confirmed',
      lead: 'We look forward to talking with you.',
      leadTo: 'Hello {name}, we look forward to talking with you.',
    },
    de: {
      ...appointmentTexts.de,
      subject: 'Bestätigt: {title}, {when}',
      h1: 'Ihr Termin ist bestätigt',
      h1With: 'Ihr Termin mit {name} ist bestätigt',
      lead: 'Wir freuen uns auf das Gespräch mit Ihnen.',
      leadTo: 'Guten Tag {name}, wir freuen uns auf das Gespräch mit Ihnen.',
    },
  },
  samples: {
    rich: {
      ...appointmentSamples.rich,
      manageUrl: 'https://example.com/a/abc',
      calendarLinks: calendarLinksSample,
    },
    minimal: appointmentSamples.minimal,
    hostile: {
      ...appointmentSamples.hostile,
      manageUrl: 'https://example.com/%22%3E',
      calendarLinks: { office365: 'https://example.com/?a=1&b=<2>', ics: 'https://example.com/%22%3E' },
    },
  },
});
