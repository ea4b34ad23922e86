import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLedger, type Place, placed, type RepLedger, texted } from '../../functions/leads/noise.ts';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { aRep, NOW } from './fixture.ts';

const rules = { perHour: 2, batchMs: 15 * MINUTE, hours: 'working' } as const;
const rep = (different: Record<string, unknown> = {}) => aRep('grace', different);

/** Where alerts go that come one after the other. */
const places = (times: readonly number[], of = rep(), from: RepLedger = emptyLedger): Place[] => {
  let ledger = from;
  return times.map((now, i) => {
    const next = placed(ledger, `lead-${i}/1`, { rep: of, rules, now });
    ({ ledger } = next);
    return next.place;
  });
};
const dueOf = (place: Place | undefined): string | undefined =>
  place?.as === 'batch' ? toIso(place.dueAt) : place?.as;

describe('An alert that is not urgent', () => {
  test('goes by itself until there were so many within the hour; the next opens a batch that all others join', () => {
    const found = places([NOW, NOW + MINUTE, NOW + 2 * MINUTE, NOW + 3 * MINUTE, NOW + 14 * MINUTE]);
    expect(found.map(dueOf)).toEqual([
      'single',
      'single',
      toIso(NOW + 17 * MINUTE),
      toIso(NOW + 17 * MINUTE),
      toIso(NOW + 17 * MINUTE),
    ]);
  });

  test('overtakes none that waits, though an hour is over', () => {
    expect(places([NOW, NOW, NOW + 50 * MINUTE, NOW + 61 * MINUTE]).map(({ as }) => as)).toEqual([
      'single',
      'single',
      'batch',
      'batch',
    ]);
  });

  test('counts those of the last hour, and none that is older', () => {
    expect(places([NOW, NOW + 30 * MINUTE, NOW + HOUR]).map(({ as }) => as)).toEqual([
      'single',
      'single',
      'single',
    ]);
    expect(places([NOW, NOW + 30 * MINUTE, NOW + HOUR - 1]).map(({ as }) => as)).toEqual([
      'single',
      'single',
      'batch',
    ]);
  });

  test('keeps its place when it is asked for again', () => {
    const first = placed(emptyLedger, 'a/1', { rep: rep(), rules, now: NOW });
    const again = placed(first.ledger, 'a/1', { rep: rep(), rules, now: NOW + MINUTE });
    expect(again.place).toEqual({ as: 'single' });
    expect(again.ledger.singles).toHaveLength(1);
  });

  test.each([
    {
      what: 'as many as the rep wants an hour',
      of: { alerts: { mode: 'immediate', perHour: 1 } },
      found: ['single', '2027-03-03T10:16:00.000Z'],
    },
    {
      what: 'every so many minutes, as the rep wants',
      of: { alerts: { mode: 'batched', everyMinutes: 45 } },
      found: ['2027-03-03T10:45:00.000Z', '2027-03-03T10:45:00.000Z'],
    },
    {
      what: 'in batches of the usual time where the rep names none',
      of: { alerts: { mode: 'batched' } },
      found: ['2027-03-03T10:15:00.000Z', '2027-03-03T10:15:00.000Z'],
    },
    {
      what: 'at the next full hour of the rep',
      of: { alerts: { mode: 'hourly' } },
      found: ['2027-03-03T11:00:00.000Z', '2027-03-03T11:00:00.000Z'],
    },
    {
      what: 'at the next full hour where clocks are half an hour off',
      of: { alerts: { mode: 'hourly' }, timezone: 'Asia/Kolkata' },
      found: ['2027-03-03T10:30:00.000Z', '2027-03-03T10:30:00.000Z'],
    },
    {
      what: 'at the opening where the rep does not work now',
      of: { alerts: { mode: 'hourly' }, workingHours: [{ day: 'thu', from: '08:30', to: '17:00' }] },
      found: ['2027-03-04T08:30:00.000Z', '2027-03-04T08:30:00.000Z'],
    },
    {
      what: 'in the usual time where the rep never works',
      of: {
        alerts: { mode: 'batched' },
        workingHours: [{ day: 'thu', from: '08:30', to: '17:00' }],
        absences: [{ from: '2027-01-01', to: '2029-12-31' }],
      },
      found: ['2027-03-03T10:15:00.000Z', '2027-03-03T10:15:00.000Z'],
    },
  ])('leaves $what', ({ of, found }) => {
    expect(places([NOW, NOW + MINUTE], rep(of)).map(dueOf)).toEqual(found);
  });

  test('opens another batch where one is full', () => {
    const batch = { id: 'full', dueAt: NOW + MINUTE, count: 999 };
    const [last, next] = places([NOW, NOW], rep({ alerts: { mode: 'batched' } }), { ...emptyLedger, batch });
    expect(last).toMatchObject({ id: 'full' });
    expect(next).not.toMatchObject({ id: 'full' });
  });

  test('is one of at most so many in any hour, whenever they come', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (minutes) => {
        let now = NOW;
        let ledger = emptyLedger;
        const singles: number[] = [];
        for (const [i, gap] of minutes.entries()) {
          now += gap * MINUTE;
          // A batch that was due has left.
          if (ledger.batch !== undefined && ledger.batch.dueAt <= now) {
            const { singles: sent, texts } = ledger;
            ledger = { singles: sent, texts };
          }
          const next = placed(ledger, `${i}`, { rep: rep(), rules, now });
          ({ ledger } = next);
          if (next.place.as === 'single') singles.push(now);
        }
        for (const from of singles)
          expect(singles.filter((one) => one >= from && one < from + HOUR).length).toBeLessThanOrEqual(2);
      }),
    );
  });
});

test('A text goes to a rep so often within 24 hours, and none is counted twice', () => {
  const first = texted(emptyLedger, 'a', { perDay: 1, now: NOW });
  expect(first.isAllowed).toBe(true);
  expect(texted(first.ledger, 'a', { perDay: 1, now: NOW })).toEqual({ ...first, isAllowed: true });
  expect(texted(first.ledger, 'b', { perDay: 1, now: NOW + DAY - 1 }).isAllowed).toBe(false);
  expect(texted(first.ledger, 'b', { perDay: 1, now: NOW + DAY }).isAllowed).toBe(true);
  expect(texted(emptyLedger, 'a', { perDay: 0, now: NOW }).isAllowed).toBe(false);
});
