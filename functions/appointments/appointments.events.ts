import * as z from 'zod';
import type { DocumentedEvent, EventIn, EventOut } from '../bus/documented-event.ts';
import { acceptedExample } from '../contract/email-examples.ts';
import { initiatorSchema, kindSchema } from './appointment.ts';
import { cancelReasonSchema } from './change-request.ts';
import { bookingExample, changeExamples } from './examples.ts';
import { eventSchemas } from './told-schemas.ts';
import { appointmentStatusSchema, outcomeViewSchema } from './view-schemas.ts';

const instant = z.iso.datetime();
const named = {
  id: z.string().describe('Your id of the appointment.'),
  sequence: z.int().describe('The one that it has now.'),
};

export const updatedDetailSchema = z.object({
  ...named,
  at: instant.describe('When the change was told.'),
  status: appointmentStatusSchema.describe('What it is now.'),
  previousStatus: appointmentStatusSchema.optional().describe('What it was before; none of a new one.'),
  previousStart: instant.optional().describe('When it was to start before; none of a new one.'),
  outcome: outcomeViewSchema.optional().describe('Of a completed one: whether the customer was there.'),
  start: instant.describe('When it starts.'),
  timezone: z.string().describe('IANA zone of the appointment.'),
  title: z.string().describe('What it is about.'),
  kind: kindSchema.describe('Whether they meet on video, by phone or on site.'),
  repId: z.string().describe('Id of the rep who is there.'),
  by: initiatorSchema.optional().describe('Who brought the change about, where it was said.'),
  bookingUrl: z.string().optional().describe('Where the customer finds other times.'),
  customer: z
    .object({
      email: z.string().optional().describe('Where mail reaches them.'),
      name: z.string().optional().describe('As they were named.'),
      locale: z.string().optional().describe('Their language, in BCP 47.'),
      timezone: z.string().optional().describe('Their IANA zone.'),
    })
    .describe('Whom it is with.'),
});
export type UpdatedDetail = z.infer<typeof updatedDetailSchema>;

const askedFields = {
  ...named,
  start: instant.describe('When it starts as things are.'),
  repId: z.string().describe('Id of the rep who is there.'),
  requestedAt: instant.describe('When the customer asked.'),
  emailId: z.string().optional().describe('Of the e-mail whose link they followed.'),
};
export const cancelRequestedDetailSchema = z.object({
  ...askedFields,
  reason: cancelReasonSchema.describe('What they chose.'),
  comment: z.string().optional().describe('What they wrote.'),
});
export type CancelRequestedDetail = z.infer<typeof cancelRequestedDetailSchema>;

export const rescheduleRequestedDetailSchema = z.object({
  ...askedFields,
  newStart: instant.optional().describe('The time that they chose of `alternatives`.'),
  wish: z.string().optional().describe('When it would suit, in their words.'),
});
export type RescheduleRequestedDetail = z.infer<typeof rescheduleRequestedDetailSchema>;

export const feedbackDetailSchema = z.object({
  id: named.id,
  rating: z.int().describe('1 to 5.'),
  comment: z.string().optional().describe('What they wrote.'),
  revision: z.int().describe('Raised with each answer; the last one counts.'),
  repId: z.string().describe('Id of the rep who was there.'),
});
export type FeedbackDetail = z.infer<typeof feedbackDetailSchema>;

const told: Pick<EventIn, 'direction' | 'id'> = { direction: 'in', id: 'Your id of the appointment.' };
const said: Pick<EventOut, 'direction'> = { direction: 'out' };
const asked = {
  id: 'appt-42',
  sequence: 1,
  start: '2027-03-28T07:30:00.000Z',
  repId: 'grace',
  requestedAt: '2027-03-26T10:00:00.000Z',
  emailId: acceptedExample.id,
};

/** Appointments, as the bus tells them. */
export const appointmentsEvents: readonly DocumentedEvent[] = [
  {
    ...told,
    type: 'appointment.booked',
    summary: 'An appointment has been booked, also one that was cancelled before: it is confirmed.',
    description: 'It is the appointment whole: what is left out is not there.',
    payload: eventSchemas.booked,
    route: 'PUT /v1/appointments/{id}',
    example: { id: 'appt-42', ...bookingExample },
  },
  {
    ...told,
    type: 'appointment.rescheduled',
    summary: 'An appointment has moved, or something else of it has changed.',
    description: 'What is left out stays as it is. One that is not known yet comes again every six minutes.',
    payload: eventSchemas.rescheduled,
    route: 'POST /v1/appointments/{id}/reschedule',
    example: { id: 'appt-42', sequence: 2, ...changeExamples.reschedule },
  },
  {
    ...told,
    type: 'appointment.cancelled',
    summary: 'An appointment has been cancelled.',
    payload: eventSchemas.cancelled,
    route: 'POST /v1/appointments/{id}/cancel',
    example: { id: 'appt-42', sequence: 3, ...changeExamples.cancel },
  },
  {
    ...told,
    type: 'appointment.completed',
    summary: 'An appointment has taken place, or the customer did not come.',
    payload: eventSchemas.completed,
    route: 'POST /v1/appointments/{id}/complete',
    example: { id: 'appt-42', sequence: 4, ...changeExamples.complete },
  },
  {
    ...said,
    type: 'appointment.updated',
    summary: 'An appointment has changed: booked, moved, cancelled, completed, or in something else.',
    detail: updatedDetailSchema,
    sameBy: ['id', 'sequence'],
    example: {
      id: 'appt-42',
      sequence: 2,
      at: '2027-03-26T10:00:00.000Z',
      status: 'booked',
      previousStatus: 'booked',
      previousStart: '2027-03-28T07:30:00.000Z',
      start: '2027-03-29T12:00:00.000Z',
      timezone: 'Europe/Berlin',
      title: 'Demo for 40 seats',
      kind: 'video',
      repId: 'grace',
      customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
    },
  },
  {
    ...said,
    type: 'appointment.cancel_requested',
    summary: 'A customer asks on their page to cancel. The appointment stands until you cancel it.',
    detail: cancelRequestedDetailSchema,
    sameBy: ['id', 'requestedAt'],
    example: { ...asked, reason: 'conflict', comment: 'I am on a train then.' },
  },
  {
    ...said,
    type: 'appointment.reschedule_requested',
    summary: 'A customer asks on their page for another time. The appointment stands until you move it.',
    detail: rescheduleRequestedDetailSchema,
    sameBy: ['id', 'requestedAt'],
    example: { ...asked, newStart: '2027-03-30T07:30:00.000Z' },
  },
  {
    ...said,
    type: 'appointment.feedback_received',
    summary: 'A customer has said how an appointment was.',
    detail: feedbackDetailSchema,
    sameBy: ['id', 'revision'],
    example: { id: 'appt-42', rating: 5, comment: 'Thanks', revision: 1, repId: 'grace' },
  },
];
