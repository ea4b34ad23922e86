import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOffset } from '../../functions/contract/reminder-offset.ts';
import { dueAtOf, planReminders, type ReminderQuestion } from '../../functions/appointments/reminders.ts';
import { DAY, HOUR, MINUTE } from '../../functions/platform/clock.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

describe('A reminder is due', () => {
  test.each([
    { start: '2027-03-28T08:00Z', offset: 'PT24H', zone: 'Europe/Berlin', want: '2027-03-27T08:00:00.000Z' },
    { start: '2027-03-28T08:00Z', offset: 'P1D', zone: 'Europe/Berlin', want: '2027-03-27T09:00:00.000Z' },
    { start: '2027-10-31T09:00Z', offset: 'P1D', zone: 'Europe/Berlin', want: '2027-10-30T08:00:00.000Z' },
    { start: '2027-10-31T09:00Z', offset: 'P1DT1H', zone: 'Europe/Berlin', want: '2027-10-30T07:00:00.000Z' },
    { start: '2027-03-01T09:00Z', offset: 'P1W', zone: 'UTC', want: '2027-02-22T09:00:00.000Z' },
    { start: '2027-03-01T09:00Z', offset: 'PT5M', zone: 'UTC', want: '2027-03-01T08:55:00.000Z' },
  ])('$offset before $start in $zone: $want', ({ start, offset, zone, want }) => {
    expect(iso(dueAtOf(Date.parse(start), offset, zone))).toBe(want);
  });

  test.each([
    ['PT5M', true],
    ['PT4M', false],
    ['P14D', true],
    ['P2W', true],
    ['P14DT1M', false],
    ['P1M', false],
    ['PT0S', false],
    ['-PT1H', false],
    ['an hour', false],
    ['PT300.1234567890123S', false],
    ['PT600S', true],
  ])('%s before may be asked for: %s', (offset, want) => {
    expect(isOffset(offset)).toBe(want);
  });
});

/** What the clocks of a zone show, by Intl alone; as milliseconds of UTC. */
const shown = (ms: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(ms);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
};

/** The first moment at which the clocks show a time; where they skip it, later by the gap. */
const firstShowing = (clock: number, timeZone: string): number => {
  for (let ms = clock - 15 * HOUR; ms <= clock + 15 * HOUR; ms += 15 * MINUTE) {
    if (shown(ms, timeZone) === clock) return ms;
  }
  const offsetBefore = shown(clock - 2 * DAY, timeZone) - (clock - 2 * DAY);
  return clock - offsetBefore;
};

test('In any zone and year reminders are due when an independent calculation says', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/Sao_Paulo',
    'Pacific/Apia',
  ];
  const quarters = fc
    .integer({ min: Date.parse('2010-01-01') / (15 * MINUTE), max: Date.parse('2032-12-31') / (15 * MINUTE) })
    .map((quarter) => quarter * 15 * MINUTE);
  const offsets = fc.record({ days: fc.nat(14), hours: fc.nat(30), minutes: fc.constantFrom(0, 5, 15, 45) });
  fc.assert(
    fc.property(fc.constantFrom(...zones), quarters, offsets, (zone, startAt, { days, hours, minutes }) => {
      const offset = `P${days}DT${hours}H${minutes}M`;
      const nominal = days === 0 ? startAt : firstShowing(shown(startAt, zone) - days * DAY, zone);
      expect(iso(dueAtOf(startAt, offset, zone))).toBe(iso(nominal - hours * HOUR - minutes * MINUTE));
    }),
    { numRuns: 300 },
  );
});

const startAt = Date.parse('2027-03-03T10:00:00Z');
const BOOKED = startAt - 2 * DAY;
const plan = (different: Partial<ReminderQuestion> = {}, plannedAt = BOOKED) =>
  planReminders(
    {
      startAt,
      timezone: 'UTC',
      offsets: ['PT1H', 'PT24H'],
      toldAt: BOOKED,
      minGapMs: 30 * MINUTE,
      isCancelRequested: false,
      isOver: false,
      ...different,
    },
    plannedAt,
  );

describe('The reminders of a reader', () => {
  test('come in their order; each holds until the next is due, the last until the start', () => {
    expect(plan()).toEqual([
      { offset: 'PT24H', dueAt: startAt - DAY, expiresAt: startAt - HOUR, isLast: false },
      { offset: 'PT1H', dueAt: startAt - HOUR, expiresAt: startAt, isLast: true },
    ]);
  });

  test('of the same moment are one', () => {
    expect(plan({ offsets: ['PT24H', 'P1D', 'PT1440M'] })).toHaveLength(1);
  });

  test.each<{
    what: string;
    different: Partial<ReminderQuestion>;
    plannedAt?: number;
    want: (string | undefined)[];
  }>([
    { what: 'all while all is well', different: {}, want: [undefined, undefined] },
    {
      what: 'none whose time is past',
      different: {},
      plannedAt: startAt - 23 * HOUR,
      want: ['too_late', undefined],
    },
    {
      what: 'one that is due right now',
      different: {},
      plannedAt: startAt - DAY,
      want: [undefined, undefined],
    },
    {
      what: 'none right after the reader was told of the time',
      different: { toldAt: startAt - DAY - 10 * MINUTE },
      want: ['just_told', undefined],
    },
    {
      what: 'one as long after it as the gap',
      different: { toldAt: startAt - DAY - 30 * MINUTE },
      want: [undefined, undefined],
    },
    { what: 'all of who was never told', different: { toldAt: undefined }, want: [undefined, undefined] },
    {
      what: 'none once the customer asked to cancel',
      different: { isCancelRequested: true },
      want: ['requested', 'requested'],
    },
    { what: 'none of what takes place no more', different: { isOver: true }, want: ['ended', 'ended'] },
  ])('are sent: $what', ({ different, plannedAt, want }) => {
    expect(plan(different, plannedAt).map(({ why }) => why)).toEqual(want);
  });

  test('are none without offsets', () => {
    expect(plan({ offsets: [] })).toEqual([]);
  });
});
