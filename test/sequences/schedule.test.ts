import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFrom, waitedUntil } from '../../functions/sequences/schedule.ts';
import type { Window } from '../../functions/sequences/definition.ts';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { weekdays } from '../../functions/platform/local-time.ts';

const BERLIN = 'Europe/Berlin';
const ms = (iso: string): number => Date.parse(iso);
const daytime: Window = { from: '08:00', to: '20:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };

describe('A wait', () => {
  test.each([
    // Clocks go forward on 28 March 2027, and back on 31 October.
    { since: '2027-03-27T09:00:00Z', wait: 'P2D', want: '2027-03-29T08:00:00Z' },
    { since: '2027-03-27T09:00:00Z', wait: 'PT48H', want: '2027-03-29T09:00:00Z' },
    { since: '2027-10-30T08:00:00Z', wait: 'P2D', want: '2027-11-01T09:00:00Z' },
    { since: '2027-03-27T01:30:00Z', wait: 'P1D', want: '2027-03-28T01:30:00Z' },
    { since: '2027-03-27T09:00:00Z', wait: 'P1DT12H', want: '2027-03-28T20:00:00Z' },
    { since: '2027-03-27T09:00:00Z', wait: 'P1W', want: '2027-04-03T08:00:00Z' },
  ])('of $wait from $since ends $want in Berlin', ({ since, wait, want }) => {
    expect(toIso(waitedUntil(ms(since), wait, BERLIN))).toBe(toIso(ms(want)));
  });
});

describe('A window', () => {
  test.each([
    { at: '2027-03-01T10:00:00Z', want: '2027-03-01T10:00:00Z', what: 'is open on a day' },
    { at: '2027-03-01T06:59:59Z', want: '2027-03-01T07:00:00Z', what: 'opens in the morning' },
    { at: '2027-03-01T19:00:00Z', want: '2027-03-02T07:00:00Z', what: 'is closed from its end on' },
    { at: '2027-03-05T19:00:00Z', want: '2027-03-08T07:00:00Z', what: 'opens after a weekend' },
    { at: '2027-03-27T10:00:00Z', want: '2027-03-29T06:00:00Z', what: 'opens by the clocks after a change' },
  ])('$what', ({ at, want }) => {
    expect(toIso(openFrom(ms(at), daytime, BERLIN))).toBe(toIso(ms(want)));
  });

  test('over midnight belongs to the day on which it opens', () => {
    const night: Window = { from: '22:00', to: '02:00', days: ['fri'] };
    expect(toIso(openFrom(ms('2027-03-06T00:30:00Z'), night, BERLIN))).toBe('2027-03-06T00:30:00.000Z');
    expect(toIso(openFrom(ms('2027-03-06T01:30:00Z'), night, BERLIN))).toBe('2027-03-12T21:00:00.000Z');
    expect(toIso(openFrom(ms('2027-03-07T00:30:00Z'), night, BERLIN))).toBe('2027-03-12T21:00:00.000Z');
  });

  test('that a change of the clocks leaves out opens later by the length of the change', () => {
    const skipped: Window = { from: '02:30', to: '03:15', days: ['sun'] };
    expect(toIso(openFrom(ms('2027-03-27T12:00:00Z'), skipped, BERLIN))).toBe('2027-03-28T01:30:00.000Z');
  });

  test('is open when it says it is, never before what waits, and within eight days', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const windows = fc.record({
      from: clock,
      to: clock,
      days: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    });
    const zones = fc.constantFrom(
      'UTC',
      BERLIN,
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
    );
    const moments = fc.integer({ min: ms('2026-01-01T00:00:00Z'), max: ms('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(windows, zones, moments, (window, zone, now) => {
        fc.pre(window.from !== window.to);
        const opens = openFrom(now, window, zone);
        expect(opens).toBeGreaterThanOrEqual(now);
        expect(opens - now).toBeLessThanOrEqual(8 * DAY + 2 * HOUR);
        if (opens > now)
          expect(openFrom(opens - 60_000, window, zone)).toBeGreaterThanOrEqual(opens - 60_000);
        expect(openFrom(opens, window, zone) - opens).toBeLessThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
  });
});
