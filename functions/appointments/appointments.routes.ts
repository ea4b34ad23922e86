import * as z from 'zod';
import { idParams, idSchema, instantSchema } from '../platform/fields.ts';
import { pageAnswer, pageFields, pageOf } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { bookingSchema, changeSchema, completionSchema } from './appointment.ts';
import { bookingExample, changeExamples } from './examples.ts';
import {
  appointmentFactsSchema,
  appointmentOrStateSchema,
  appointmentViewSchema,
  reminderReportSchema,
} from './view-schemas.ts';

const scope = 'send';
const tag = {
  name: 'Appointments',
  description: 'Appointments: confirmations with an invite, changes, reminders, and what follows.',
};

const factsExample = {
  ...bookingExample,
  id: 'appt-42',
  status: 'booked',
  start: '2027-03-28T07:30:00.000Z',
  startLocal: '2027-03-28T09:30:00',
  endsAt: '2027-03-28T08:15:00.000Z',
  materials: [],
  attendees: [],
  alternatives: [],
  calendar: { uid: 'appointment_4x8k2m9q7w3e5r1t6y0p8a2s4d@outbound-email', sequence: 0, method: 'REQUEST' },
};
const viewExample = {
  ...factsExample,
  applied: true,
  warnings: [],
  reminders: [
    {
      audience: 'customer',
      to: 'ada@example.com',
      offset: 'PT24H',
      dueAt: '2027-03-27T07:30:00.000Z',
      state: 'planned',
    },
  ],
  emails: [
    {
      id: 'msg_4x8k2m9q7w3e5r1t6y0p8a2s4d',
      audience: 'customer',
      template: 'appointment_confirmation',
      to: 'ada@example.com',
      status: 'queued',
    },
  ],
};

const answers = {
  200: {
    description: 'The appointment, and what it sends; without the scope `read` ids and states alone',
    schema: appointmentOrStateSchema,
    example: viewExample,
  },
};

export const putAppointment = defineRoute({
  method: 'PUT',
  path: '/v1/appointments/{id}',
  operationId: 'putAppointment',
  tag,
  summary: 'Book an appointment, or tell all that it is now',
  description:
    'Who takes part is told what differs from what they were told. A `sequence` that is not newer changes nothing, and is answered with `applied: false`; the same with other content is refused.',
  scope,
  params: idParams,
  body: bookingSchema,
  bodyExample: bookingExample,
  answers,
  errors: ['wrong_state', 'busy'],
});

export const rescheduleAppointment = defineRoute({
  method: 'POST',
  path: '/v1/appointments/{id}/reschedule',
  operationId: 'rescheduleAppointment',
  tag,
  summary: 'Move an appointment, or change what else is named',
  scope,
  params: idParams,
  body: changeSchema,
  bodyExample: changeExamples.reschedule,
  answers,
  errors: ['not_found', 'wrong_state', 'busy'],
});

export const cancelAppointment = defineRoute({
  method: 'POST',
  path: '/v1/appointments/{id}/cancel',
  operationId: 'cancelAppointment',
  tag,
  summary: 'Cancel an appointment',
  description: 'Who was told that it takes place gets a cancellation; whose mail still waits gets nothing.',
  scope,
  params: idParams,
  body: changeSchema,
  bodyExample: changeExamples.cancel,
  answers,
  errors: ['not_found', 'wrong_state', 'busy'],
});

export const completeAppointment = defineRoute({
  method: 'POST',
  path: '/v1/appointments/{id}/complete',
  operationId: 'completeAppointment',
  tag,
  summary: 'Tell whether the customer was there',
  description:
    'From its start on, and for good. Who was there is asked how it was; who was not gets an offer.',
  scope,
  params: idParams,
  body: completionSchema,
  bodyExample: changeExamples.complete,
  answers,
  errors: ['not_found', 'wrong_state', 'busy'],
});

export const getAppointment = defineRoute({
  method: 'GET',
  path: '/v1/appointments/{id}',
  operationId: 'getAppointment',
  tag,
  summary: 'An appointment, its reminders and its mails',
  scope: 'read',
  params: idParams,
  answers: { 200: { description: 'The appointment', schema: appointmentViewSchema, example: viewExample } },
  errors: ['not_found'],
});

export const getInvite = defineRoute({
  method: 'GET',
  path: '/v1/appointments/{id}/invite.ics',
  operationId: 'getAppointmentInvite',
  tag,
  summary: 'The entry for a calendar, as it is mailed',
  scope: 'read',
  params: idParams,
  query: z.strictObject({
    audience: z
      .enum(['customer', 'rep'])
      .meta({ id: 'InviteAudience', description: 'Whose calendar it is for.' })
      .default('customer')
      .describe('Whose calendar it is for; the customer’s when left out.'),
  }),
  answers: {
    200: {
      description: 'iCalendar (RFC 5545)',
      contentType: 'text/calendar',
      schema: z.string(),
      example: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n',
    },
  },
  errors: ['not_found'],
});

const appointmentPageSchema = pageOf(appointmentFactsSchema, 'AppointmentPage');

export const listAppointmentsRoute = defineRoute({
  method: 'GET',
  path: '/v1/appointments',
  operationId: 'listAppointments',
  tag,
  summary: 'Appointments by their start, without their mails',
  scope: 'read',
  query: z.strictObject({
    repId: idSchema.optional().describe('Those of this rep alone.'),
    from: instantSchema
      .optional()
      .describe('The first start; now when left out, and of a rep the first that is known.'),
    to: instantSchema
      .optional()
      .describe(
        'Before this; 31 days later when left out, and of a rep the last that is known. Without a rep at most 366 days.',
      ),
    ...pageFields,
  }),
  answers: { 200: pageAnswer(appointmentPageSchema, factsExample) },
  errors: [],
});

export const showReminders = defineRoute({
  method: 'GET',
  path: '/v1/analytics/reminders',
  operationId: 'showReminders',
  tag,
  summary: 'What became of reminders, by how long ahead they came',
  description: 'By whole days of UTC on which they were due. Opens and clicks are of people.',
  scope: 'read',
  query: z.strictObject({
    from: instantSchema.optional().describe('7 days before `to` when left out; at most 92 days before it.'),
    to: instantSchema.optional().describe('Now when left out.'),
  }),
  answers: {
    200: {
      description: 'Each offset and kind',
      schema: reminderReportSchema,
      example: {
        from: '2027-01-24T08:00:00.000Z',
        to: '2027-01-31T08:00:00.000Z',
        items: [
          {
            offset: 'PT24H',
            kind: 'video',
            sent: 120,
            delivered: 119,
            opened: 80,
            joinClicked: 30,
            leftOut: 4,
            kept: 90,
            cancelled: 10,
            moved: 8,
            noShow: 12,
            pending: 0,
            noShowRate: { opened: { n: 70, rate: 0.1 }, notOpened: { n: 32, rate: 0.16 } },
          },
        ],
      },
    },
  },
  errors: [],
});

/** Every route of this room that needs a key. */
export const appointmentsRoutes = [
  putAppointment,
  rescheduleAppointment,
  cancelAppointment,
  completeAppointment,
  getAppointment,
  getInvite,
  listAppointmentsRoute,
  showReminders,
];
