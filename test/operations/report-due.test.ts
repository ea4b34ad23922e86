import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReportClock } from '../../functions/operations/report/clock-store.ts';
import {
  type ReportDueDeps,
  type ReportSlot,
  reportWhenDue,
} from '../../functions/operations/report/report-due.ts';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { localTime } from '../../functions/platform/local-time.ts';

const setUp = (startsAt: number, rule: ReportDueDeps['rule']) => {
  let now = startsAt;
  let kept: ReportClock | undefined;
  const sent: ReportSlot[] = [];
  const clock: ReportDueDeps['clock'] = {
    find: () => Promise.resolve(kept),
    put: (next) => Promise.resolve(void (kept = next)),
  };
  let current = rule;
  return {
    sent,
    setRule: (next: ReportDueDeps['rule']): void => {
      current = next;
    },
    at: async (moment: number, fails = false): Promise<number | undefined> => {
      now = moment;
      return reportWhenDue({ clock, rule: current, now: () => now }, (slot) => {
        if (fails) return Promise.reject(new Error('DynamoDB has trouble'));
        sent.push(slot);
        return Promise.resolve();
      });
    },
  };
};
const START = Date.parse('2027-03-03T12:00:00Z');
const monday = { day: 'mon', hour: 8, timezone: 'Europe/Berlin' } as const;

describe('The report of the week', () => {
  test('is planned when it is first asked after, and sent at its hour', async () => {
    const room = setUp(START, monday);
    expect(toIso((await room.at(START)) ?? 0)).toBe('2027-03-08T07:00:00.000Z');
    expect(room.sent).toEqual([]);
    await room.at(Date.parse('2027-03-08T07:00:30Z'));
    expect(room.sent.map(({ from, at, week }) => [toIso(from), toIso(at), week])).toEqual([
      ['2027-03-01T07:00:00.000Z', '2027-03-08T07:00:00.000Z', '2027-W10'],
    ]);
    await room.at(Date.parse('2027-03-08T07:01:30Z'));
    expect(room.sent).toHaveLength(1);
  });

  test('that could not be sent is tried again, and is the same', async () => {
    const room = setUp(START, monday);
    await room.at(START);
    const due = Date.parse('2027-03-08T07:00:30Z');
    await expect(room.at(due, true)).rejects.toThrow('trouble');
    await room.at(due + MINUTE);
    expect(room.sent.map(({ week }) => week)).toEqual(['2027-W10']);
  });

  test('of several weeks that were missed is the last', async () => {
    const room = setUp(START, monday);
    await room.at(START);
    await room.at(START + 26 * DAY);
    expect(room.sent.map(({ at }) => toIso(at))).toEqual(['2027-03-29T06:00:00.000Z']);
  });

  test('goes by a new rule from its next moment on, and not at all where it is off', async () => {
    const room = setUp(START, monday);
    await room.at(START);
    room.setRule({ ...monday, day: 'fri' });
    expect(toIso((await room.at(START + HOUR)) ?? 0)).toBe('2027-03-05T07:00:00.000Z');
    room.setRule(undefined);
    expect(await room.at(START + 10 * DAY)).toBeUndefined();
    expect(room.sent).toEqual([]);
  });
});

test('In every zone a year has a report in each week, at its hour, and their weeks follow each other', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        'Europe/Berlin',
        'America/New_York',
        'Australia/Lord_Howe',
        'Asia/Kathmandu',
        'Pacific/Apia',
      ),
      fc.constantFrom('mon', 'sun', 'wed'),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 2026, max: 2032 }),
      async (timezone, day, hour, year) => {
        const room = setUp(Date.UTC(year, 0, 1), { timezone, day, hour });
        let next = (await room.at(Date.UTC(year, 0, 1))) ?? 0;
        for (let i = 0; i < 52; i += 1) next = (await room.at(next)) ?? 0;
        expect(new Set(room.sent.map(({ week }) => week)).size).toBe(52);
        for (const [i, slot] of room.sent.entries()) {
          const { hour: shown, minute } = localTime(slot.at, timezone);
          // An hour that the clocks leave out comes later by the length of the change.
          expect(shown * 60 + minute - hour * 60).toSatisfy((late: number) => [0, 30, 60].includes(late));
          const earlier = room.sent[i - 1];
          if (earlier !== undefined) expect(slot.from).toBe(earlier.at);
        }
      },
    ),
    { numRuns: 25 },
  );
});
