import { describe, expect, test } from 'vitest';
import { read } from '../../functions/platform/faults.ts';
import { isAway, repRequestSchema } from '../../functions/reps/rep.ts';

const grace = { name: 'Grace', email: 'grace@example.com', timezone: 'America/New_York' };
const at = (time: string): number => Date.parse(time);

describe('A rep is away', () => {
  test.each([
    {
      what: 'from the first moment of a day of theirs',
      from: '2027-03-01',
      to: '2027-03-01',
      now: '2027-03-01T05:00:00Z',
      away: true,
    },
    {
      what: 'not on the day before, where they are',
      from: '2027-03-01',
      to: '2027-03-01',
      now: '2027-03-01T04:59:00Z',
      away: false,
    },
    {
      what: 'to the last moment of a day',
      from: '2027-03-01',
      to: '2027-03-02',
      now: '2027-03-03T04:59:00Z',
      away: true,
    },
    {
      what: 'between two moments',
      from: '2027-03-01T09:00:00Z',
      to: '2027-03-01T12:00:00Z',
      now: '2027-03-01T12:00:00Z',
      away: true,
    },
    {
      what: 'not after the second of them',
      from: '2027-03-01T09:00:00Z',
      to: '2027-03-01T12:00:00Z',
      now: '2027-03-01T12:00:01Z',
      away: false,
    },
    {
      what: 'from a moment to the end of a day',
      from: '2027-03-01T20:00:00+01:00',
      to: '2027-03-01',
      now: '2027-03-02T04:00:00Z',
      away: true,
    },
  ])('$what', ({ from, to, now, away }) => {
    const rep = repRequestSchema.parse({ ...grace, absences: [{ from, to }] });
    expect(isAway(rep, at(now))).toBe(away);
  });

  test('and not the other way round', () => {
    const absences = [{ from: '2027-03-02', to: '2027-03-01T12:00:00Z' }];
    expect(read(repRequestSchema, { ...grace, absences }, '')).toMatchObject({
      ok: false,
      faults: [{ pointer: '/absences/0', code: 'before_start' }],
    });
  });
});

test.each([
  ['+49 30 123456', '+4930123456'],
  ['+1 (212) 555-0100', '+12125550100'],
  ['+43.1.234567', '+431234567'],
  ['+49 (0)30 123456', '+4930123456'],
])('the phone %s is kept as %s', (phone, kept) => {
  expect(repRequestSchema.parse({ ...grace, phone }).phone).toBe(kept);
});
