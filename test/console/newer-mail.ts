import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { newId } from '../../functions/platform/ids.ts';
import type { Message } from '../../functions/outbox/message/message.ts';
import { toItem } from '../../functions/outbox/message/message-item.ts';

const ITEMS_PER_WRITE = 25;
const PARALLEL_WRITES = 8;

/** Mails that left long ago, one a tenth of a second, as the service itself stores them: sending each would take minutes. */
export const writeDelivered = async (dynamo: Dynamo, count: number, since: number): Promise<void> => {
  let written = 0;
  const write = async (): Promise<void> => {
    while (written < count) {
      const from = written;
      written += ITEMS_PER_WRITE;
      const requests = Array.from({ length: Math.min(ITEMS_PER_WRITE, count - from) }, (_, i) => ({
        PutRequest: { Item: toItem(aDelivered(from + i, since + (from + i) * 100), 400, since) },
      }));
      await dynamo.send(new BatchWriteCommand({ RequestItems: { 'outbound-email-local-sends': requests } }));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_WRITES }, write));
};

const aDelivered = (i: number, createdAt: number): Message => {
  const id = newId('msg');
  return {
    id,
    rev: 3,
    client: 'crm',
    requestHash: id.slice(4),
    bodyId: 'body_1',
    acceptedAs: 'queued',
    to: { email: `customer-${i}@example.com` },
    category: 'digest',
    lane: 'bulk',
    subject: `Digest ${i}`,
    createdAt,
    queuedAt: createdAt,
    generation: 0,
    copy: 1,
    attempts: 1,
    attemptedAt: createdAt + 10,
    sentAt: createdAt + 20,
    mailgunMessageId: `<${id}.0@mg.yourdomain.com>`,
    deliveredAt: createdAt + 50,
    opens: 0,
    clicks: 0,
    life: { status: 'delivered' },
  };
};
