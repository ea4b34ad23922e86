import { toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { allItems, type Item } from '../platform/dynamo-pages.ts';

/** What stands in a rep's timeline, by its kind; each kind is read by itself. */
export type TimelineKind =
  /** What happened at a moment: an activity, the end of a conversation, a mail that left or was read. */
  | 'EVENT'
  /** What was told of a deal. */
  | 'DEAL'
  /** A lead that the rep had to do with, by the day of its last change. */
  | 'LEAD'
  /** An appointment, by when it starts. */
  | 'APPOINTMENT';

export interface TableKey {
  pk: string;
  sk: string;
}

const partitionOf = (repId: string): string => `TIMELINE#${repId}`;

/** Where something stands in the timeline of a rep: by its time, epoch milliseconds, then by its id. */
export const timelineKey = (
  repId: string,
  kind: TimelineKind,
  { at, id }: { at: number; id: string },
): TableKey => ({ pk: partitionOf(repId), sk: `${kind}#${toIso(at)}#${id}` });

/** Things of which mails may tell. */
export type OwnedKind = 'lead' | 'conversation' | 'appointment';

/** Where it stands whose thing it is; its `repId` says so. */
export const ownerKey = (kind: OwnedKind, id: string): TableKey => ({
  pk: `REP_OF#${kind}#${id}`,
  sk: 'REP',
});

/** Writes of a transaction: items that are put, and keys that are left. */
export const putItem = (TableName: string, key: TableKey, item: object) => ({
  Put: { TableName, Item: { ...key, ...item } },
});
export const deleteItem = (TableName: string, Key: TableKey) => ({ Delete: { TableName, Key } });

/** Whether two keys are of one item. */
export const isSamePlace = (one: TableKey, other: TableKey): boolean =>
  one.pk === other.pk && one.sk === other.sk;

/** What stands in a timeline from `from` until before `to`, the oldest first; in all of it when left out. */
export const readTimeline = (
  { dynamo, table }: { dynamo: Dynamo; table: string },
  repId: string,
  kind: TimelineKind,
  { from, to }: { from?: number; to?: number } = {},
): Promise<Item[]> =>
  allItems(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': partitionOf(repId),
      ':from': from === undefined ? `${kind}#` : `${kind}#${toIso(from)}`,
      // The character behind `#`: every time of the kind comes before it.
      ':to': to === undefined ? `${kind}$` : `${kind}#${toIso(to)}`,
    },
    ConsistentRead: true,
  });
