import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isSameMailbox, recipientKey } from '../platform/address.ts';
import { DAY } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { itemsUnder } from '../platform/dynamo-pages.ts';
import { sha256Hex } from '../platform/ids.ts';
import { type Notice, noticeSchema } from './notice.ts';

/** What a notice is about, such as a conversation. */
export interface Resource {
  kind: string;
  id: string;
  /** When its retention begins, epoch milliseconds; with each notice when it is not said. */
  keptFrom?: number;
}

export interface NoticeStore {
  /** What was written about a resource, the oldest first. */
  list: (resource: Resource) => Promise<Notice[]>;
  put: (resource: Resource, notice: Notice) => Promise<void>;
  /** Ids of resources of a kind that somebody of this address was written to about. */
  readBy: (kind: string, email: string) => Promise<string[]>;
  /** Takes a reader's address from the notices of a resource. */
  eraseReader: (resource: Resource, email: string) => Promise<void>;
}

const noticesOf = ({ kind, id }: Resource): string => `NOTICES#${kind}#${id}`;
/** Readers stand under a hash, which leads to what they were written about. */
const readerPartition = (email: string): string => `READER#${sha256Hex(recipientKey(email))}`;
const readerKey = ({ kind, id }: Resource): string => `${kind}#${id}`;
const pointerSchema = z.object({ sk: z.string() });

/** Keeps notices for `days`. */
export const makeNoticeStore = (dynamo: Dynamo, table: string, days: number): NoticeStore => {
  const putItem = async (item: Record<string, unknown>): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: item }));
  };
  const list: NoticeStore['list'] = async (resource) =>
    (await itemsUnder(dynamo, table, { pk: noticesOf(resource), prefix: 'NOTICE#' }))
      .map((item) => noticeSchema.parse(item))
      .sort((a, b) => a.at - b.at);
  const put: NoticeStore['put'] = async (resource, notice) => {
    const keptFrom = Math.max(notice.at, resource.keptFrom ?? 0);
    const ttl = Math.ceil((keptFrom + days * DAY) / 1000);
    if (notice.email !== undefined) {
      await putItem({ pk: readerPartition(notice.email), sk: readerKey(resource), ttl });
    }
    const sk = `NOTICE#${sha256Hex(notice.key).slice(0, 32)}`;
    await putItem({ pk: noticesOf(resource), sk, ...notice, ttl });
  };
  return {
    list,
    put,
    readBy: async (kind, email) => {
      const prefix = readerKey({ kind, id: '' });
      const pointers = await itemsUnder(dynamo, table, { pk: readerPartition(email), prefix });
      return pointers.map((item) => pointerSchema.parse(item).sk.slice(prefix.length));
    },
    eraseReader: async (resource, email) => {
      for (const notice of await list(resource)) {
        if (isSameMailbox(notice.email, email)) {
          await put(resource, { ...notice, email: undefined });
        }
      }
      const Key = { pk: readerPartition(email), sk: readerKey(resource) };
      await dynamo.send(new DeleteCommand({ TableName: table, Key }));
    },
  };
};
