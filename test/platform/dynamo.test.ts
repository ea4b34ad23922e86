import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { ifConditionsHold, isUnkeepable } from '../../functions/platform/dynamo.ts';

const cancelled = (...codes: string[]) =>
  Promise.reject(
    new TransactionCanceledException({
      $metadata: {},
      message: 'Transaction cancelled',
      CancellationReasons: codes.map((Code) => ({ Code })),
    }),
  );

describe('A transaction', () => {
  test.each([
    { why: 'a condition did not hold', codes: ['None', 'ConditionalCheckFailed'] },
    { why: 'another one was faster', codes: ['TransactionConflict'] },
  ])('that was not written, as $why, may be tried anew', async ({ codes }) => {
    expect(await ifConditionsHold(cancelled(...codes))).toBe(false);
  });

  test('that holds what DynamoDB refuses is told as such, and not taken for a conflict', async () => {
    const error: unknown = await ifConditionsHold(cancelled('None', 'ValidationError')).catch(
      (thrown: unknown) => thrown,
    );
    expect(isUnkeepable(error)).toBe(true);
  });

  test('that failed otherwise fails', async () => {
    await expect(ifConditionsHold(Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  });
});
