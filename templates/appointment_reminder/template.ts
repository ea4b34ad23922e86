import { defineBuiltIn } from '../define.ts';
import { appointmentSamples } from '../shared/appointment-samples.ts';
import { appointmentTexts } from '../shared/appointment-texts.ts';
import { appointmentVariables, kindAndEnd, manageUrl, timeOfDay } from '../shared/appointment-variables.ts';

/** What reminds everybody of an appointment that it comes. */
export const appointmentReminder = defineBuiltIn({
  name: 'appointment_reminder',
  category: 'reminder',
  description: 'The appointment comes: what to prepare, or at last how to join.',
  layout: 'customer',
  subject: `{{= relative(it.start) === t('tomorrow') ? t('subjectTomorrow', 'title', truncate(it.title, 40), 'time', ${timeOfDay}) : t('subjectSoon', 'relative', relative(it.start), 'title', truncate(it.title, 32), 'time', ${timeOfDay}) }}`,
  title: "{{= t('subjectSoon', 'relative', relative(it.start), 'title', it.title, 'time', time(it.start)) }}",
  preheader: `{{= ${kindAndEnd} }}`,
  variables: {
    ...appointmentVariables,
    isLast: {
      type: 'boolean',
      default: false,
      description: 'Whether no other reminder follows: how to join then stands above all else.',
      example: true,
    },
    manageUrl,
  },
  texts: {
    en: {
      ...appointmentTexts.en,
      tomorrow: 'tomorrow',
      subjectTomorrow: 'Tomorrow, {time}: {title}',
      subjectSoon: 'Starts {relative}, {time}: {title}',
      h1Tomorrow: 'Your appointment is tomorrow',
      h1Soon: 'Your appointment starts {relative}',
    },
    de: {
      ...appointmentTexts.de,
      tomorrow: 'morgen',
      subjectTomorrow: 'Morgen, {time}: {title}',
      subjectSoon: 'Beginnt {relative}, {time}: {title}',
      h1Tomorrow: 'Ihr Termin ist morgen',
      h1Soon: 'Ihr Termin beginnt {relative}',
    },
  },
  samples: {
    rich: {
      ...appointmentSamples.rich,
      start: '2027-03-04T09:00:00Z',
      endsAt: '2027-03-04T09:45:00Z',
      isLast: true,
      manageUrl: 'https://example.com/a/abc',
    },
    minimal: appointmentSamples.minimal,
    hostile: {
      ...appointmentSamples.hostile,
      isLast: true,
      manageUrl: 'https://example.com/%22%3E',
    },
  },
});
