import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lastSlot, nextSlot, type Scheduled, spanOf } from '../../functions/digests/slot.ts';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { localTime, weekdays } from '../../functions/platform/local-time.ts';

const aRep = (different: Partial<Scheduled> & { hour?: number } = {}): Scheduled => {
  const { hour = 8, ...more } = different;
  return { timezone: 'UTC', workingHours: [], absences: [], digest: { hour }, ...more };
};
const hoursOn = (...days: (typeof weekdays)[number][]): Scheduled['workingHours'] =>
  days.map((day) => ({ day, from: '09:00', to: '17:00' }));

const slots = (rep: Scheduled, from: string, to: string): string[] => {
  const found: string[] = [];
  for (let at = Date.parse(from); ;) {
    const slot = nextSlot(rep, at);
    if (slot === undefined || slot.at > Date.parse(to)) return found;
    found.push(toIso(slot.at).slice(0, 16));
    at = slot.at;
  }
};

describe('A digest is due', () => {
  test('from Monday to Friday where no hours are known, else on the days that they name', () => {
    expect(slots(aRep(), '2027-03-04T09:00:00Z', '2027-03-09T09:00:00Z')).toEqual([
      '2027-03-05T08:00',
      '2027-03-08T08:00',
      '2027-03-09T08:00',
    ]);
    const weekends = aRep({ workingHours: hoursOn('sat', 'sun', 'sat') });
    expect(slots(weekends, '2027-03-04T09:00:00Z', '2027-03-09T09:00:00Z')).toEqual([
      '2027-03-06T08:00',
      '2027-03-07T08:00',
    ]);
  });

  test('on no day on which the rep is away', () => {
    const rep = aRep({ absences: [{ from: '2027-03-05', to: '2027-03-08' }] });
    expect(slots(rep, '2027-03-04T07:00:00Z', '2027-03-09T09:00:00Z')).toEqual([
      '2027-03-04T08:00',
      '2027-03-09T08:00',
    ]);
  });

  test.each([
    // New York: two does not come on the 14th, and one comes twice on the 7th.
    ['America/New_York', 2, '2027-03-13', ['2027-03-13T07:00', '2027-03-14T07:00', '2027-03-15T06:00']],
    ['America/New_York', 1, '2027-11-06', ['2027-11-06T05:00', '2027-11-07T05:00', '2027-11-08T06:00']],
    ['Europe/Berlin', 2, '2027-03-27', ['2027-03-27T01:00', '2027-03-28T01:00', '2027-03-29T00:00']],
    ['Europe/Berlin', 2, '2027-10-30', ['2027-10-30T00:00', '2027-10-31T00:00', '2027-11-01T01:00']],
    // Half an hour of summer time.
    ['Australia/Lord_Howe', 2, '2027-10-02', ['2027-10-01T15:30', '2027-10-02T15:30', '2027-10-03T15:00']],
    ['Asia/Kathmandu', 8, '2027-10-02', ['2027-10-02T02:15', '2027-10-03T02:15', '2027-10-04T02:15']],
    // The 30th of December 2011 was left out.
    ['Pacific/Apia', 8, '2011-12-29', ['2011-12-29T18:00', '2011-12-30T18:00', '2011-12-31T18:00']],
  ])('in %s at %d once a day around %s, whatever the clocks do', (timezone, hour, date, due) => {
    const rep = aRep({ timezone, hour, workingHours: hoursOn(...weekdays) });
    const from = Date.parse(`${date}T00:00:00Z`) - 12 * HOUR;
    const found = slots(rep, toIso(from), toIso(from + 5 * DAY));
    expect(due.filter((one) => !found.includes(one))).toEqual([]);
  });
});

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu'];
const rep = fc
  .record({
    timezone: fc.constantFrom(...zones, 'America/St_Johns', 'Africa/Casablanca', 'UTC'),
    hour: fc.nat({ max: 23 }),
    days: fc.subarray([...weekdays]),
  })
  .map(({ days, ...more }) => aRep({ ...more, workingHours: hoursOn(...days) }));
const moment = fc.integer({
  min: Date.parse('2025-01-01T00:00:00Z'),
  max: Date.parse('2028-12-31T00:00:00Z'),
});

describe('In every zone and year', () => {
  test('one slot follows the other, on another date, none between them, and at the hour where there is one', () => {
    fc.assert(
      fc.property(rep, moment, (one, after) => {
        const slot = nextSlot(one, after);
        const next = slot && nextSlot(one, slot.at);
        if (slot === undefined || next === undefined) return;
        expect(slot.at).toBeGreaterThan(after);
        expect(next.date > slot.date).toBe(true);
        expect(lastSlot(one, next.at - 1)).toEqual(slot);
        expect(lastSlot(one, next.at)).toEqual(next);
        expect(spanOf(one, next, { isFirst: false })).toEqual({ from: slot.at, to: next.at });
        const shown = localTime(slot.at, one.timezone);
        expect(shown.toPlainDate().toString()).toBe(slot.date);
        const atHour = shown.toPlainDate().toPlainDateTime({ hour: one.digest.hour });
        const isShown = atHour.toZonedDateTime(one.timezone).toPlainDateTime().equals(atHour);
        if (isShown) expect(shown.toPlainTime().toString()).toBe(atHour.toPlainTime().toString());
      }),
      { numRuns: 2000 },
    );
  });

  test('a digest tells of 31 days at the most, and the first of a day', () => {
    const at = Date.parse('2027-03-15T08:00:00Z');
    const long = aRep({ absences: [{ from: '2027-01-01', to: '2027-03-14' }] });
    expect(spanOf(long, { at }, { isFirst: false })).toEqual({ from: at - 31 * DAY, to: at });
    expect(spanOf(long, { at }, { isFirst: true })).toEqual({ from: at - DAY, to: at });
  });
});
