import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromItem, toItem } from '../../functions/outbox/message/message-item.ts';
import { isUnfinished, isUnannounced } from '../../functions/outbox/message/message.ts';
import { anyMessage } from './arbitraries.ts';
import { NOW } from './messages.ts';

test('any message comes back from DynamoDB as it was stored', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const stored = marshall(toItem(message, 400, NOW), { removeUndefinedValues: true });
      expect(fromItem(unmarshall(stored))).toEqual(message);
    }),
    { numRuns: 500 },
  );
});

test('any message waits to be looked at or expires, and never both', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      const item = toItem(message, 400, NOW);
      const { life } = message;
      const waits =
        isUnfinished(life) ||
        isUnannounced(life) ||
        (life.status === 'sent' && life.nextCheckAt !== undefined);
      expect('checkShard' in item).toBe(waits);
      expect('nextCheckAt' in item).toBe(waits);
      expect('ttl' in item).toBe(!waits);
    }),
  );
});

test('an item that lacks a field, or has a status we do not know, is refused', () => {
  fc.assert(
    fc.property(
      anyMessage,
      fc.constantFrom('id', 'rev', 'to', 'category', 'createdAt', 'copy', 'life'),
      (message, field) => {
        const item = toItem(message, 400, NOW);
        expect(() => fromItem({ ...item, [field]: undefined })).toThrow();
        expect(() => fromItem({ ...item, life: { status: 'lost' } })).toThrow();
      },
    ),
  );
});
