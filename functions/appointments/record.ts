import { isSameMailbox, recipientKey } from '../platform/address.ts';
import type { BusEvent } from '../bus/bus.ts';
import { derivedId, contentHash, sha256Hex } from '../platform/ids.ts';
import { type Details, endsAt, startAt } from './appointment.ts';
import type { Appointment } from './appointment-life.ts';
import { updatedEvent, withUnpublished } from './bus-events.ts';
import type { ChangeRequest } from './change-request.ts';
import type { AppointmentPlace } from '../reps/timeline-entries.ts';
import { toldOf } from './telling.ts';

/** What calendars know of an appointment for its whole life, and how often they were told of a change. */
export interface Calendar {
  uid: string;
  /** Raised by each change that a reader is told of. */
  sequence: number;
  /** That of the first invite: a changed one is distrusted (RFC 6047 §2.2.1). */
  organizer: { name: string; email: string };
  /** When the last such change was taken, epoch milliseconds. */
  changedAt: number;
}

/** What a customer said of an appointment afterwards. */
export interface Feedback {
  rating: number;
  comment?: string | undefined;
  /** Raised by each answer; the last counts. */
  revision: number;
  at: number;
}

/** An appointment as it is kept. Instants are epoch milliseconds. */
export interface AppointmentRecord extends Appointment {
  id: string;
  /** Raised with every write. */
  rev: number;
  /** Raised by each erasure: what is written from then on has no name of what was. */
  epoch: number;
  /** The API client that told of it first; absent where the bus did. */
  client?: string | undefined;
  createdAt: number;
  /** When its status became what it is. */
  statusAt: number;
  /** Its start by the rules of zones that `tz` names. */
  startAt: number;
  /** Version of the time zone database by which it was planned last. */
  tz: string;
  calendar: Calendar;
  /** Reminders due until then are sent, or left out. */
  remindedUntil: number;
  /** When what follows by itself was sent: the mail after a missed appointment, the question how it was. */
  noShowAt?: number | undefined;
  feedbackAskedAt?: number | undefined;
  /** How often its customer asked for a change, how often by its last change, and what they ask for now. */
  requestCount: number;
  requestsByChange: number;
  request?: ChangeRequest | undefined;
  feedback?: Feedback | undefined;
  /** Events that the bus has not been told of. */
  unpublished: BusEvent[];
  /** Since when it tells of nobody any more. */
  erasedAt?: number | undefined;
  /** Hashes of people who were erased: they are told nothing, not even that they take part no more. */
  forgotten?: string[] | undefined;
  /** The rep's address, as the last mails went to it. */
  repEmail?: string | undefined;
  /** Runs in a row of which a part failed. */
  failedRuns?: number | undefined;
  /** When there is something to do; absent when nothing will be. */
  nextDueAt?: number | undefined;
  /** Where timelines of reps tell of it, the present place last; the store keeps it. */
  timeline?: AppointmentPlace[] | undefined;
  /** Who does what is due at this moment: one at a time. */
  lease?: { token: string; until: number } | undefined;
}

/** The hash of all that readers would be told of, and of who they are. */
const shownHash = (appointment: Appointment): string => {
  const { customer, attendees } = appointment.details;
  const people = [customer, ...attendees].map(({ email }) =>
    email === undefined ? '' : recipientKey(email),
  );
  // The rep's entry names the customer.
  return contentHash([toldOf(appointment), people, customer.name]);
};

/** The same after a change that readers are told of. */
const raised = (calendar: Calendar, now: number): Calendar => ({
  ...calendar,
  sequence: calendar.sequence + 1,
  changedAt: now,
});

export interface NewRecord {
  id: string;
  client: string | undefined;
  organizer: Calendar['organizer'];
  tz: string;
  now: number;
  /** When its sender says that it was booked. */
  at: number;
}

