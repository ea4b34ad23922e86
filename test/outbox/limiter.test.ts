import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { makeLimiter, slotsThatFit, spacingMs } from '../../functions/outbox/flow/limiter.ts';
import { clientOf } from '../simulation/memory-dynamo.ts';
import { makeFakeDynamo } from './fake-dynamo.ts';
import { MINUTE, NOW } from './messages.ts';

describe('the spacing of slots', () => {
  test.each([
    { rate: 1, ms: 61_000 },
    { rate: 60, ms: 61_000 / 60 },
    { rate: 300, ms: 61_000 / 300 },
    { rate: 61_000, ms: 1 },
  ])('$rate a minute are spread over 61 s', ({ rate, ms }) => {
    expect(spacingMs(rate)).toBeCloseTo(ms, 9);
  });
});

describe('how many slots fit before the horizon', () => {
  test.each([
    { what: 'the horizon is now: one', nextFreeAt: 1000, horizonEnd: 1000, want: 1 },
    { what: 'just short of a second slot', nextFreeAt: 1000, horizonEnd: 1099, want: 1 },
    { what: 'a second slot on the horizon', nextFreeAt: 1000, horizonEnd: 1100, want: 2 },
    { what: 'many', nextFreeAt: 0, horizonEnd: 2000, want: 21 },
    { what: 'the next free slot is past it', nextFreeAt: 1001, horizonEnd: 1000, want: 0 },
    { what: 'far past it: none, not fewer', nextFreeAt: 9000, horizonEnd: 1000, want: 0 },
  ])('$what', ({ nextFreeAt, horizonEnd, want }) => {
    expect(slotsThatFit(nextFreeAt, horizonEnd, 100)).toBe(want);
  });
});

const RATE = 610; // a slot every 100 ms
const limiterAt = (clock: { now: number }, table = makeFakeDynamo()) => ({
  table,
  limiter: makeLimiter({ dynamo: table.dynamo, table: 'metrics' }, RATE, {
    now: () => clock.now,
    random: () => 0,
  }),
});

