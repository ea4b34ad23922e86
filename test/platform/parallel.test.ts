import { describe, expect, test } from 'vitest';
import { eachInTime } from '../../functions/platform/parallel.ts';

const SECOND = 1000;
const items = Array.from({ length: 25 }, (_, i) => i);

describe('Many items within the time of a call', () => {
  test('are all worked on, ten at a time', async () => {
    const done: number[] = [];
    let atOnce = 0;
    let most = 0;
    await eachInTime(items, { endsAt: 60 * SECOND, now: () => 0 }, async (item) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise(setImmediate);
      atOnce -= 1;
      done.push(item);
    });
    expect(done.toSorted((a, b) => a - b)).toEqual(items);
    expect(most).toBe(10);
  });

  test('stop five seconds before its end, and the next call goes on', async () => {
    const done: number[] = [];
    let now = 0;
    const run = (item: number): Promise<void> => {
      done.push(item);
      now += SECOND;
      return Promise.resolve();
    };
    await expect(eachInTime(items, { endsAt: 20 * SECOND, now: () => now }, run)).rejects.toMatchObject({
      code: 'busy',
    });
    expect(done.length).toBeGreaterThanOrEqual(15);
    expect(done.length).toBeLessThan(25);
  });

  test('begin while exactly five seconds are left, and not later', async () => {
    const run = () => Promise.resolve();
    await eachInTime([1], { endsAt: 5 * SECOND, now: () => 0 }, run);
    await expect(eachInTime([1], { endsAt: 5 * SECOND - 1, now: () => 0 }, run)).rejects.toThrow('repeat');
  });

  test('of which one fails, fail', async () => {
    const run = (item: number) => (item === 3 ? Promise.reject(new Error('no')) : Promise.resolve());
    await expect(eachInTime(items, { endsAt: 60 * SECOND, now: () => 0 }, run)).rejects.toThrow('no');
  });
});
