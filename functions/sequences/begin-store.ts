import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { CONFLICT } from '../platform/conflict.ts';
import { type Dynamo, throwRefusal } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import { personPointer } from '../platform/person-pointers.ts';
import { activeKey, activeSchema, type EnrollmentTable, enrollmentItem, ttlIn } from './enrollment-item.ts';
import type { Enrollment } from './enrollment.ts';
import { unlessErasedSince } from './erasure-mark.ts';
import { leadPartition, personPartition, sequencePartition } from './keys.ts';
import { counting } from './statistics.ts';

/** Why somebody is not enrolled, as far as the enrolments that there are decide. */
export type Occupied =
  /** What it is about was enrolled before. */
  | { reason: 'same_key' }
  /** They are on the way through a sequence of this kind. */
  | { reason: 'already_active'; enrollmentId: string }
  | { reason: 'too_soon' }
  /** They were erased meanwhile, and with all else what they had agreed to. */
  | { reason: 'no_consent' };

export interface Limits {
  now: number;
  /** When the one before must have begun at the latest, epoch milliseconds. */
  lastBefore: number;
  /** When the recipient was erased last, as it was read ahead of all that is written here. */
  erasedAt: number;
}

export const LAST = 'LAST#';
export const POINTERS = 'ENROLLMENT';
export const LEAD_ENROLLMENT = 'ENROLLMENT';
/** Enrolments end within so many days; what leads to one is kept as long as it may be. */
const LONGEST_DAYS = 400;

/** The place of each condition in the transaction. */
const [SAME_KEY, SAME_KIND, SOON, ERASED] = [1, 2, 3, 4];

/** Begins an enrolment, unless there is another in its way: all of it is written, or nothing. */
export const begin = async (
  dynamo: Dynamo,
  to: EnrollmentTable,
  enrollment: Enrollment,
  limits: Limits,
): Promise<Enrollment | Occupied | typeof CONFLICT> => {
  const next = { ...enrollment, rev: 1 };
  try {
    await dynamo.send(new TransactWriteCommand({ TransactItems: writesOf(to, next, limits) }));
    return next;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    throwRefusal(error);
    const failed = (error.CancellationReasons ?? []).map(({ Code }) => Code === 'ConditionalCheckFailed');
    if (failed[SAME_KEY] === true) return { reason: 'same_key' };
    if (failed[SAME_KIND] === true) return (await inTheWay(dynamo, to, next)) ?? CONFLICT;
    if (failed[SOON] === true) return { reason: 'too_soon' };
    return failed[ERASED] === true ? { reason: 'no_consent' } : CONFLICT;
  }
};

/** What leads to an enrolment from its recipient and its lead. */
const pointersTo = (
  { days }: EnrollmentTable,
  { id, recipient, leadId }: Enrollment,
  now: number,
): Record<string, unknown>[] => {
  const ttl = ttlIn(now, LONGEST_DAYS + days);
  const ofLead =
    leadId === undefined
      ? []
      : [{ pk: leadPartition(leadId), sk: LEAD_ENROLLMENT + id, ttl: ttlIn(now, LONGEST_DAYS) }];
  return [{ ...personPointer(POINTERS, recipient.email, id), ttl }, ...ofLead];
};

const writesOf = (to: EnrollmentTable, enrollment: Enrollment, { now, lastBefore, erasedAt }: Limits) => {
  const { table } = to;
  const { id, sequence, key, recipient, arm } = enrollment;
  const isNew = { TableName: table, ConditionExpression: 'attribute_not_exists(pk)' };
  const keyItem = { pk: sequencePartition(sequence), sk: `KEY#${sha256Hex(key)}` };
  const last = { pk: personPartition(recipient.email), sk: LAST + sequence, enrolledAt: now };
  return [
    { Put: { ...isNew, Item: enrollmentItem(to, enrollment) } },
    { Put: { ...isNew, Item: keyItem } },
    { Put: { ...isNew, Item: { ...activeKey(enrollment), enrollmentId: id } } },
    {
      Put: {
        TableName: table,
        Item: last,
        ConditionExpression: 'attribute_not_exists(pk) OR enrolledAt <= :before',
        ExpressionAttributeValues: { ':before': lastBefore },
      },
    },
    { Put: unlessErasedSince(table, recipient.email, { erasedAt, now }) },
    counting(table, enrollment, [`enrolled_${arm}`]),
    ...pointersTo(to, enrollment, now).map((Item) => ({ Put: { TableName: table, Item } })),
  ];
};

const inTheWay = async (
  dynamo: Dynamo,
  { table }: EnrollmentTable,
  enrollment: Enrollment,
): Promise<Occupied | undefined> => {
  const get = new GetCommand({ TableName: table, Key: activeKey(enrollment), ConsistentRead: true });
  const { Item } = await dynamo.send(get);
  return Item && { reason: 'already_active', enrollmentId: activeSchema.parse(Item).enrollmentId };
};
