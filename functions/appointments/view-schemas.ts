import * as z from 'zod';
import { noticeStateSchema, noticeViewSchema } from '../notify/notice-views.ts';
import { faultSchema } from '../platform/problem.ts';
import { personViewSchema } from '../preferences/person.ts';
import { initiatorSchema, kindSchema, outcomes } from './appointment.ts';
import { cancelReasonSchema } from './change-request.ts';

const instant = z.iso.datetime();

/** How one went. */
export const outcomeViewSchema = z.enum(outcomes);
export const appointmentStatusSchema = z
  .enum(['booked', 'cancelled', 'completed'])
  .meta({ id: 'AppointmentStatus', description: 'Where an appointment is in its life.' });

const requestSchema = z
  .object({
    kind: z
      .enum(['cancel', 'move'])
      .meta({ id: 'AppointmentRequestKind', description: 'What is asked for.' }),
    requestedAt: instant,
    reason: cancelReasonSchema.optional(),
    comment: z.string().optional(),
    newStart: instant.optional().describe('A time that was offered.'),
    wish: z.string().optional().describe('When it would suit, in the customer’s words.'),
  })
  .meta({
    id: 'AppointmentRequest',
    description: 'What the customer asks for on their page, and nobody has decided about.',
  });

/** An appointment without its mails. */
export const appointmentFactsSchema = z
  .object({
    id: z.string(),
    sequence: z.int(),
    status: appointmentStatusSchema,
    outcome: outcomeViewSchema.optional(),
    title: z.string(),
    start: instant,
    startLocal: z.string().describe('On the clocks of `timezone`, such as `2027-03-28T09:30:00`.'),
    endsAt: instant,
    timezone: z.string(),
    durationMinutes: z.int(),
    kind: kindSchema,
    joinUrl: z.string().optional(),
    dialIn: z.string().optional(),
    location: z.string().optional(),
    agenda: z.string().optional(),
    preparation: z.string().optional(),
    materials: z.array(
      z
        .object({ title: z.string(), url: z.string() })
        .meta({ id: 'AppointmentMaterial', description: 'Something to read for an appointment.' }),
    ),
    customer: personViewSchema,
    repId: z.string(),
    attendees: z.array(personViewSchema),
    alternatives: z.array(
      z
        .object({ start: z.string() })
        .meta({ id: 'AppointmentAlternative', description: 'Another time that would do.' }),
    ),
    bookingUrl: z.string().optional(),
    reason: z.string().optional(),
    calendarUid: z.string().optional(),
    by: initiatorSchema.optional(),
    calendar: z
      .object({
        uid: z.string(),
        sequence: z.int().describe('Raised by each change that readers are told of.'),
        method: z
          .enum(['REQUEST', 'CANCEL'])
          .meta({ id: 'CalendarMethod', description: 'What the customer’s invite says (RFC 5546).' }),
      })
      .meta({ id: 'AppointmentCalendar', description: 'What calendars know of an appointment.' }),
    request: requestSchema.optional(),
    feedback: z
      .object({
        rating: z.int(),
        comment: z.string().optional(),
        revision: z.int().describe('Raised by each answer; the last counts.'),
        at: instant,
      })
      .meta({ id: 'AppointmentFeedback', description: 'What the customer said of it.' })
      .optional(),
  })
  .meta({ id: 'AppointmentFacts', description: 'An appointment without its mails.' });

/** An appointment as it is exported to one of those who take part. */
export const personAppointmentSchema = z
  .union([
    appointmentFactsSchema,
    appointmentFactsSchema
      .pick({ id: true, status: true, title: true, start: true, endsAt: true, timezone: true, kind: true })
      .extend({ attendee: personViewSchema })
      .meta({ id: 'AttendedAppointment', description: 'An appointment that somebody comes along to.' }),
  ])
  .meta({
    id: 'PersonAppointment',
    description: 'An appointment, as one of those who take part may know it.',
  });

const reminderSchema = z
  .object({
    audience: noticeViewSchema.shape.audience,
    to: z.string(),
    offset: z.string().describe('How long ahead, such as PT24H.'),
    dueAt: instant,
    state: z
      .enum(['planned', 'sent', 'left_out'])
      .meta({ id: 'ReminderState', description: 'What becomes of a reminder.' }),
    why: z
      .enum(['too_late', 'just_told', 'requested', 'ended'])
      .meta({ id: 'LeftOutReason', description: 'Why a reminder is not sent.' })
      .optional(),
    emailId: z.string().optional(),
  })
  .meta({ id: 'AppointmentReminder', description: 'A reminder of one reader.' });

export const appointmentViewSchema = appointmentFactsSchema
  .and(
    z.object({
      applied: z.boolean().describe('Whether this request changed it.'),
      warnings: z.array(faultSchema).describe('What may not be as you thought.'),
      reminders: z.array(reminderSchema),
      emails: z.array(noticeViewSchema).describe('All that there were, the oldest first.'),
    }),
  )
  .meta({ id: 'Appointment', description: 'An appointment, its reminders and the e-mails about it.' });

const appointmentStateSchema = z
  .object({
    id: z.string(),
    sequence: z.int(),
    status: appointmentStatusSchema,
    emails: z.array(noticeStateSchema),
  })
  .meta({
    id: 'AppointmentState',
    description: 'What a key without the scope `read` is told of an appointment.',
  });

export const appointmentOrStateSchema = z
  .union([appointmentViewSchema, appointmentStateSchema])
  .meta({ id: 'AppointmentOrState' });

const noShowRateSchema = z
  .object({
    n: z.int().describe('How many are decided.'),
    rate: z.number().nullable().describe('0 to 1; null where fewer than 10 are decided.'),
  })
  .meta({ id: 'NoShowRate', description: 'How many were not there.' });

export const reminderReportSchema = z
  .object({
    from: instant,
    to: instant,
    items: z.array(
      z
        .object({
          offset: z.string(),
          kind: kindSchema,
          sent: z.int(),
          delivered: z.int(),
          opened: z.int().describe('By persons.'),
          joinClicked: z.int().describe('By persons.'),
          leftOut: z.int().describe('Not sent: left out, or skipped by the outbox.'),
          kept: z.int().describe('Of those that were sent, as all that follow.'),
          cancelled: z.int(),
          moved: z.int(),
          noShow: z.int(),
          pending: z.int().describe('Nobody has said yet what became of the appointment.'),
          noShowRate: z
            .object({ opened: noShowRateSchema, notOpened: noShowRateSchema })
            .meta({ id: 'NoShowRates', description: 'By whether the reminder was opened.' }),
        })
        .meta({ id: 'ReminderFigures', description: 'What became of reminders of one offset and kind.' }),
    ),
  })
  .meta({ id: 'ReminderReport', description: 'What became of reminders that were due in a time.' });
