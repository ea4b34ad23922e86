import { type Sqs, sendAll } from '../platform/queue.ts';

/** What Mailgun said, on its way to `track`. */
export interface RawEvent {
  /** The signature token that it came under; absent where we asked Mailgun ourselves. */
  token?: string | undefined;
  receivedAt: number;
  event: unknown;
}

/** The queue that `track` reads. */
export interface RawEventsQueue {
  sqs: Sqs;
  url: string;
}

export const queueRawEvents = (queue: RawEventsQueue, raws: readonly RawEvent[]): Promise<void> =>
  sendAll(queue.sqs, queue.url, raws);
