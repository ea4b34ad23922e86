import { describe, expect, test } from 'vitest';
import { OptionError, readOptions } from './options.ts';

describe('the options of chaos and simulation', () => {
  test.each([
    { args: ['--messages', '500', '--seed', '7'], want: { messages: 500, seeds: [7], without: undefined } },
    { args: ['--seed', '3..5'], want: { messages: 10_000, seeds: [3, 4, 5], without: undefined } },
    { args: ['--seed', '1', '--without', 'claim'], want: { messages: 10_000, seeds: [1], without: 'claim' } },
  ])('$args', ({ args, want }) => {
    expect(readOptions(args)).toEqual(want);
  });

  test('without a seed there is one by chance, which the report names', () => {
    expect(readOptions([]).seeds).toEqual([expect.any(Number)]);
  });

  test.each([
    { args: ['--messages', '0'], says: '--messages is "0"; allowed: a whole number from 1 to 1000000.' },
    { args: ['--messages', '1e3'], says: '--messages is "1e3"; allowed: a whole number from 1 to 1000000.' },
    { args: ['--seed', 'lucky'], says: '--seed is "lucky"; allowed: a whole number from 1 to 2147483647.' },
    { args: ['--seed', './seeds.json'], says: '--seed is "./seeds.json"; allowed: a whole number' },
    {
      args: ['--seed', '5..1'],
      says: '--seed is "5..1"; allowed: one, or a range such as 1..5 of at most 1000.',
    },
    {
      args: ['--without', 'luck'],
      says: '--without is "luck"; allowed: claim, event_id, sweeper, settle_minutes.',
    },
    { args: ['--share', '2'], says: "Unknown option '--share'" },
  ])('$args is refused in one line that says what is allowed', ({ args, says }) => {
    const read = (): unknown => readOptions(args);
    expect(read).toThrow(OptionError);
    expect(read).toThrow(says);
  });
});
