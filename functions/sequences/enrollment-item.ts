import * as z from 'zod';
import { DAY, toIso } from '../platform/clock.ts';
import { type Enrollment, type EnrollmentLife, enrollmentSchema } from './enrollment.ts';
import { enrollmentPartition, personPartition } from './keys.ts';

/** A table of enrolments, which are kept for `days` after their end. */
export interface EnrollmentTable {
  table: string;
  days: number;
  /** What puts one on the list of those of which something is due. */
  dueKeysOf: (id: string) => Record<string, string>;
}

const SORT = 'ENROLLMENT';
export const ACTIVE = 'ACTIVE#';
export const ENDED = 'ENDED#';
/** Longer than an event goes on coming again whose function ended between the end and what follows from it. */
const ENDED_DAYS = 1;

const storedSchema = enrollmentSchema.omit({ data: true, unpublished: true }).extend({
  /** As JSON: maps of DynamoDB lose the order of keys. */
  data: z.string(),
  unpublished: z.string(),
});

/** In seconds since 1970. */
export const ttlIn = (from: number, days: number): number => Math.ceil((from + days * DAY) / 1000);

export const enrollmentKey = (id: string) => ({ pk: enrollmentPartition(id), sk: SORT });

/** What says that somebody is on the way through a sequence of a kind. */
export const activeKey = ({ recipient, kind }: Pick<Enrollment, 'recipient' | 'kind'>) => ({
  pk: personPartition(recipient.email),
  sk: ACTIVE + kind,
});

/** What leads from somebody to an enrolment that has just ended. */
export const endedItem = ({ id, recipient }: Pick<Enrollment, 'id' | 'recipient'>, now: number) => ({
  pk: personPartition(recipient.email),
  sk: ENDED + id,
  enrollmentId: id,
  ttl: ttlIn(now, ENDED_DAYS),
});

export const activeSchema = z.object({ enrollmentId: z.string() });

/** The lists that an enrolment stands in: of its sequence, and of those of the sequence in this status. */
export const enrollmentList = (sequence: string): string => `SEQUENCE#${sequence}`;
export const enrollmentStatusList = (sequence: string, status: EnrollmentLife['status']): string =>
  `${enrollmentList(sequence)}#${status}`;

/** Its place in lists: when it began, and its id. */
export const enrolledKey = ({ enrolledAt, id }: Pick<Enrollment, 'enrolledAt' | 'id'>): string =>
  `${toIso(enrolledAt)}#${id}`;

/** An enrolment as it is stored. */
export const enrollmentItem = ({ days, dueKeysOf }: EnrollmentTable, enrollment: Enrollment) => ({
  ...enrollmentKey(enrollment.id),
  ...enrollment,
  data: JSON.stringify(enrollment.data),
  unpublished: JSON.stringify(enrollment.unpublished),
  enrollmentList: enrollmentList(enrollment.sequence),
  enrollmentStatusList: enrollmentStatusList(enrollment.sequence, enrollment.life.status),
  enrolledKey: enrolledKey(enrollment),
  ...(enrollment.nextDueAt !== undefined && dueKeysOf(enrollment.id)),
  ...(enrollment.life.status === 'ended' && { ttl: ttlIn(enrollment.life.at, days) }),
});

/** A stored enrolment as it is. */
export const enrollmentOf = (item: unknown): Enrollment => {
  const stored = storedSchema.parse(item);
  return enrollmentSchema.parse({
    ...stored,
    data: JSON.parse(stored.data) as unknown,
    unpublished: JSON.parse(stored.unpublished) as unknown,
  });
};
