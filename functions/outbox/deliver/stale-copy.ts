import { sentEvent } from '../message/bus-events.ts';
import type { Copy, Batch } from './batch.ts';
import type { Message } from '../message/message.ts';

/**
 * What is left to do for a copy whose message has gone on without it. SQS hands some copies over again, or to two
 * functions at once, and the one that had it first may end after it wrote the outcome and before it told the bus:
 * so the bus is told again, and a copy whose message is being sent is looked at once more.
 */
export const handleStaleCopy = (batch: Batch, copy: Copy, message: Message): void => {
  if (message.copy !== copy.copy) return;
  if (message.life.status === 'sending') batch.kept.push(copy.recordId);
  else if (message.sentAt !== undefined) batch.events.push(sentEvent(message));
};
