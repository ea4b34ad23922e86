import { describe, expect, test } from 'vitest';
import { newcombe, welch, wilson } from '../../functions/platform/statistics.ts';
import { medianOf } from '../../functions/platform/median.ts';

describe('Intervals', () => {
  test.each([
    // Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3.
    [{ count: 81, base: 263 }, 0.2553, 0.3662],
    [{ count: 15, base: 148 }, 0.0624, 0.1605],
    [{ count: 0, base: 20 }, 0, 0.1611],
    [{ count: 1, base: 29 }, 0.0061, 0.1718],
  ])('of the share %o are those of the literature', (share, low, high) => {
    const found = wilson(share);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test.each([
    // Newcombe 1998, Interval estimation for the difference between independent proportions, table II, method 10.
    [{ count: 56, base: 70 }, { count: 48, base: 80 }, 0.0524, 0.3339],
    [{ count: 9, base: 10 }, { count: 3, base: 10 }, 0.1705, 0.809],
    [{ count: 10, base: 10 }, { count: 0, base: 20 }, 0.6791, 1],
  ])('of the difference between %o and %o are those of the literature', (one, other, low, high) => {
    const found = newcombe(one, other);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  test('are wider the more is compared at once', () => {
    const [one, other] = [
      { count: 56, base: 70 },
      { count: 48, base: 80 },
    ];
    expect(newcombe(one, other, 8).low).toBeLessThan(newcombe(one, other).low);
    expect(newcombe(one, other, 8).high).toBeGreaterThan(newcombe(one, other).high);
  });

  test('of a share of nothing say nothing', () => {
    expect(wilson({ count: 0, base: 0 })).toEqual({ low: 0, high: 1 });
    expect(newcombe({ count: 0, base: 0 }, { count: 1, base: 2 })).toEqual({ low: -1, high: 1 });
  });

  test('of two means are those of a t with the degrees of freedom that Welch gives', () => {
    // Five and five with variances 2.5 and 10: 5.882 degrees of freedom, whose quantile is 2.4588.
    const found = welch([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]);
    expect(found?.low).toBeCloseTo(-3 - 2.4588 * Math.sqrt(2.5), 3);
    expect(found?.high).toBeCloseTo(-3 + 2.4588 * Math.sqrt(2.5), 3);
    expect(welch([1], [1, 2])).toBeUndefined();
    expect(welch([3, 3], [1, 1])).toEqual({ low: 2, high: 2 });
  });
});

test('A median is in the middle, or between the two that are', () => {
  expect(medianOf([9, 1, 5])).toBe(5);
  expect(medianOf([9, 1, 5, 7])).toBe(6);
  expect(medianOf([])).toBeUndefined();
});
