import * as z from 'zod';
import type { EventOut } from '../bus/documented-event.ts';
import { armSchema, endingSchema } from './view-schemas.ts';

export const enrolledDetailSchema = z.object({
  enrollmentId: z.string().describe('As `GET /v1/enrollments/{id}` takes it.'),
  sequence: z.string().describe('Name of the sequence.'),
  version: z.string().describe('Of the sequence: it ends on the one that it began with.'),
  kind: z.string().describe('As the sequence calls what it is for; one of a kind at a time.'),
  key: z.string().describe('What it is about.'),
  recipient: z.string().describe('Whom it is sent to.'),
  arm: armSchema.describe('Whether they get mails, or are held out to compare with.'),
});
export type EnrolledDetail = z.infer<typeof enrolledDetailSchema>;

export const endedDetailSchema = enrolledDetailSchema.extend({ how: endingSchema.describe('How it ended.') });
export type EndedDetail = z.infer<typeof endedDetailSchema>;

const example = {
  enrollmentId: 'enr_4x8k2m9q7w3e5r1t6y0p8a2s4d',
  sequence: 'rebook_after_cancel',
  version: '3f9a1c0b7d2e',
  kind: 'rebooking',
  key: 'appt-42',
  recipient: 'ada@example.com',
  arm: 'treated',
};

/** What becomes of those on the way through sequences, as the bus is told of it. */
export const sequencesEvents: readonly EventOut[] = [
  {
    direction: 'out',
    type: 'sequence.enrolled',
    summary: 'Somebody has been enrolled in a sequence.',
    detail: enrolledDetailSchema,
    sameBy: ['enrollmentId'],
    example,
  },
  {
    direction: 'out',
    type: 'sequence.ended',
    summary: 'Somebody’s way through a sequence is over.',
    detail: endedDetailSchema,
    sameBy: ['enrollmentId'],
    example: { ...example, how: 'goal' },
  },
];