/** What is kept of an appointment that nobody knew. */
export const firstRecord = (
  next: Appointment,
  { id, client, organizer, tz, now, at }: NewRecord,
): AppointmentRecord => ({
  ...next,
  id,
  rev: 0,
  epoch: 0,
  client,
  createdAt: now,
  statusAt: now,
  startAt: startAt(next.details),
  tz,
  calendar: {
    uid: next.details.calendarUid ?? `${derivedId('appointment', id)}@outbound-email`,
    sequence: 0,
    organizer,
    changedAt: now,
  },
  remindedUntil: now,
  requestCount: 0,
  requestsByChange: 0,
  unpublished: [updatedEvent(id, next, undefined, at)],
  nextDueAt: now,
});

/** The same for one that was known until its people were erased: calendars, and whoever told of it, know it still. */
export const bookedAnew = (
  erased: AppointmentRecord,
  first: AppointmentRecord,
  now: number,
): AppointmentRecord => ({
  ...first,
  rev: erased.rev,
  epoch: erased.epoch,
  client: erased.client,
  createdAt: erased.createdAt,
  requestCount: erased.requestCount,
  requestsByChange: erased.requestCount,
  lease: erased.lease,
  timeline: erased.timeline,
  forgotten: stillForgotten(erased, first.details),
  calendar: raised(erased.calendar, now),
});

/** What is kept of an appointment after a change. `at` is when its sender says that it happened. */
export const changedRecord = (
  before: AppointmentRecord,
  next: Appointment,
  { now, at, tz }: { now: number; at: number; tz: string },
): AppointmentRecord => {
  const begins = startAt(next.details);
  const isNewTime = begins !== before.startAt || next.life.status !== before.life.status;
  const isDecided =
    isNewTime ||
    next.details.durationMinutes !== before.details.durationMinutes ||
    !isSameCustomer(next.details, before.details);
  return {
    ...before,
    ...next,
    statusAt: next.life.status === before.life.status ? before.statusAt : now,
    startAt: begins,
    tz,
    calendar: shownHash(next) === shownHash(before) ? before.calendar : raised(before.calendar, now),
    remindedUntil: isNewTime ? now : before.remindedUntil,
    // Whoever moves it, or calls it off, has decided; other words leave the customer's wish open. It is nobody else's.
    request: isDecided ? undefined : before.request,
    requestsByChange: before.requestCount,
    unpublished: withUnpublished(before.unpublished, updatedEvent(before.id, next, before, at)),
    forgotten: stillForgotten(before, next.details),
    nextDueAt: now,
  };
};

const isSameCustomer = (
  { customer: { email: one } }: Details,
  { customer: { email: other } }: Details,
): boolean => one === other || isSameMailbox(one, other);

/** The same by the rules of zones that hold now: a clock that shows another moment is a move. */
export const byPresentRules = (record: AppointmentRecord, tz: string, now: number): AppointmentRecord => {
  if (record.tz === tz) return record;
  const begins = startAt(record.details);
  if (begins === record.startAt) return { ...record, tz };
  return {
    ...record,
    tz,
    startAt: begins,
    calendar: raised(record.calendar, now),
    remindedUntil: now,
  };
};

/** When an appointment ends, by the rules of zones that it was planned by. */
export const endOf = ({ details }: Pick<AppointmentRecord, 'details'>): number => endsAt(details);

/** Who is invited again is no longer forgotten. */
const stillForgotten = ({ forgotten }: AppointmentRecord, details: Details): string[] | undefined =>
  forgotten?.filter((hash) => !isInvolved(details, hash));

/** The same with the calendar raised, where the rep has another address: the old one is to let go of its entry. */
export const ofPresentRep = (
  record: AppointmentRecord,
  repEmail: string | undefined,
  now: number,
): AppointmentRecord => {
  const isOther = record.repEmail !== undefined && record.repEmail !== repEmail;
  return { ...record, repEmail, calendar: isOther ? raised(record.calendar, now) : record.calendar };
};

/** Whether somebody takes part. */
const isInvolved = ({ customer, attendees }: Details, hash: string): boolean =>
  [customer, ...attendees].some(({ email }) => email !== undefined && personHash(email) === hash);

/** Names somebody in keys and links without telling their address. */
export const personHash = (email: string): string => sha256Hex(recipientKey(email)).slice(0, 16);
