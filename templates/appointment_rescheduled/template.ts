import { defineBuiltIn } from '../define.ts';
import { hostile } from '../hostile.ts';
import { appointmentSamples, calendarLinksSample } from '../shared/appointment-samples.ts';
import { appointmentTexts } from '../shared/appointment-texts.ts';
import {
  appointmentVariables,
  before,
  calendarLinks,
  kindAndEnd,
  manageUrl,
  reason,
  shortTitle,
  shortWhen,
} from '../shared/appointment-variables.ts';

/** What everybody of an appointment gets when something of it has changed. */
export const appointmentRescheduled = defineBuiltIn({
  name: 'appointment_rescheduled',
  category: 'appointment',
  description: 'Something of the appointment has changed: its time, or what else was known of it.',
  layout: 'customer',
  subject: `{{= it.isMoved ? t('subjectMoved', 'title', ${shortTitle}, 'when', ${shortWhen}) : t('subjectUpdated', 'title', ${shortTitle}, 'when', ${shortWhen}) }}`,
  title:
    "{{= it.isMoved ? t('subjectMoved', 'title', it.title, 'when', date(it.start, 'full')) : t('subjectUpdated', 'title', it.title, 'when', date(it.start, 'full')) }}",
  preheader: `{{= it.reason ? truncate(it.reason, 110) : ${kindAndEnd} }}`,
  variables: {
    ...appointmentVariables,
    isMoved: {
      type: 'boolean',
      default: false,
      description: 'Whether the time is another one; what else has changed is shown as it is now.',
      example: true,
    },
    before,
    reason,
    manageUrl,
    calendarLinks,
  },
  texts: {
    en: {
      ...appointmentTexts.en,
      subjectMoved: 'New time: {title}, {when}',
      subjectUpdated: 'Updated: {title}, {when}',
      moved: 'Your appointment has a new time',
      movedWith: 'Your appointment with {name} has a new time',
      updated: 'Your appointment has been updated',
      updatedWith: 'Your appointment with {name} has been updated',
      leadMoved: 'Please note the new time; the old one no longer applies.',
      leadUpdated: 'The time stays the same. Here is how things stand now.',
      before: 'Before:',
      now: 'Now:',
    },
    de: {
      ...appointmentTexts.de,
      subjectMoved: 'Neue Zeit: {title}, {when}',
      subjectUpdated: 'Geändert: {title}, {when}',
      moved: 'Ihr Termin wurde verschoben',
      movedWith: 'Ihr Termin mit {name} wurde verschoben',
      updated: 'Ihr Termin wurde geändert',
      updatedWith: 'Ihr Termin mit {name} wurde geändert',
      leadMoved: 'Bitte merken Sie sich die neue Zeit vor; die alte gilt nicht mehr.',
      leadUpdated: 'Die Zeit bleibt gleich. Hier ist der neue Stand.',
      before: 'Bisher:',
      now: 'Jetzt:',
    },
  },
  samples: {
    rich: {
      ...appointmentSamples.rich,
      isMoved: true,
      before: {
        start: '2027-03-04T13:00:00Z',
        endsAt: '2027-03-04T13:45:00Z',
        timezone: 'Europe/Berlin',
      },
      reason: 'On Thursday our trainer is on the road; on Friday she can show you everything herself.',
      manageUrl: 'https://example.com/a/abc',
      calendarLinks: calendarLinksSample,
    },
    minimal: appointmentSamples.minimal,
    hostile: {
      ...appointmentSamples.hostile,
      isMoved: true,
      before: {
        start: '2027-03-01T23:30:00-11:00',
        endsAt: '2027-03-02T23:30:00-11:00',
        timezone: 'Asia/Kathmandu',
      },
      reason: hostile.markdown,
      manageUrl: 'https://example.com/%22%3E',
      calendarLinks: { outlook: 'https://example.com/?a=1&b=<2>', yahoo: 'https://example.com/%22%3E' },
    },
  },
});
