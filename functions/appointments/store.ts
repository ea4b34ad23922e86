import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY } from '../platform/clock.ts';
import { type Dynamo, ifConditionHolds, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { makePersonPointers } from '../platform/person-pointers.ts';
import { appointmentPlaceSchema } from '../reps/timeline-entries.ts';
import type { Resource } from '../notify/notice-store.ts';
import { type Details, outcomes } from './appointment.ts';
import { changeRequestSchema } from './change-request.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { appointmentPartition, dueAppointments } from './keys.ts';
import { startKeyOf, startMonthOf } from './start-index.ts';
import { timelineOf, timelineWrites } from './timeline.ts';

const lifeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('booked') }),
  z.object({ status: z.literal('cancelled') }),
  z.object({ status: z.literal('completed'), outcome: z.enum(outcomes) }),
]);

const recordSchema = z.object({
  id: z.string(),
  rev: z.number(),
  epoch: z.number(),
  sequence: z.number(),
  life: lifeSchema,
  client: z.string().optional(),
  createdAt: z.number(),
  statusAt: z.number(),
  startAt: z.number(),
  tz: z.string(),
  calendar: z.object({
    uid: z.string(),
    sequence: z.number(),
    organizer: z.object({ name: z.string(), email: z.string() }),
    changedAt: z.number(),
  }),
  remindedUntil: z.number(),
  noShowAt: z.number().optional(),
  feedbackAskedAt: z.number().optional(),
  requestCount: z.number(),
  requestsByChange: z.number(),
  repEmail: z.string().optional(),
  failedRuns: z.number().optional(),
  request: changeRequestSchema.optional(),
  feedback: z
    .object({ rating: z.number(), comment: z.string().optional(), revision: z.number(), at: z.number() })
    .optional(),
  erasedAt: z.number().optional(),
  forgotten: z.array(z.string()).optional(),
  nextDueAt: z.number().optional(),
  timeline: z.array(appointmentPlaceSchema).optional(),
  lease: z.object({ token: z.string(), until: z.number() }).optional(),
  /** As JSON: it was checked when it came. */
  details: z.string(),
  unpublished: z.string(),
});

export interface AppointmentStore {
  find: (id: string) => Promise<AppointmentRecord | undefined>;
  /** Writes a state over the one that was read, and answers it with its new revision; undefined on a version conflict. */
  put: (record: AppointmentRecord, now: number) => Promise<AppointmentRecord | undefined>;
  /** Makes an appointment known as one of all who take part; ahead of its record, so that none is missed. */
  pointTo: (record: AppointmentRecord) => Promise<void>;
  /** Appointments that are, or once were, with somebody of this address. */
  ofPerson: (email: string) => Promise<string[]>;
  /** Forgets that an appointment was with somebody of this address. */
  forgetPerson: (id: string, email: string) => Promise<void>;
}

const SORT = 'APPOINTMENT';

/** Keeps appointments for `days` after their end. */
export const makeAppointmentStore = (dynamo: Dynamo, table: string, days: number): AppointmentStore => {
  const ttlOf = (record: AppointmentRecord): number => Math.ceil((endOf(record) + days * DAY) / 1000);
  const pointers = makePersonPointers(dynamo, table, 'APPOINTMENT');
  const due = dueAppointments(dynamo, table);
  return {
    find: async (id) => {
      const Key = { pk: appointmentPartition(id), sk: SORT };
      const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : recordOf(Item);
    },
    put: async (record, now) => {
      const timeline = timelineOf(record, now);
      const next = { ...record, rev: record.rev + 1, timeline };
      const ttl = ttlOf(next);
      const put = {
        TableName: table,
        Item: { ...itemOf(next), ...(next.nextDueAt !== undefined && due.keysOf(next.id)), ttl },
        ...overRevision(record.rev, now),
      };
      const beside = timelineWrites(table, { record: next, before: record.timeline, ttl });
      // Most writes are of what timelines do not tell.
      const isWritten =
        beside.length === 0
          ? ifConditionHolds(dynamo.send(new PutCommand(put)))
          : ifConditionsHold(
              dynamo.send(new TransactWriteCommand({ TransactItems: [{ Put: put }, ...beside] })),
            );
      return (await isWritten) ? next : undefined;
    },
    pointTo: async (record) => {
      const { customer, attendees } = record.details;
      const emails = [customer, ...attendees].flatMap(({ email }) => email ?? []);
      await Promise.all(emails.map((email) => pointers.add(email, record.id, ttlOf(record))));
    },
    ofPerson: pointers.idsOf,
    forgetPerson: (id, email) => pointers.remove(email, id),
  };
};

const recordOf = (item: Record<string, unknown>): AppointmentRecord => {
  const stored = recordSchema.parse(item);
  return {
    ...stored,
    details: JSON.parse(stored.details) as Details,
    unpublished: JSON.parse(stored.unpublished) as AppointmentRecord['unpublished'],
  };
};

const itemOf = (record: AppointmentRecord) => ({
  pk: appointmentPartition(record.id),
  sk: SORT,
  ...record,
  details: JSON.stringify(record.details),
  unpublished: JSON.stringify(record.unpublished),
  repList: `REP#${record.details.repId}`,
  startMonth: startMonthOf(record.startAt),
  startKey: startKeyOf(record.startAt, record.id),
});

/** An appointment as notices about it name it. */
export const resourceOf = (record: AppointmentRecord): Resource => ({
  kind: 'appointment',
  id: record.id,
  keptFrom: endOf(record),
});
