import * as z from 'zod';
import { type Sqs, sendAll } from '../platform/queue.ts';

const mailgunEventSchema = z.object({
  /** The signature token that it came under; absent where we asked Mailgun ourselves. */
  token: z.string().optional(),
  receivedAt: z.number(),
  /** As Mailgun wrote it. */
  event: z.unknown(),
});
const oneClickSchema = z.object({
  receivedAt: z.number(),
  /** A recipient followed the link of a mail that refuses its kind. */
  oneClick: z.object({ messageId: z.string(), generation: z.number(), recipient: z.string() }),
});
export const rawEventSchema = z.union([oneClickSchema, mailgunEventSchema]);
/** What Mailgun said, or one of our own links, on its way to `track`. Times are epoch milliseconds. */
export type RawEvent = z.infer<typeof rawEventSchema>;

/** The queue that `track` reads. */
export interface RawEventsQueue {
  sqs: Sqs;
  url: string;
}

export const queueRawEvents = (queue: RawEventsQueue, raws: readonly RawEvent[]): Promise<void> =>
  sendAll(queue.sqs, queue.url, raws);
