import { MINUTE } from '../platform/clock.ts';
import { localTime } from '../platform/local-time.ts';
import { asLine } from '../platform/one-line.ts';
import { asName, asProse } from '../platform/strangers-words.ts';
import type { PageLocale } from '../pages/texts.ts';
import { type Details, placeOf } from './appointment.ts';
import { entryTexts } from './entry-texts.ts';
import type { CalendarEntry, CalendarMethod } from './invite.ts';
import type { AppointmentRecord } from './record.ts';

/** Whose calendar an entry is for. */
export interface EntryReader {
  audience: 'customer' | 'attendee' | 'rep';
  name?: string | undefined;
  email: string | undefined;
  locale: PageLocale;
}

export interface EntryContext {
  method: CalendarMethod;
  /** The customer's own page; nobody else has one. */
  manageUrl?: string | undefined;
  /** It takes place, and the reader has no part in it any more. */
  isUninvited?: boolean;
}

/** An appointment as the entry of a reader's calendar; the same state gives the same entry. */
export const entryOf = (
  { details, calendar, createdAt, startAt }: AppointmentRecord,
  reader: EntryReader,
  { method, manageUrl, isUninvited = false }: EntryContext,
): CalendarEntry => ({
  method,
  uid: calendar.uid,
  sequence: calendar.sequence,
  changedAt: calendar.changedAt,
  createdAt,
  startAt,
  durationMinutes: details.durationMinutes,
  title: titleFor(details, reader),
  description: descriptionOf(details, startAt, reader, manageUrl),
  location: details.kind === 'on_site' ? (details.location ?? placeOf(details)) : placeOf(details),
  url: details.joinUrl,
  organizer: calendar.organizer,
  // RFC 5546 §3.2.1: what is published names nobody; a cancellation names whom its invitation did.
  attendee:
    reader.audience === 'rep' || method === 'PUBLISH' || reader.email === undefined
      ? undefined
      : { name: asName(reader.name), email: reader.email },
  isUninvited,
});

/** A rep's day is full of demos: whom each is with tells them apart. */
const titleFor = ({ title, customer }: Details, { audience }: EntryReader): string => {
  const name = audience === 'rep' ? asName(customer.name) : undefined;
  return name === undefined ? title : `${title} – ${name}`;
};

/** The time on the clocks of the appointment's zone, in words; the entry itself is in UTC. */
const wallTime = (details: Details, startAt: number, locale: PageLocale): string => {
  const { timezone, durationMinutes } = details;
  const start = localTime(startAt, timezone);
  const end = localTime(startAt + durationMinutes * MINUTE, timezone);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: timezone }).format(startAt);
  const clock = (time: typeof start): string => time.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${day}, ${clock(start)}–${clock(end)} ${timezone} (UTC${start.offset})`;
};

const descriptionOf = (
  details: Details,
  startAt: number,
  { locale, audience }: EntryReader,
  manageUrl: string | undefined,
): string => {
  const words = entryTexts[locale];
  const headed = (head: string, text: string | undefined): string[] =>
    text === undefined || text.trim() === '' ? [] : [`${head}\n${text}`];
  const typed = (text: string | undefined): string | undefined => (text === undefined ? text : asProse(text));
  const { customer } = details;
  return [
    wallTime(details, startAt, locale),
    ...(audience === 'rep' && customer.email !== undefined ? headed(words.with, customer.email) : []),
    ...headed(words.join, details.joinUrl),
    ...headed(words.dialIn, typed(details.dialIn)),
    ...headed(words.where, typed(details.location)),
    ...headed(words.agenda, typed(details.agenda)),
    ...headed(words.preparation, typed(details.preparation)),
    ...headed(
      words.materials,
      details.materials.length === 0
        ? undefined
        : details.materials.map(({ title, url }) => `${asProse(asLine(title))}: ${url}`).join('\n'),
    ),
    ...headed(words.manage, manageUrl),
  ].join('\n\n');
};
