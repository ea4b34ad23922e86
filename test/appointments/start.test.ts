import { describe, expect, test } from 'vitest';
import { asIana } from '../../functions/platform/local-time.ts';
import { clockAt, readStart, startAtOf, startWarnings } from '../../functions/appointments/start.ts';

const at = (text: string, timezone: string): string | undefined => {
  const start = readStart(text);
  return start && new Date(startAtOf(start, timezone)).toISOString();
};

describe('The start of an appointment', () => {
  test.each([
    { start: '2027-03-29T10:00:00+02:00', zone: 'Europe/Berlin', want: '2027-03-29T08:00:00.000Z' },
    { start: '2027-03-29T08:00Z', zone: 'America/New_York', want: '2027-03-29T08:00:00.000Z' },
    { start: '2027-03-29T10:00', zone: 'Europe/Berlin', want: '2027-03-29T08:00:00.000Z' },
    { start: '2027-01-29T10:00:30', zone: 'Europe/Berlin', want: '2027-01-29T09:00:30.000Z' },
    { start: '2027-01-29T10:00', zone: 'Asia/Kathmandu', want: '2027-01-29T04:15:00.000Z' },
    { start: '2027-07-01T10:00', zone: 'Australia/Lord_Howe', want: '2027-06-30T23:30:00.000Z' },
    { start: '2027-01-29T10:00', zone: 'Australia/Lord_Howe', want: '2027-01-28T23:00:00.000Z' },
  ])('$start in $zone is $want', ({ start, zone, want }) => {
    expect(at(start, zone)).toBe(want);
    expect(startWarnings(start, zone)).toEqual([]);
  });

  test.each([
    { zone: 'Europe/Berlin', start: '2027-03-28T02:30', want: '2027-03-28T01:30:00.000Z', shows: '03:30' },
    { zone: 'America/New_York', start: '2027-03-14T02:15', want: '2027-03-14T07:15:00.000Z', shows: '03:15' },
    {
      zone: 'Australia/Lord_Howe',
      start: '2027-10-03T02:10',
      want: '2027-10-02T15:40:00.000Z',
      shows: '02:40',
    },
  ])('at a time that the clocks of $zone skip comes later by the gap, and says so', (one) => {
    expect(at(one.start, one.zone)).toBe(one.want);
    expect(clockAt(Date.parse(one.want), one.zone).slice(11, 16)).toBe(one.shows);
    expect(startWarnings(one.start, one.zone)).toEqual(['time_skipped']);
  });

  test('on a day that a country left out comes a day later', () => {
    expect(at('2011-12-30T10:00', 'Pacific/Apia')).toBe('2011-12-30T20:00:00.000Z');
    expect(startWarnings('2011-12-30T10:00', 'Pacific/Apia')).toEqual(['time_skipped']);
  });

  test.each([
    { zone: 'Europe/Berlin', start: '2027-10-31T02:30', want: '2027-10-31T00:30:00.000Z' },
    { zone: 'America/New_York', start: '2027-11-07T01:30', want: '2027-11-07T05:30:00.000Z' },
  ])('at a time that the clocks of $zone show twice is the first, and says so', ({ start, zone, want }) => {
    expect(at(start, zone)).toBe(want);
    expect(startWarnings(start, zone)).toEqual(['time_repeated']);
  });

  test.each([
    { start: '2027-07-01T10:00+01:00', zone: 'Europe/Berlin', want: ['offset_differs'] },
    { start: '2027-07-01T10:00-05:00', zone: 'America/New_York', want: ['offset_differs'] },
    { start: '2027-07-01T10:00-0400', zone: 'America/New_York', want: [] },
    { start: '2027-07-01T10:00+02', zone: 'Europe/Berlin', want: [] },
    { start: '2027-07-01T10:00+05:45', zone: 'Asia/Kathmandu', want: [] },
    { start: '2027-07-01T10:00Z', zone: 'Europe/Berlin', want: [] },
    { start: '2027-07-01T10:00+00:00', zone: 'Europe/Berlin', want: ['offset_differs'] },
  ])('with an offset that is not the zone’s warns: $start in $zone', ({ start, zone, want }) => {
    expect(startWarnings(start, zone)).toEqual(want);
  });

  test.each(['2027-07-01', 'tomorrow', '', '2027-02-30T10:00', '2027-07-01T25:00'])('can’t be %j', (text) => {
    expect(readStart(text)).toBeUndefined();
    expect(startWarnings(text, 'Europe/Berlin')).toEqual([]);
  });
});

test.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['EST', 'EST'],
  ['asia/calcutta', 'Asia/Calcutta'],
])('The zone %s keeps IANA’s spelling, %s', (given, want) => {
  expect(asIana(given)).toBe(want);
});
