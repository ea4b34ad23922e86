import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, test } from 'vitest';
import { copyTable } from '../../../lib/deploy/copy-tables.ts';

const item = (n: number) => ({ pk: { S: `k${n}` } });
const items = (count: number, first = 0) => Array.from({ length: count }, (_, i) => item(first + i));

/** Copies two pages into a table that takes at most so many of a batch. */
const copy = async (takes: (batch: number) => number) => {
  const source = new DynamoDBClient({ region: 'eu-west-1' });
  const target = new DynamoDBClient({ region: 'us-east-1' });
  mockClient(source)
    .on(ScanCommand)
    .resolvesOnce({ Items: items(30), LastEvaluatedKey: item(29) })
    .resolvesOnce({ Items: items(5, 30) });
  const taken: unknown[] = [];
  const sizes: number[] = [];
  mockClient(target)
    .on(BatchWriteItemCommand)
    .callsFake(({ RequestItems }: BatchWriteItemCommandInput) => {
      const batch = RequestItems?.['new'] ?? [];
      sizes.push(batch.length);
      const count = takes(batch.length);
      taken.push(...batch.slice(0, count).map(({ PutRequest }) => PutRequest?.Item));
      return { UnprocessedItems: count < batch.length ? { new: batch.slice(count) } : {} };
    });
  const pauses: number[] = [];
  const copied = await copyTable({
    from: { dynamo: source, table: 'old' },
    to: { dynamo: target, table: 'new' },
    pause: (tries) => Promise.resolve(void pauses.push(tries)),
  }).catch((error: unknown) => String(error));
  return { copied, taken, sizes, pauses };
};

describe('A table', () => {
  test('is copied page by page, in batches that DynamoDB takes', async () => {
    expect(await copy((batch) => batch)).toEqual({
      copied: 35,
      taken: items(35),
      sizes: [25, 5, 5],
      pauses: [],
    });
  });

  test('is copied to its last item when DynamoDB takes a part of a batch at a time', async () => {
    const { copied, taken, pauses } = await copy((batch) => Math.min(batch, 10));
    expect({ copied, taken }).toEqual({ copied: 35, taken: items(35) });
    expect(pauses).toEqual([2, 3]);
  });

  test('is not said to be copied when DynamoDB never takes the rest', async () => {
    expect((await copy(() => 0)).copied).toBe('Error: DynamoDB does not take 25 items of new');
  });
});
