import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { toItem } from '../../functions/outbox/message/message-item.ts';
import { apply } from '../../functions/outbox/message/store.ts';
import { clientOf } from '../simulation/memory-dynamo.ts';
import { aMessage, NOW } from './messages.ts';

test('whoever loses against other writers again and again is told to repeat the request', async () => {
  const message = aMessage();
  const dynamo = clientOf((input) =>
    typeof input === 'object' && input !== null && 'Key' in input
      ? Promise.resolve({ Item: toItem({ ...message, rev: message.rev + 1 }, 400, NOW) })
      : Promise.reject(new ConditionalCheckFailedException({ message: 'no', $metadata: {} })),
  );
  const sends = {
    dynamo,
    table: 'sends',
    messagesDays: 400,
    countersTable: 'metrics',
    meter: { addMetric: () => undefined },
  };
  await expect(apply(sends, message, { type: 'cancel' }, { now: NOW })).rejects.toMatchObject({
    code: 'busy',
  });
});
