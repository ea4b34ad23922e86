import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toIso } from '../../functions/platform/clock.ts';
import { localDay, localMinutes, minutesOf, nextLocalTime } from '../../functions/platform/local-time.ts';
import { gatheredUntil, quietUntil, settingsOf } from '../../functions/preferences/settings.ts';
import { parseConfig } from '../../lib/read-config.ts';

const config = parseConfig('', 'app.yaml');
const night = { from: '22:00', to: '07:00' };
const iso = (epochMs: number | undefined) => (epochMs === undefined ? 'now' : toIso(epochMs).slice(0, 16));

describe('Quiet hours', () => {
  test.each([
    { at: '2027-01-04T21:59Z', timezone: 'UTC', quietHours: night, ends: 'now' },
    { at: '2027-01-04T22:00Z', timezone: 'UTC', quietHours: night, ends: '2027-01-05T07:00' },
    { at: '2027-01-05T06:59Z', timezone: 'UTC', quietHours: night, ends: '2027-01-05T07:00' },
    { at: '2027-01-05T07:00Z', timezone: 'UTC', quietHours: night, ends: 'now' },
    {
      at: '2027-01-04T12:30Z',
      timezone: 'UTC',
      quietHours: { from: '12:00', to: '13:00' },
      ends: '2027-01-04T13:00',
    },
    // The edges of hours by day, and of hours that are none.
    ...[
      { at: '2027-01-04T11:59Z', ends: 'now' },
      { at: '2027-01-04T12:00Z', ends: '2027-01-04T13:00' },
      { at: '2027-01-04T12:59Z', ends: '2027-01-04T13:00' },
      { at: '2027-01-04T13:00Z', ends: 'now' },
      { at: '2027-01-04T23:00Z', ends: 'now' },
    ].map((one) => ({ ...one, timezone: 'UTC', quietHours: { from: '12:00', to: '13:00' } })),
    ...['2027-01-04T11:59Z', '2027-01-04T12:00Z', '2027-01-04T12:01Z'].map((at) => ({
      at,
      ends: 'now',
      timezone: 'UTC',
      quietHours: { from: '12:00', to: '12:00' },
    })),
    { at: '2027-01-04T21:30Z', timezone: 'Europe/Berlin', quietHours: night, ends: '2027-01-05T06:00' },
    { at: '2027-01-04T21:30Z', timezone: 'America/New_York', quietHours: night, ends: 'now' },
    // The night of the change to summer time: 07:00 comes an hour sooner in UTC.
    { at: '2027-03-27T23:00Z', timezone: 'Europe/Berlin', quietHours: night, ends: '2027-03-28T05:00' },
    { at: '2027-10-30T23:00Z', timezone: 'Europe/Berlin', quietHours: night, ends: '2027-10-31T06:00' },
    // 02:30 does not exist that night, and the clocks show 03:30 instead.
    {
      at: '2027-03-28T00:30Z',
      timezone: 'Europe/Berlin',
      quietHours: { from: '01:00', to: '02:30' },
      ends: '2027-03-28T01:30',
    },
    // 02:30 comes twice that night, and quiet is what the clocks show as quiet.
    ...[
      { at: '2027-10-31T00:10Z', ends: '2027-10-31T00:30' },
      { at: '2027-10-31T01:10Z', ends: '2027-10-31T01:30' },
    ].map((one) => ({ ...one, timezone: 'Europe/Berlin', quietHours: { from: '22:00', to: '02:30' } })),
    {
      at: '2028-11-05T04:35Z',
      timezone: 'America/St_Johns',
      quietHours: { from: '22:00', to: '01:30' },
      ends: '2028-11-05T05:00',
    },
    { at: '2027-01-04T23:30Z', timezone: 'UTC', quietHours: undefined, ends: 'now' },
  ])('at $at in $timezone end $ends', ({ at, timezone, quietHours, ends }) => {
    expect(iso(quietUntil({ quietHours, timezone }, Date.parse(at)))).toBe(ends);
  });
});

describe('Summaries that are gathered', () => {
  test.each([
    { summaryFrequency: 'daily', at: '2027-01-04T06:59Z', leave: '2027-01-04T07:00' },
    { summaryFrequency: 'daily', at: '2027-01-04T07:00Z', leave: '2027-01-05T07:00' },
    { summaryFrequency: 'daily', at: '2027-03-27T12:00Z', leave: '2027-03-28T06:00' },
    { summaryFrequency: 'weekly', at: '2027-01-05T12:00Z', leave: '2027-01-11T07:00' },
    { summaryFrequency: 'weekly', at: '2027-01-04T06:00Z', leave: '2027-01-04T07:00' },
    { summaryFrequency: 'weekly', at: '2027-01-04T07:00Z', leave: '2027-01-11T07:00' },
    { summaryFrequency: 'immediate', at: '2027-01-04T06:00Z', leave: 'now' },
    { summaryFrequency: 'never', at: '2027-01-04T06:00Z', leave: 'now' },
  ] as const)('$summaryFrequency leave at the recipient’s hour, after $at at $leave', (row) => {
    const settings = { summaryFrequency: row.summaryFrequency, summaryHour: 8, timezone: 'Europe/Berlin' };
    expect(iso(gatheredUntil(settings, config, Date.parse(row.at)))).toBe(row.leave);
  });
});

test('a local time is the next one, whatever the zone and its changes of clocks', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
  );
  const moments = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2030-01-01') });
  const clocks = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  fc.assert(
    fc.property(zones, moments, clocks, (zone, now, clock) => {
      const next = nextLocalTime(now, zone, clock);
      expect(next).toBeGreaterThan(now);
      expect(next - now).toBeLessThanOrEqual(26 * 3_600_000);
      // A time that a change leaves out is shown later by the length of the change.
      const late = (localMinutes(next, zone) - minutesOf(clock) + 1440) % 1440;
      expect([0, 30, 60]).toContain(late);
      expect(localDay(next, zone) >= localDay(now, zone)).toBe(true);
    }),
  );
});

test('what a recipient has not chosen is as app.yaml says', () => {
  const own = parseConfig(
    'preferences: { summary_frequency: daily, marketing_per_week: 2, quiet_hours: { from: "22:00", to: "07:00" } }\nlocalization: { timezone: Europe/Berlin }',
    'app.yaml',
  );
  expect(settingsOf(undefined, own)).toMatchObject({
    summaryFrequency: 'daily',
    summaryHour: 8,
    marketingPerWeek: 2,
    quietHours: night,
    timezone: 'Europe/Berlin',
  });
  const chosen = {
    emailAddress: 'a@example.com',
    summaryFormat: 'brief',
    summaryFrequency: 'weekly',
    // Midnight is an hour like any other.
    summaryHour: 0,
    marketingPerWeek: 1,
    quietHours: { from: '12:00', to: '13:00' },
    timezone: 'Asia/Tokyo',
  } as const;

  expect({ emailAddress: chosen.emailAddress, ...settingsOf(chosen, own, 'UTC') }).toEqual(chosen);
  expect(settingsOf(undefined, own, 'UTC').timezone).toBe('UTC');
});
