import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { calendarText } from '../../functions/appointments/invite.ts';
import { entry, places, start, texts, withText } from './entries.ts';

const read = (text: string) => {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const event = calendar.getFirstSubcomponent('vevent');
  if (event === null) throw new Error('There is no event');
  const value = (name: string): unknown => event.getFirstPropertyValue(name);
  const parameter = (of: string, name: string): unknown => event.getFirstProperty(of)?.getParameter(name);
  return { calendar, event, value, parameter, method: calendar.getFirstPropertyValue('method') };
};
const milliseconds = (value: unknown): number => (value as ICAL.Time).toJSDate().getTime();

describe('An entry for the calendar', () => {
  test('invites its one reader, and says all that their program must know', () => {
    const { method, value, parameter, event } = read(calendarText(entry()));
    expect(method).toBe('REQUEST');
    expect(value('uid')).toBe('7d1f@mg.example.com');
    expect(value('sequence')).toBe(2);
    expect(value('summary')).toBe('Demo for 40 seats');
    expect(value('status')).toBe('CONFIRMED');
    expect(value('transp')).toBe('OPAQUE');
    expect(value('location')).toBe('https://meet.example/1');
    expect(value('url')).toBe('https://meet.example/1');
    expect(value('description')).toBe(
      'Sunday, 28 March 2027, 09:30 (Europe/Berlin)\n\nJoin: https://meet.example/1',
    );
    expect(milliseconds(value('dtstart'))).toBe(start);
    expect(milliseconds(value('dtend'))).toBe(start + 45 * 60_000);
    expect(value('organizer')).toBe('mailto:grace@example.com');
    expect(parameter('organizer', 'cn')).toBe('Grace Hopper');
    expect(event.getAllProperties('attendee')).toHaveLength(1);
    expect(value('attendee')).toBe('mailto:ada@example.com');
    const invited = ['cn', 'cutype', 'role', 'partstat', 'rsvp'].map((name) => parameter('attendee', name));
    expect(invited).toEqual(['Ada Lovelace', 'INDIVIDUAL', 'REQ-PARTICIPANT', 'NEEDS-ACTION', 'TRUE']);
  });

  test('reminds a quarter of an hour before, after all that is said of it', () => {
    const text = calendarText(entry());
    const alarm = read(text).event.getFirstSubcomponent('valarm');
    expect(alarm?.getFirstPropertyValue('trigger')?.toString()).toBe('-PT15M');
    expect(text.indexOf('BEGIN:VALARM')).toBeGreaterThan(text.indexOf('ATTENDEE'));
    expect(text).toMatch(/END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n$/);
  });

  test('is dated by the change that it tells, so that the same state gives the same bytes', () => {
    const text = calendarText(entry());
    expect(text).toContain('DTSTAMP:20270301T090000Z\r\n');
    expect(text).toContain('CREATED:20270201T080000Z\r\n');
    expect(text).toContain('LAST-MODIFIED:20270301T090000Z\r\n');
    expect(calendarText(entry())).toBe(text);
  });

  test('that only tells invites nobody', () => {
    const { method, event } = read(calendarText(entry({ method: 'PUBLISH', attendee: undefined })));
    expect(method).toBe('PUBLISH');
    expect(event.getAllProperties('attendee')).toEqual([]);
  });

  test('that is cancelled says so, with its organizer and without an alarm', () => {
    const { method, value, event } = read(calendarText(entry({ method: 'CANCEL', sequence: 3 })));
    expect(method).toBe('CANCEL');
    expect(value('status')).toBe('CANCELLED');
    expect(value('sequence')).toBe(3);
    expect(value('organizer')).toBe('mailto:grace@example.com');
    expect(event.getFirstSubcomponent('valarm')).toBeNull();
  });

  test('of one who is uninvited leaves the event its status', () => {
    const { value } = read(calendarText(entry({ method: 'CANCEL', isUninvited: true })));
    expect(value('status')).toBeNull();
  });

  test('without a place, a link or a name of its reader leaves those out', () => {
    const { value, parameter } = read(
      calendarText(entry({ location: undefined, url: undefined, attendee: { email: 'ada@example.com' } })),
    );
    expect([value('location'), value('url')]).toEqual([null, null]);
    expect(parameter('attendee', 'cn')).toBe('ada@example.com');
  });

  test('names its organizer and its reader by bare addresses', () => {
    const text = calendarText(entry());
    expect(text).toMatch(/\r\nORGANIZER;CN=\S.*:mailto:grace@example\.com\r\n/);
    expect(text.replaceAll('\r\n ', '')).toMatch(/\r\nATTENDEE;.*;CN=.*:mailto:ada@example\.com\r\n/);
    expect(text).not.toMatch(/SENT-BY|MAILTO/);
  });
});

describe.each(places)('Whatever is written as %s', (place) => {
  test.each(texts.map((text, i) => [i, text] as const))('adds no line to the calendar (%i)', (_i, text) => {
    const written = calendarText(withText(place, text));
    const { event, calendar } = read(written);
    const known = read(calendarText(entry()))
      .event.getAllProperties()
      .map(({ name }) => name);
    expect(event.getAllProperties().map(({ name }) => name)).toEqual(known);
    expect(event.getAllProperties('attendee')).toHaveLength(1);
    expect(event.getAllSubcomponents().map(({ name }) => name)).toEqual(['valarm']);
    expect(calendar.getAllSubcomponents()).toHaveLength(1);
  });

  test.each(texts.map((text, i) => [i, text] as const))(
    'stays in lines of 75 octets, each whole (%i)',
    (_i, text) => {
      const written = calendarText(withText(place, text));
      expect(written.endsWith('\r\n')).toBe(true);
      for (const one of written.slice(0, -2).split('\r\n')) {
        expect(Buffer.byteLength(one)).toBeLessThanOrEqual(75);
        expect(one).not.toMatch(/[\r\n]/);
        expect(one.isWellFormed()).toBe(true);
      }
    },
  );
});

test.each([
  ['a; b, c \\ d: "e"', 'a; b, c \\ d: "e"'],
  ['🎉 Grüße, 日本語; \\n', '🎉 Grüße, 日本語; \\n'],
  [' two  blanks ', 'two  blanks'],
])('A title %j is read as it was written', (title, read_) => {
  const { value, event } = read(calendarText(entry({ title })));
  expect(value('summary')).toBe(read_);
  expect(event.getFirstSubcomponent('valarm')?.getFirstPropertyValue('description')).toBe(read_);
});

test.each([
  `https://meet.${'meet.'.repeat(60)}com/a%20b`,
  'https://zoom.us/j/1?pwd=a,b;c',
  'https://[::1]/x',
  'https://ex_am.example/',
  `https://example.com/${'x'.repeat(1900)}`,
])('The link %j is written whole', (url) => {
  expect(read(calendarText(entry({ url }))).value('url')).toBe(new URL(url).href);
});

test('A UID of somebody else’s is read as they wrote it', () => {
  expect(read(calendarText(entry({ uid: 'a,b;c\\d@x' }))).value('uid')).toBe('a,b;c\\d@x');
});
