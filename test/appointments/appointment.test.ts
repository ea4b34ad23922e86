import { describe, expect, test } from 'vitest';
import { changesSchema, detailsSchema, endsAt, startAt } from '../../functions/appointments/appointment.ts';
import { read } from '../../functions/platform/faults.ts';
import { aPayload, details, START } from './fixture.ts';

describe('An appointment', () => {
  test('is taken with what is needed, and lists that are left out are empty', () => {
    expect(detailsSchema.parse(aPayload())).toMatchObject({ materials: [], attendees: [], alternatives: [] });
    expect(details({ customer: {} }).customer).toEqual({});
    expect(detailsSchema.safeParse(aPayload({ customer: undefined })).success).toBe(false);
  });

  test('knows when it starts and ends', () => {
    expect(startAt(details())).toBe(START);
    expect(endsAt(details())).toBe(START + 45 * 60_000);
  });

  test('has its zone as IANA spells it', () => {
    expect(details({ timezone: 'europe/berlin' }).timezone).toBe('Europe/Berlin');
  });

  test('has each attendee once, by address', () => {
    const attendees = [
      { email: 'Bob@Example.com', name: 'Bob' },
      { email: 'bob@example.com', name: 'Robert' },
      { name: 'Nobody' },
      { name: 'Nobody else' },
    ];
    expect(details({ attendees }).attendees.map(({ name }) => name)).toEqual([
      'Bob',
      'Nobody',
      'Nobody else',
    ]);
  });

  test.each([
    { what: 'an unknown zone', payload: { timezone: 'Mars/Olympus' }, pointers: ['/timezone'] },
    { what: 'no length', payload: { durationMinutes: 0 }, pointers: ['/durationMinutes'] },
    { what: 'more than a day', payload: { durationMinutes: 1441 }, pointers: ['/durationMinutes'] },
    {
      what: '51 attendees',
      payload: { attendees: Array.from({ length: 51 }, (_, i) => ({ email: `a${i}@example.com` })) },
      pointers: ['/attendees'],
    },
    { what: 'a link that is not https', payload: { joinUrl: 'http://meet.example' }, pointers: ['/joinUrl'] },
    {
      what: 'a link that runs code',
      payload: { bookingUrl: 'javascript:alert(1)' },
      pointers: ['/bookingUrl'],
    },
    { what: 'a title that nobody sees', payload: { title: ' \u200b\n' }, pointers: ['/title'] },
    {
      what: 'a link without its slashes',
      payload: { joinUrl: 'https:meet.example/x' },
      pointers: ['/joinUrl'],
    },
    { what: 'a link with a blank', payload: { joinUrl: 'https://meet.example/a b' }, pointers: ['/joinUrl'] },
    { what: 'a start in another age', payload: { start: '9999-12-31T23:59' }, pointers: ['/start'] },
    { what: 'a start before computers', payload: { start: '1969-12-31T12:00Z' }, pointers: ['/start'] },
    { what: 'a day for a start', payload: { start: '2027-03-03' }, pointers: ['/start'] },
    { what: 'an unknown field', payload: { colour: 'red' }, pointers: ['/colour'] },
    {
      what: 'all faults at once',
      payload: { timezone: 'x', durationMinutes: 0, kind: 'carrier pigeon' },
      pointers: ['/timezone', '/durationMinutes', '/kind'],
    },
  ])('is refused with $what, by pointer', ({ payload, pointers }) => {
    const result = read(detailsSchema, aPayload(payload), '');
    expect(result.ok ? [] : result.faults.map(({ pointer }) => pointer)).toEqual(pointers);
  });
});

test('A change names only what changes, and fills in nothing', () => {
  expect(changesSchema.parse({ start: '2027-03-04T11:00' })).toEqual({ start: '2027-03-04T11:00' });
  expect(changesSchema.parse({})).toEqual({});
  expect(changesSchema.safeParse({ sequence: 3 }).success).toBe(false);
});

test.each([
  ['https://Zoom.us/j/1', 'https://zoom.us/j/1'],
  ['HTTPS://meet.example/x', 'https://meet.example/x'],
  ['https://[::1]/x', 'https://[::1]/x'],
  ['https://münchen.example/ä?q=ü', 'https://xn--mnchen-3ya.example/%C3%A4?q=%C3%BC'],
])('The link %s is kept as %s', (given, want) => {
  expect(details({ joinUrl: given }).joinUrl).toBe(want);
});
