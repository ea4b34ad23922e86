import { createEvent, type EventAttributes } from 'ics';
import { MINUTE, toBasicIso } from '../platform/clock.ts';
import { withoutUnseen } from '../platform/one-line.ts';

export type CalendarMethod = 'REQUEST' | 'PUBLISH' | 'CANCEL';

/** An entry of a calendar, as all that its reader's mail program has to know. Instants are epoch milliseconds. */
export interface CalendarEntry {
  method: CalendarMethod;
  /** One for the whole life of an appointment. */
  uid: string;
  /** Raised by each change that calendars show, and by its cancellation. */
  sequence: number;
  /** When the change was taken: the same state gives the same bytes. */
  changedAt: number;
  createdAt: number;
  startAt: number;
  durationMinutes: number;
  title: string;
  description: string;
  location?: string | undefined;
  url?: string | undefined;
  /** Who organizes it, the same for its whole life: a change is distrusted (RFC 6047 §2.2.1). */
  organizer: { name: string; email: string };
  /** Whom it invites; nobody where it only tells (RFC 5546 §3.2.1). */
  attendee?: { name?: string | undefined; email: string } | undefined;
  /** The appointment takes place, and this reader has no part in it any more. */
  isUninvited?: boolean | undefined;
}

const PRODUCT = '-//outbound-email//appointments//EN';
const ALARM_MINUTES = 15;
/** Stands for the description until it is written. */
const PLACEHOLDER = 'description-of-this-entry';

/**
 * An entry as iCalendar (RFC 5545), in UTC: a one-off needs no VTIMEZONE, and every client shows its reader's own clock.
 * Made by `ics`; what goes in is cleaned, what comes out is folded anew, since it counts characters where RFC 5545 §3.1
 * counts octets. @throws Error when it can't be made, which checked appointments do not bring about.
 */
export const calendarText = (entry: CalendarEntry): string => {
  const { error, value } = createEvent(attributesOf(entry));
  if (typeof value !== 'string')
    throw new Error('The entry for the calendar can’t be made', { cause: error });
  return unfolded(value)
    .filter((one) => !isOfFeeds(one))
    .flatMap((one) => completed(one, entry))
    .flatMap(foldLine)
    .map((one) => `${one}\r\n`)
    .join('');
};

const attributesOf = (entry: CalendarEntry): EventAttributes => {
  const isCancelled = entry.method === 'CANCEL';
  return {
    productId: PRODUCT,
    method: entry.method,
    uid: line(entry.uid),
    sequence: entry.sequence,
    start: entry.startAt,
    startInputType: 'utc',
    startOutputType: 'utc',
    end: entry.startAt + entry.durationMinutes * MINUTE,
    endInputType: 'utc',
    endOutputType: 'utc',
    title: prose(entry.title).trim(),
    description: PLACEHOLDER,
    ...(entry.location !== undefined && { location: prose(entry.location).trim() }),
    // RFC 5546 §3.2.5: the event as a whole has a status, and goes on without who was uninvited.
    ...(entry.isUninvited !== true && { status: isCancelled ? 'CANCELLED' : 'CONFIRMED' }),
    transp: isCancelled ? 'TRANSPARENT' : 'OPAQUE',
    created: entry.createdAt,
    lastModified: entry.changedAt,
    organizer: { name: personName(entry.organizer.name), email: entry.organizer.email },
    ...(entry.attendee && {
      attendees: [
        {
          name: personName(entry.attendee.name ?? '') || entry.attendee.email,
          email: entry.attendee.email,
          rsvp: true,
          partstat: 'NEEDS-ACTION',
          role: 'REQ-PARTICIPANT',
          cutype: 'INDIVIDUAL',
        },
      ],
    }),
    // RFC 5546 §3.2.5: none in what is cancelled.
    ...(!isCancelled && {
      alarms: [
        {
          action: 'display',
          description: escaped(line(entry.title)),
          trigger: { minutes: ALARM_MINUTES, before: true },
        },
      ],
    }),
  };
};

/** Lines as others write them, and with the time of the entry where `ics` takes that of the machine. */
const completed = (one: string, { changedAt, uid, url, description }: CalendarEntry): string[] => {
  const [name = ''] = /^[A-Z-]+/.exec(one) ?? [];
  switch (name) {
    case 'DTSTAMP':
      // `ics` judges addresses by a pattern that takes minutes for some, and refuses others that are right.
      return [`DTSTAMP:${toBasicIso(changedAt)}`, ...(url === undefined ? [] : [`URL:${new URL(url).href}`])];
    case 'DESCRIPTION':
      // That of an alarm is a title; `ics` takes seconds to fold a long one.
      return one === `DESCRIPTION:${PLACEHOLDER}` ? [`DESCRIPTION:${inText(prose(description))}`] : [one];
    case 'UID':
      return [`UID:${escaped(line(uid))}`];
    case 'ORGANIZER':
      return [one.replace(':MAILTO:', ':mailto:')];
    case 'ATTENDEE':
      // Words of RFC 5545 stand without quotation marks.
      return [one.replace(/(CUTYPE|ROLE|PARTSTAT)="([A-Z-]+)"/g, '$1=$2')];
    default:
      return [one];
  }
};

/** Lines as TEXT has them. */
const inText = (text: string): string => escaped(text).replaceAll('\n', '\\n');

/** What `ics` writes of calendars that are subscribed to. */
const isOfFeeds = (one: string): boolean => one.startsWith('X-PUBLISHED-TTL:');

/** TEXT of RFC 5545 §3.3.11, which `ics` writes of an alarm as it is given. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&');

/** One line without control characters and halves of characters, which some parsers stumble over. */
const line = (text: string): string => withoutUnseen(text).toWellFormed().trim();

const prose = (text: string): string =>
  text
    .split(/\r\n|[\r\n\u0085\u2028\u2029]/)
    .map((one) => withoutUnseen(one).toWellFormed().trimEnd())
    .join('\n');

/** Outlook does not undo the way in which RFC 6868 writes quotation marks, and RFC 5545 has none. */
const personName = (name: string): string => line(name).replaceAll('"', "'");

const MAX_OCTETS = 75;

const unfolded = (text: string): string[] =>
  text
    .replace(/\r?\n[\t ]/g, '')
    .split(/\r?\n/)
    .filter((one) => one !== '');

/** A line in parts of 75 octets at most, no character divided; those that go on begin with a blank. */
const foldLine = (whole: string): string[] => {
  const lines: string[] = [];
  let current = '';
  let octets = 0;
  for (const character of whole) {
    const size = Buffer.byteLength(character);
    if (octets + size > MAX_OCTETS) {
      lines.push(current);
      current = ' ';
      octets = 1;
    }
    current += character;
    octets += size;
  }
  return [...lines, current];
};
