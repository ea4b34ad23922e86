import * as z from 'zod';
import { recipientKey } from '../../platform/address.ts';
import { DAY } from '../../platform/clock.ts';
import { firstItems, type Item } from '../../platform/dynamo-pages.ts';
import { failureKey, listMonth, sortKey, statusMonth } from '../message/message-item.ts';
import type { Message } from '../message/message.ts';
import type { SendsTable } from '../message/store.ts';
import type { MessageStatus } from '../../contract/message-status.ts';

/** Where a page begins: in which partition of the index of its filters, and after which key. */
export const positionSchema = z.object({
  partition: z.string().min(1).max(400),
  after: z.string().min(1).max(400).optional(),
});
export type Position = z.infer<typeof positionSchema>;

/** Entries looked at in one go where most need not be read. */
export const LOOKED_AT_ONCE = 2000;

/** An index to read messages from. */
export interface ListIndex {
  name: string;
  key: string;
  /** Partitions to read, newest first. */
  partitions: readonly string[];
  sort: { attribute: string; of: (message: Message) => string };
  /** Whether what people look for stands beside the keys, so that only what may match has to be read. */
  isSearchable: boolean;
}

const byCreation = { attribute: 'sortKey', of: sortKey };

/** A message may be scheduled a year ahead, and is kept for so many days from its end on. */
const LONGEST_LIFE_DAYS = 366 + 31;

/** The months that messages may still be of, the latest first. */
const months = (now: number, messagesDays: number): string[] => {
  const found = new Set<string>();
  for (let at = now; at > now - (messagesDays + LONGEST_LIFE_DAYS) * DAY; at -= 15 * DAY)
    found.add(listMonth(at));
  return [...found];
};

/** The first moment of a month such as `2027-01`, epoch milliseconds. */
const startOfMonth = (month: string): number => Date.parse(`${month}-01T00:00:00Z`);

export const indexByRecipient = (email: string): ListIndex => ({
  name: 'byRecipient',
  key: 'recipientKey',
  partitions: [recipientKey(email)],
  sort: byCreation,
  isSearchable: false,
});

const relations = {
  conversationId: 'byConversation',
  appointmentId: 'byAppointment',
  leadId: 'byLead',
} as const;
type Relation = keyof typeof relations;
export const relationNames = ['conversationId', 'appointmentId', 'leadId'] as const satisfies Relation[];

export const indexByRelation = (relation: Relation, id: string): ListIndex => ({
  name: relations[relation],
  key: relation,
  partitions: [id],
  sort: byCreation,
  isSearchable: false,
});

export const indexByStatus = (status: MessageStatus, now: number, messagesDays: number): ListIndex => ({
  name: 'byStatus',
  key: 'statusMonth',
  partitions: months(now, messagesDays).map((month) => statusMonth(status, startOfMonth(month))),
  sort: byCreation,
  isSearchable: true,
});

export const indexByMonth = (now: number, messagesDays: number): ListIndex => ({
  name: 'byMonth',
  key: 'listMonth',
  partitions: months(now, messagesDays),
  sort: byCreation,
  isSearchable: true,
});

export const indexByFailure = (since: number, now: number, messagesDays: number): ListIndex => ({
  name: 'byFailure',
  key: 'failedMonth',
  partitions: months(now, messagesDays).filter((month) => month >= listMonth(since)),
  sort: {
    attribute: 'failureKey',
    of: (message) => failureKey(message, message.life.status === 'failed' ? message.life.failedAt : 0),
  },
  isSearchable: false,
});

/** Where a list begins; undefined where there is nothing: a month past its retention since the page before is gone. */
export const startOf = (index: ListIndex, from: Position | undefined): Position | undefined => {
  const [first] = index.partitions;
  if (from === undefined) return first === undefined ? undefined : { partition: first };
  return index.partitions.includes(from.partition) ? from : undefined;
};

/** The place in a list just after one of its messages. */
export const positionAfter = (index: ListIndex, partition: string, message: Message): Position => ({
  partition,
  after: index.sort.of(message),
});

/** Up to `count` entries of an index from a position on, newest first, and where it goes on. */
export const readEntries = async (
  sends: SendsTable,
  index: ListIndex,
  { partition, after }: Position,
  count: number,
): Promise<{ entries: Item[]; next: Position | undefined }> => {
  const entries = await firstItems(
    sends.dynamo,
    {
      TableName: sends.table,
      IndexName: index.name,
      KeyConditionExpression: '#partition = :partition' + (after === undefined ? '' : ' AND #sort < :after'),
      ExpressionAttributeNames: {
        '#partition': index.key,
        ...(after !== undefined && { '#sort': index.sort.attribute }),
      },
      ExpressionAttributeValues: {
        ':partition': partition,
        ...(after !== undefined && { ':after': after }),
      },
      ScanIndexForward: false,
    },
    count,
  );
  const last = entries.at(-1);
  if (entries.length === count && last !== undefined) {
    const key = z.string().parse(last[index.sort.attribute]);
    return { entries, next: { partition, after: key } };
  }
  const following = index.partitions[index.partitions.indexOf(partition) + 1];
  return {
    entries,
    next: following === undefined ? undefined : { partition: following },
  };
};
