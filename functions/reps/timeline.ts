import type { Dynamo } from '../platform/dynamo.ts';
import { allItems, type Item } from '../platform/dynamo-pages.ts';
import { toIso } from '../platform/clock.ts';

/** What stands in a rep's timeline, by its kind; each kind is read by itself. */
export type TimelineKind = 'ACTIVITY' | 'DEAL';

/** Where something stands in the timeline of a rep: by when it was, epoch milliseconds, then by its id. */
export const timelineKey = (repId: string, kind: TimelineKind, { at, id }: { at: number; id: string }) => ({
  pk: `TIMELINE#${repId}`,
  sk: `${kind}#${toIso(at)}#${id}`,
});

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
      ':pk': `TIMELINE#${repId}`,
      ':from': from === undefined ? `${kind}#` : `${kind}#${toIso(from)}`,
      // The character behind `#`: every time of the kind comes before it.
      ':to': to === undefined ? `${kind}$` : `${kind}#${toIso(to)}`,
    },
    ConsistentRead: true,
  });
