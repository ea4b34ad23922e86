import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../functions/platform/duration.ts';

test('the parts of any duration add up', () => {
  const count = fc.nat({ max: 999 });
  fc.assert(
    fc.property(count, count, count, count, (days, hours, minutes, seconds) => {
      expect(parseDuration(`P${days}DT${hours}H${minutes}M${seconds}S`)).toBe(
        (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000,
      );
    }),
  );
});

test('any text is a duration of no less than nothing, or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^P?[\dWDTHMS.]{0,12}$/)), (text) => {
      expect(parseDuration(text) ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
