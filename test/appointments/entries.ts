import type { CalendarEntry } from '../../functions/appointments/invite.ts';
import { hostile } from '../../templates/hostile.ts';

export const start = Date.parse('2027-03-28T07:30:00Z');
/** An entry for the calendar. */
export const entry = (different: Partial<CalendarEntry> = {}): CalendarEntry => ({
  method: 'REQUEST',
  uid: '7d1f@mg.example.com',
  sequence: 2,
  changedAt: Date.parse('2027-03-01T09:00:00.500Z'),
  createdAt: Date.parse('2027-02-01T08:00:00Z'),
  startAt: start,
  durationMinutes: 45,
  title: 'Demo for 40 seats',
  description: 'Sunday, 28 March 2027, 09:30 (Europe/Berlin)\n\nJoin: https://meet.example/1',
  location: 'https://meet.example/1',
  url: 'https://meet.example/1',
  organizer: { name: 'Grace Hopper', email: 'grace@example.com' },
  attendee: { name: 'Ada Lovelace', email: 'ada@example.com' },
  ...different,
});

/** What people type, and what others have put into calendars by it. */
export const texts = [
  ...Object.values(hostile),
  'a; b, c \\ d: "e"',
  'one\rtwo\r\nthree\nfour\u2028five\u0085six',
  'X\r\nATTENDEE:mailto:eve@example.com',
  'X\nBEGIN:VALARM\nEND:VALARM',
  'half \ud83d of a character \udf89',
  'nul \0 bell \u0007 escape \u001b',
  '"quoted", \'single\'',
  '=?UTF-8?B?WA==?=',
  'é'.repeat(300),
  '🎉'.repeat(200),
  '日本語'.repeat(100),
  `${'x'.repeat(74)}é`,
  'ROLE="REQ-PARTICIPANT";MAILTO:eve@example.com',
];
/** Where they can type it. */
export const places = ['title', 'description', 'location', 'organizer', 'attendee', 'uid'] as const;

export const withText = (place: (typeof places)[number], text: string): CalendarEntry => {
  if (place === 'organizer') return entry({ organizer: { name: text, email: 'grace@example.com' } });
  if (place === 'attendee') return entry({ attendee: { name: text, email: 'ada@example.com' } });
  return entry({ [place]: text });
};