describe('reserving slots', () => {
  test('begins at once when nobody has sent, and takes as many as asked for', async () => {
    const { limiter } = limiterAt({ now: NOW });
    expect(await limiter.reserve({ want: 3, horizonMs: 2000 })).toEqual({
      slots: [NOW, NOW + 100, NOW + 200],
    });
  });

  test('goes on where the last one ended, whoever took it', async () => {
    const clock = { now: NOW };
    const { limiter, table } = limiterAt(clock);
    await limiter.reserve({ want: 3, horizonMs: 2000 });
    const other = limiterAt(clock, table).limiter;
    expect(await other.reserve({ want: 2, horizonMs: 2000 })).toEqual({ slots: [NOW + 300, NOW + 400] });
  });

  test('slots that nobody used are not made up for later', async () => {
    const clock = { now: NOW };
    const { limiter } = limiterAt(clock);
    await limiter.reserve({ want: 1, horizonMs: 2000 });
    clock.now = NOW + MINUTE;
    expect(await limiter.reserve({ want: 2, horizonMs: 2000 })).toEqual({
      slots: [NOW + MINUTE, NOW + MINUTE + 100],
    });
  });

  test('takes no more than lie within the horizon', async () => {
    const { limiter } = limiterAt({ now: NOW });
    const grant = await limiter.reserve({ want: 100, horizonMs: 2000 });
    expect('slots' in grant && grant.slots).toHaveLength(21);
    expect('slots' in grant && grant.slots.at(-1)).toBe(NOW + 2000);
  });

  test('with no slot within the horizon it says when to ask again, and takes none', async () => {
    const clock = { now: NOW };
    const { limiter } = limiterAt(clock);
    await limiter.reserve({ want: 21, horizonMs: 2000 });
    const grant = await limiter.reserve({ want: 1, horizonMs: 2000 });
    expect(grant).toEqual({ retryAt: NOW + 100 });
    clock.now = NOW + 100;
    expect(await limiter.reserve({ want: 1, horizonMs: 2000 })).toEqual({ slots: [NOW + 2100] });
  });

  test('a lane with much to send asks again when a handful is free, not for each single slot', async () => {
    const clock = { now: NOW };
    const { limiter } = limiterAt(clock);
    await limiter.reserve({ want: 21, horizonMs: 2000 });
    clock.now = NOW + 100;
    const grant = await limiter.reserve({ want: 100, horizonMs: 2000 });
    expect(grant).toEqual({ retryAt: NOW + 1000 });
    clock.now = NOW + 1000;
    expect(await limiter.reserve({ want: 100, horizonMs: 2000 })).toEqual({
      slots: Array.from({ length: 10 }, (_, i) => NOW + 2100 + i * 100),
    });
  });

  test('transactional mail waits behind bulk for no more than its horizon', async () => {
    const clock = { now: NOW };
    const { limiter, table } = limiterAt(clock);
    await limiter.reserve({ want: 1000, horizonMs: 2000 });
    const transactional = limiterAt(clock, table).limiter;
    expect(await transactional.reserve({ want: 1, horizonMs: 40_000 })).toEqual({ slots: [NOW + 2100] });
  });

  test('under a backlog at least 98 % of the limit is used', async () => {
    const clock = { now: NOW };
    const { limiter } = limiterAt(clock);
    const slots: number[] = [];
    while (clock.now < NOW + 10 * MINUTE) {
      const grant = await limiter.reserve({ want: 100, horizonMs: 2000 });
      if ('slots' in grant) slots.push(...grant.slots);
      else clock.now = grant.retryAt;
    }
    const used = slots.filter((slot) => slot < NOW + 10 * MINUTE).length;
    expect(used).toBeGreaterThanOrEqual(0.98 * 10 * RATE);
    expect(used).toBeLessThanOrEqual(10 * RATE);
  });

  test('a busy lane pays one write for many slots', async () => {
    const clock = { now: NOW };
    const { limiter, table } = limiterAt(clock);
    let slots = 0;
    while (clock.now < NOW + MINUTE) {
      const grant = await limiter.reserve({ want: 100, horizonMs: 2000 });
      if ('slots' in grant) slots += grant.slots.length;
      else clock.now = grant.retryAt;
    }
    expect(table.writes() / slots).toBeLessThan(0.5);
  });

  test('who has not looked for a while looks before they write, so that no write is refused', async () => {
    const clock = { now: NOW };
    const table = makeFakeDynamo();
    const [one, other] = [limiterAt(clock, table).limiter, limiterAt(clock, table).limiter];
    await one.reserve({ want: 1, horizonMs: 2000 });
    await other.reserve({ want: 1, horizonMs: 2000 });
    await one.reserve({ want: 1, horizonMs: 2000 });
    expect(table.writes()).toBe(3);
  });

  test('lanes that ask in vain ask again at different times, all within 15 % of the horizon', async () => {
    const clock = { now: NOW };
    const table = makeFakeDynamo();
    await limiterAt(clock, table).limiter.reserve({ want: 21, horizonMs: 2000 });
    const late = makeLimiter({ dynamo: table.dynamo, table: 'metrics' }, RATE, {
      now: () => clock.now,
      random: () => 1,
    });
    expect(await late.reserve({ want: 1, horizonMs: 2000 })).toEqual({ retryAt: NOW + 100 + 300 });
  });

  test('asking again lies ahead, however little is missing', async () => {
    const clock = { now: NOW };
    const { limiter } = limiterAt(clock);
    await limiter.reserve({ want: 21, horizonMs: 2000 });
    clock.now = NOW + 99.5;
    const grant = await limiter.reserve({ want: 1, horizonMs: 2000 });
    expect(grant).toEqual({ retryAt: NOW + 100.5 });
  });

  test('who is beaten to it each time is told to ask again a slot later', async () => {
    const refused = new ConditionalCheckFailedException({
      message: 'no',
      $metadata: {},
      Item: marshall({ nextFreeAt: NOW }),
    });
    const dynamo = clientOf((_input, command) =>
      command?.startsWith('Update') === true ? Promise.reject(refused) : Promise.resolve({}),
    );
    const limiter = makeLimiter({ dynamo, table: 'state' }, RATE, { now: () => NOW, random: () => 0 });
    expect(await limiter.reserve({ want: 1, horizonMs: 2000 })).toEqual({ retryAt: NOW + 100 });
  });

  test('trouble of DynamoDB is no refusal', async () => {
    const dynamo = clientOf(() => Promise.reject(new Error('DynamoDB has trouble')));
    const limiter = makeLimiter({ dynamo, table: 'state' }, RATE, { now: () => NOW, random: () => 0 });
    await expect(limiter.reserve({ want: 1, horizonMs: 2000 })).rejects.toThrow('trouble');
    const onWrite = clientOf((_input, command) =>
      command?.startsWith('Update') === true ? Promise.reject(new Error('full')) : Promise.resolve({}),
    );
    const other = makeLimiter({ dynamo: onWrite, table: 'state' }, RATE, { now: () => NOW, random: () => 0 });
    await expect(other.reserve({ want: 1, horizonMs: 2000 })).rejects.toThrow('full');
  });
});
