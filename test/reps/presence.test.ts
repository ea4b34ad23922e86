import { describe, expect, test } from 'vitest';
import { type SalesSide, whomToAsk } from '../../functions/reps/on-duty.ts';
import { isPresent, isWorking, nextOpening } from '../../functions/reps/presence.ts';
import { repSchema } from '../../functions/reps/rep.ts';

const office = ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => ({ day, from: '09:00', to: '17:00' }));
const rep = (different: Record<string, unknown> = {}, id = 'grace') =>
  repSchema.parse({
    id,
    name: id,
    email: `${id}@example.com`,
    timezone: 'Europe/Berlin',
    workingHours: office,
    ...different,
  });
const at = (iso: string): number => Date.parse(iso);
const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString().replace(':00.000Z', 'Z');

describe('A rep works', () => {
  test.each([
    { now: '2027-03-03T08:00Z', is: true, what: 'from the first minute' },
    { now: '2027-03-03T07:59Z', is: false, what: 'not before it' },
    { now: '2027-03-03T15:59Z', is: true, what: 'to the last minute' },
    { now: '2027-03-03T16:00Z', is: false, what: 'not at the end' },
    { now: '2027-03-06T10:00Z', is: false, what: 'not on a Saturday' },
    { now: '2027-07-07T07:00Z', is: true, what: 'an hour sooner in summer, by UTC' },
    { now: '2027-03-28T22:30Z', is: false, what: 'not on the Monday that only their clocks show' },
  ])('$what', ({ now, is }) => {
    expect(isWorking(rep(), at(now))).toBe(is);
  });

  test('always where no hours are known', () => {
    expect(isWorking(rep({ workingHours: [] }), at('2027-03-06T03:00Z'))).toBe(true);
  });
});

describe('A rep is present', () => {
  test.each([
    { what: 'while they work', of: {}, is: true },
    {
      what: 'not while they are away',
      of: { absences: [{ from: '2027-03-03', to: '2027-03-03' }] },
      is: false,
    },
    { what: 'not when they want no alerts', of: { alerts: { mode: 'off' } }, is: false },
    { what: 'not out of hours', of: { timezone: 'Asia/Tokyo' }, is: false },
  ])('$what', ({ of, is }) => {
    expect(isPresent(rep(of), at('2027-03-03T10:00Z'), 'working')).toBe(is);
  });

  test('out of hours as well where hours do not count', () => {
    expect(isPresent(rep(), at('2027-03-06T03:00Z'), 'always')).toBe(true);
  });
});

describe('The next opening', () => {
  test.each([
    { what: 'is now while they work', of: {}, from: '2027-03-03T10:07Z', next: '2027-03-03T10:07Z' },
    { what: 'is this morning', of: {}, from: '2027-03-03T05:00Z', next: '2027-03-03T08:00Z' },
    { what: 'is tomorrow after the end', of: {}, from: '2027-03-03T16:00Z', next: '2027-03-04T08:00Z' },
    {
      what: 'is Monday after a Friday, an hour sooner where summer has begun meanwhile',
      of: {},
      from: '2027-03-26T17:00Z',
      next: '2027-03-29T07:00Z',
    },
    {
      what: 'is an hour later where summer has ended meanwhile',
      of: {},
      from: '2027-10-29T17:00Z',
      next: '2027-11-01T08:00Z',
    },
    {
      what: 'is after the second part of the day where the first is over',
      of: {
        workingHours: [
          { day: 'wed', from: '14:00', to: '18:00' },
          { day: 'wed', from: '08:00', to: '12:00' },
        ],
      },
      from: '2027-03-03T11:30Z',
      next: '2027-03-03T13:00Z',
    },
    {
      what: 'is where clocks go on when they skip it',
      of: { workingHours: [{ day: 'sun', from: '02:30', to: '04:00' }] },
      from: '2027-03-28T00:00Z',
      next: '2027-03-28T01:30Z',
    },
    {
      what: 'is the first of two where clocks show it twice',
      of: { workingHours: [{ day: 'sun', from: '02:30', to: '04:00' }] },
      from: '2027-10-30T22:00Z',
      next: '2027-10-31T00:30Z',
    },
    {
      what: 'is after days away',
      of: { absences: [{ from: '2027-03-03', to: '2027-03-05' }] },
      from: '2027-03-03T10:00Z',
      next: '2027-03-08T08:00Z',
    },
    {
      what: 'is when they come back in the midst of a day',
      of: { absences: [{ from: '2027-03-03T08:00Z', to: '2027-03-03T11:00:00Z' }] },
      from: '2027-03-03T10:00Z',
      next: '2027-03-03T11:00:00.001Z',
    },
    {
      what: 'is midnight after days away where hours are not known',
      of: { workingHours: [], absences: [{ from: '2027-03-03', to: '2027-03-03' }] },
      from: '2027-03-03T10:00Z',
      next: '2027-03-03T23:00Z',
    },
    {
      what: 'is a week later where they work on one day',
      of: { workingHours: [{ day: 'wed', from: '09:00', to: '10:00' }] },
      from: '2027-03-03T09:00Z',
      next: '2027-03-10T08:00Z',
    },
    {
      what: 'is not known of somebody who is away for years',
      of: { absences: [{ from: '2027-01-01', to: '2029-12-31' }] },
      from: '2027-03-03T10:00Z',
      next: undefined,
    },
  ])('$what', ({ of, from, next }) => {
    expect(iso(nextOpening(rep(of), at(from)))).toBe(next);
  });
});

describe('Who is asked', () => {
  const away = { absences: [{ from: '2027-03-01', to: '2027-03-05' }] };
  const closed = { workingHours: [{ day: 'thu', from: '09:00', to: '17:00' }] };
  const off = { alerts: { mode: 'off' } };
  const side = (of: Record<string, Record<string, unknown>>): SalesSide => {
    const one = (id: string) => (of[id] === undefined ? undefined : rep(of[id], id));
    return {
      owner: one('owner'),
      deputy: one('deputy'),
      team: undefined,
      onCall: ['first', 'second'].flatMap((id) => one(id) ?? []),
      manager: one('manager'),
    };
  };
  const opening = '2027-03-04T08:00Z';
  const now = '2027-03-03T10:00Z';

  test.each([
    { of: { owner: {}, deputy: {} }, who: 'owner', from: now },
    { of: { owner: away, deputy: {}, first: {} }, who: 'deputy', from: now },
    { of: { owner: closed, deputy: off, first: away, second: {} }, who: 'second', from: now },
    { of: { owner: away, manager: {} }, who: 'manager', from: now },
    { of: { owner: closed, deputy: closed, manager: closed }, who: 'owner', from: opening },
    { of: { owner: away, deputy: off, first: closed }, who: 'first', from: opening },
    { of: { owner: away, deputy: away, first: off }, who: undefined, from: undefined },
    { of: {}, who: undefined, from: undefined },
  ])('of $of is $who, from $from on', ({ of, who, from }) => {
    const asked = whomToAsk(side(of), at(now), 'working');
    expect(asked?.rep.id).toBe(who);
    expect(iso(asked?.clockFrom)).toBe(from);
  });

  test('is the first at any hour where hours do not count', () => {
    const asked = whomToAsk(side({ owner: closed, deputy: {} }), at(now), 'always');
    expect([asked?.rep.id, iso(asked?.clockFrom)]).toEqual(['owner', now]);
  });
});
