import { type Sqs, sendAll } from '../../platform/queue.ts';
import type { Lane } from '../../contract/category.ts';
import type { Message } from './message.ts';

/** The two queues that deliver reads. */
export interface Lanes {
  sqs: Sqs;
  urls: Record<Lane, string>;
}

/** Puts copies of queued messages on their lanes; others are left out. */
export const queueCopies = async (lanes: Lanes, messages: readonly Message[]): Promise<void> => {
  for (const lane of ['transactional', 'bulk'] as const) {
    const copies = messages
      .filter((message) => message.lane === lane && message.life.status === 'queued')
      .map(({ id, copy }) => ({ id, copy }));
    if (copies.length > 0) await sendAll(lanes.sqs, lanes.urls[lane], copies);
  }
};
