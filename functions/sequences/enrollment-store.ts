import { DeleteCommand, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { CONFLICT } from '../platform/conflict.ts';
import { type Dynamo, ifConditionHolds, ifConditionsHold, overRevision } from '../platform/dynamo.ts';
import { itemsUnder } from '../platform/dynamo-pages.ts';
import { makePersonPointers } from '../platform/person-pointers.ts';
import { begin, LAST, LEAD_ENROLLMENT, type Limits, type Occupied, POINTERS } from './begin-store.ts';
import {
  ACTIVE,
  activeKey,
  activeSchema,
  ENDED,
  endedItem,
  enrollmentItem,
  enrollmentKey,
  enrollmentOf,
  type EnrollmentTable,
} from './enrollment-item.ts';
import type { Enrollment } from './enrollment.ts';
import { markErased, readErasure } from './erasure-mark.ts';
import { dueEnrollments, leadPartition, personPartition } from './keys.ts';
import { type Counter, counting } from './statistics.ts';

export interface EnrollmentStore {
  find: (id: string) => Promise<Enrollment | undefined>;
  /** Writes a state over the one that was read, with what is counted by it; undefined on a version conflict. */
  put: (
    enrollment: Enrollment,
    now: number,
    counters?: readonly Counter[],
  ) => Promise<Enrollment | undefined>;
  /** Begins one, unless there is another in its way. */
  create: (enrollment: Enrollment, limits: Limits) => Promise<Enrollment | Occupied | typeof CONFLICT>;
  /** Those of somebody that are active, and those that have ended of late and may not be called back yet. */
  openOf: (email: string) => Promise<string[]>;
  /** All that somebody of this address is, or once was, in. */
  ofPerson: (email: string) => Promise<string[]>;
  /** Those that belong to a lead. */
  ofLead: (leadId: string) => Promise<string[]>;
  forgetPerson: (id: string, email: string) => Promise<void>;
  /** Forgets when somebody was enrolled in each sequence last. */
  forgetLast: (email: string) => Promise<void>;
  /** When somebody was erased of late; 0 when they were not. */
  erasedAt: (email: string) => Promise<number>;
  /** Keeps who is being enrolled at this moment from it, whose data were read before. */
  markErased: (email: string, now: number) => Promise<void>;
}

const sortSchema = z.object({ sk: z.string() });

/** Keeps enrolments for `days` after their end. */
export const makeEnrollmentStore = (dynamo: Dynamo, table: string, days: number): EnrollmentStore => {
  const to: EnrollmentTable = { table, days, dueKeysOf: dueEnrollments(dynamo, table).keysOf };
  const pointers = makePersonPointers(dynamo, table, POINTERS);
  const under = (pk: string, prefix: string) => itemsUnder(dynamo, table, { pk, prefix });
  return {
    find: async (id) => {
      const get = new GetCommand({ TableName: table, Key: enrollmentKey(id), ConsistentRead: true });
      const { Item } = await dynamo.send(get);
      return Item && enrollmentOf(Item);
    },
    put: (enrollment, now, counters = []) => put(dynamo, to, enrollment, { now, counters }),
    create: (enrollment, limits) => begin(dynamo, to, enrollment, limits),
    openOf: async (email) => {
      const pk = personPartition(email);
      const items = await Promise.all([under(pk, ACTIVE), under(pk, ENDED)]);
      return items.flat().map((item) => activeSchema.parse(item).enrollmentId);
    },
    ofPerson: pointers.idsOf,
    ofLead: async (leadId) =>
      (await under(leadPartition(leadId), LEAD_ENROLLMENT)).map((item) =>
        sortSchema.parse(item).sk.slice(LEAD_ENROLLMENT.length),
      ),
    forgetPerson: (id, email) => pointers.remove(email, id),
    forgetLast: async (email) => {
      const pk = personPartition(email);
      for (const item of await under(pk, LAST)) {
        const Key = { pk, sk: sortSchema.parse(item).sk };
        await dynamo.send(new DeleteCommand({ TableName: table, Key }));
      }
    },
    erasedAt: (email) => readErasure(dynamo, table, email),
    markErased: (email, now) => markErased(dynamo, table, email, now),
  };
};

const put = async (
  dynamo: Dynamo,
  to: EnrollmentTable,
  enrollment: Enrollment,
  { now, counters }: { now: number; counters: readonly Counter[] },
): Promise<Enrollment | undefined> => {
  const { table: TableName } = to;
  const next = { ...enrollment, rev: enrollment.rev + 1 };
  const over = { TableName, Item: enrollmentItem(to, next), ...overRevision(enrollment.rev, now) };
  if (counters.length === 0) {
    return (await ifConditionHolds(dynamo.send(new PutCommand(over)))) ? next : undefined;
  }
  const ends = counters.some((name) => name.startsWith('ended_'));
  const TransactItems = [
    { Put: over },
    counting(TableName, next, counters),
    // Another one of its kind may begin from now on; by an event that comes again this one is found still.
    ...(ends
      ? [{ Delete: { TableName, Key: activeKey(next) } }, { Put: { TableName, Item: endedItem(next, now) } }]
      : []),
  ];
  return (await ifConditionsHold(dynamo.send(new TransactWriteCommand({ TransactItems }))))
    ? next
    : undefined;
};
