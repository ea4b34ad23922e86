import * as z from 'zod';
import { idempotencyHeaders } from '../contract/idempotency.ts';
import { emailAddressSchema, idParams, idSchema, jsonValueSchema } from '../platform/fields.ts';
import { pageAnswer, pageFields } from '../platform/page.ts';
import { defineRoute } from '../platform/route.ts';
import { personSchema } from '../preferences/person.ts';
import { MOST_DATA_BYTES } from './enrollment.ts';
import {
  enrollAnswerSchema,
  enrollmentOrStateSchema,
  enrollmentPageSchema,
  enrollmentStatusSchema,
  enrollmentViewSchema,
  sequencesSchema,
  sequenceViewSchema,
} from './view-schemas.ts';

const tag = { name: 'Sequences', description: 'Mails over time that stop when they should.' };

const nameParams = z.strictObject({ name: z.string().min(1).max(40).describe('The name of the sequence.') });

const enrollmentExample = {
  id: 'enr_4x8k2m9q7w3e5r1t6y0p8a2s4d',
  sequence: 'rebook_after_cancel',
  version: '3f9a1c0b7d2e',
  kind: 'rebooking',
  key: 'appt-42',
  recipient: { email: 'ada@example.com', name: 'Ada Lovelace' },
  status: 'active',
  step: 'pause',
  dueAt: '2027-02-02T09:00:00.000Z',
  arm: 'treated',
  enrolledAt: '2027-01-31T09:00:00.000Z',
  enrolledBy: 'appointment.updated',
  appointmentId: 'appt-42',
  data: { title: 'Demo for 40 seats' },
  history: [{ at: '2027-01-31T09:00:00.000Z', what: 'enrolled' }],
  emails: [],
};
const sequenceExample = {
  name: 'rebook_after_cancel',
  version: '3f9a1c0b7d2e',
  isOn: true,
  definition: {
    kind: 'rebooking',
    description: 'Help to find another time after a cancellation.',
    again_after: 'P30D',
    ends_on: [],
    holdout: 0,
    steps: [
      { id: 'pause', wait: 'P2D' },
      { id: 'first', send: 'rebook_reminder' },
    ],
  },
  warnings: [],
  stats: {
    enrolled: 120,
    active: 20,
    completed: 70,
    goal: 25,
    ended: { completed: 70, goal: 25, opted_out: 5 },
    steps: [{ id: 'first', sent: 90, opened: 60, clicked: 30 }],
    heldOut: { enrolled: 0, goal: 0 },
  },
};

export const listSequences = defineRoute({
  method: 'GET',
  path: '/v1/sequences',
  operationId: 'listSequences',
  tag,
  summary: 'All sequences, and what became of their enrolments',
  scope: 'read',
  answers: {
    200: { description: 'By their names', schema: sequencesSchema, example: { items: [sequenceExample] } },
  },
  errors: [],
});

export const getSequence = defineRoute({
  method: 'GET',
  path: '/v1/sequences/{name}',
  operationId: 'getSequence',
  tag,
  summary: 'A sequence, and what became of its enrolments',
  scope: 'read',
  params: nameParams,
  answers: { 200: { description: 'The sequence', schema: sequenceViewSchema, example: sequenceExample } },
  errors: ['not_found'],
});

export const enrollRoute = defineRoute({
  method: 'POST',
  path: '/v1/sequences/{name}/enroll',
  operationId: 'enroll',
  tag,
  summary: 'Send somebody through a sequence',
  description:
    'The answer says whether it did, and why not. All templates of the sequence must take the data.',
  scope: 'send',
  params: nameParams,
  headers: idempotencyHeaders,
  body: z
    .strictObject({
      recipient: personSchema.describe('Who; without an address nobody is enrolled.'),
      key: idSchema.optional().describe('What it is about: the same key enrols once, ever.'),
      data: z
        .record(z.string().min(1).max(64), jsonValueSchema)
        .refine((data) => Buffer.byteLength(JSON.stringify(data)) <= MOST_DATA_BYTES, {
          error: `As JSON at most ${MOST_DATA_BYTES} bytes.`,
          params: { code: 'too_big' },
        })
        .default({})
        .describe('Values for the variables of its templates; nothing when left out.'),
      appointmentId: idSchema.optional().describe('Your id of the appointment that it belongs to.'),
      conversationId: idSchema.optional().describe('Your id of the conversation that it belongs to.'),
      leadId: idSchema.optional().describe('Your id of the lead that it belongs to.'),
    })
    .meta({ id: 'EnrollRequest', description: 'Who is to be sent through a sequence.' }),
  bodyExample: { recipient: { email: 'ada@example.com', name: 'Ada Lovelace' }, key: 'deal-7' },
  answers: {
    200: {
      description: 'Whether somebody was enrolled',
      schema: enrollAnswerSchema,
      example: { enrolled: true, enrollment: enrollmentExample },
    },
  },
  errors: ['not_found', 'idempotency_key_reused', 'busy'],
});

export const listEnrollmentsRoute = defineRoute({
  method: 'GET',
  path: '/v1/enrollments',
  operationId: 'listEnrollments',
  tag,
  summary: 'Enrolments, the latest first',
  scope: 'read',
  query: z.strictObject({
    recipient: emailAddressSchema.optional().describe('Those of this address alone.'),
    sequence: z.string().min(1).max(40).optional().describe('Those of this sequence alone.'),
    status: enrollmentStatusSchema.optional().describe('Those that go on, or those that have ended.'),
    ...pageFields,
  }),
  answers: { 200: pageAnswer(enrollmentPageSchema, enrollmentExample) },
  errors: [],
});

export const getEnrollment = defineRoute({
  method: 'GET',
  path: '/v1/enrollments/{id}',
  operationId: 'getEnrollment',
  tag,
  summary: 'An enrolment with its history',
  scope: 'read',
  params: idParams,
  answers: {
    200: { description: 'The enrolment', schema: enrollmentViewSchema, example: enrollmentExample },
  },
  errors: ['not_found'],
});

export const stopEnrollment = defineRoute({
  method: 'DELETE',
  path: '/v1/enrollments/{id}',
  operationId: 'stopEnrollment',
  tag,
  summary: 'Stop an enrolment',
  description: 'What waits is called back. One that has ended is answered as it is.',
  scope: 'send',
  params: idParams,
  answers: {
    200: {
      description: 'The enrolment as it is now; without the scope `read` id and status alone',
      schema: enrollmentOrStateSchema,
      example: {
        ...enrollmentExample,
        status: 'ended',
        end: { how: 'stopped', at: '2027-02-01T09:00:00.000Z' },
      },
    },
  },
  errors: ['not_found', 'busy'],
});

/** Every route of this room. */
export const sequencesRoutes = [
  listSequences,
  getSequence,
  enrollRoute,
  listEnrollmentsRoute,
  getEnrollment,
  stopEnrollment,
];
