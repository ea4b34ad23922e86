import * as z from 'zod';
import { defineRoute } from '../platform/route.ts';

const tag = {
  name: 'Appointment pages',
  description:
    'Pages that customers reach by the links in mails about their appointments; the link itself is the key.',
};
const page = {
  description: 'A page for the customer',
  contentType: 'text/html',
  schema: z.string(),
  example: '<!doctype html><html lang="en"><body><h1>Your appointment</h1></body></html>',
};
const kind = {
  404: { ...page, description: 'A kind page: the link is broken, or is not the customer’s any more' },
  410: { ...page, description: 'A kind page: the appointment is long over' },
};

const tokenParams = z.object({
  token: z.string().meta({ description: 'Of the link in the mail.', pattern: String.raw`^[\w.-]+$` }),
});
const form = z.string().describe('The form of the page.');

export const showAppointment = defineRoute({
  method: 'GET',
  path: '/a/{token}',
  operationId: 'showAppointment',
  tag,
  summary: 'The customer’s page of an appointment; changes nothing',
  description: 'It shows what is so, also of an appointment that was moved, cancelled or is over.',
  scope: null,
  params: tokenParams,
  query: z.looseObject({
    start: z.string().optional().describe('A time that was offered, which stands first.'),
  }),
  takesExtras: true,
  answers: { 200: page, ...kind },
  errors: [],
});

export const askForChange = defineRoute({
  method: 'POST',
  path: '/a/{token}',
  operationId: 'askForAppointmentChange',
  tag,
  summary: 'Ask to cancel an appointment, or for another time',
  description:
    'Whoever schedules is asked by the bus, and the rep by mail; the appointment stands until they decide. The same again asks nobody twice.',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  bodyType: 'application/x-www-form-urlencoded',
  bodyExample: 'action=cancel&reason=conflict&sequence=3',
  body: form,
  answers: {
    200: { ...page, description: 'Asked for' },
    ...kind,
    409: { ...page, description: 'The appointment has changed meanwhile: the page as it is now' },
    422: { ...page, description: 'The form is not complete; nothing has changed' },
  },
  errors: [],
});

export const showInvite = defineRoute({
  method: 'GET',
  path: '/a/{token}/invite.ics',
  operationId: 'showAppointmentInvite',
  tag,
  summary: 'The entry for the customer’s calendar',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  answers: {
    200: {
      description: 'iCalendar (RFC 5545)',
      contentType: 'text/calendar',
      schema: z.string(),
      example: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n',
    },
    ...kind,
  },
  errors: [],
});

export const showFeedback = defineRoute({
  method: 'GET',
  path: '/f/{token}',
  operationId: 'showAppointmentFeedback',
  tag,
  summary: 'Where a customer says how an appointment was; changes nothing',
  scope: null,
  params: tokenParams,
  query: z.looseObject({ rating: z.string().optional().describe('1 to 5, chosen beforehand.') }),
  takesExtras: true,
  answers: { 200: page, ...kind },
  errors: [],
});

export const giveFeedback = defineRoute({
  method: 'POST',
  path: '/f/{token}',
  operationId: 'giveAppointmentFeedback',
  tag,
  summary: 'Say how an appointment was; the last answer counts',
  scope: null,
  params: tokenParams,
  takesExtras: true,
  bodyType: 'application/x-www-form-urlencoded',
  bodyExample: 'rating=5&comment=Thanks',
  body: form,
  answers: {
    200: { ...page, description: 'Taken' },
    ...kind,
    422: { ...page, description: 'The form is not complete; nothing has changed' },
  },
  errors: [],
});

/** The routes that customers reach by the links in their mails. */
export const appointmentPagesRoutes = [showAppointment, askForChange, showInvite, showFeedback, giveFeedback];
