import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../functions/platform/duration.ts';

describe('A duration', () => {
  test.each([
    { text: 'PT1S', ms: 1000 },
    { text: 'PT0.25S', ms: 250 },
    { text: 'PT10M', ms: 600_000 },
    { text: 'PT1H', ms: 3_600_000 },
    { text: 'PT24H', ms: 86_400_000 },
    { text: 'P1D', ms: 86_400_000 },
    { text: 'P1W', ms: 604_800_000 },
    { text: 'P1DT2H30M', ms: 95_400_000 },
    { text: 'P2W1DT1H1M1S', ms: 1_299_661_000 },
    { text: 'PT90M', ms: 5_400_000 },
    { text: 'PT0S', ms: 0 },
  ])('of $text is $ms ms', ({ text, ms }) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    { text: '' },
    { text: 'P' },
    { text: 'PT' },
    { text: 'P1DT' },
    { text: '24h' },
    { text: 'pt1h' },
    { text: 'PT1.5H' },
    { text: 'P1M' },
    { text: 'P1Y' },
    { text: '-PT1H' },
    { text: 'PT1M1H' },
    { text: 'PT1H ' },
    { text: 'PT1H\n' },
  ])('can’t be “$text”', ({ text }) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
