import type { appointmentCancelled } from '../../templates/appointment_cancelled/template.ts';
import type { appointmentConfirmation } from '../../templates/appointment_confirmation/template.ts';
import type { appointmentReminder } from '../../templates/appointment_reminder/template.ts';
import type { appointmentRescheduled } from '../../templates/appointment_rescheduled/template.ts';
import type { DataOf } from '../../templates/define.ts';
import { MINUTE, toIso } from '../platform/clock.ts';
import { asLine } from '../platform/one-line.ts';
import { asName, asProse, withoutLinks } from '../platform/strangers-words.ts';
import type { Rep } from '../reps/rep.ts';
import { type Details, endsAt, placeOf, startAt } from './appointment.ts';
import { calendarLinks } from './calendar-links.ts';
import type { Told } from './telling.ts';

/** Who reads a mail about an appointment. */
export type AppointmentAudience = 'customer' | 'attendee' | 'rep';

/** Whose words a mail is made of, and where its links lead. */
export interface MailContext {
  audience: AppointmentAudience;
  rep: Pick<Rep, 'name' | 'phone'> | undefined;
  /** The customer's own page; nobody else has one. */
  manageUrl?: string | undefined;
  /** The entry for the calendar as a file. */
  icsUrl?: string | undefined;
}

type ConfirmationData = DataOf<(typeof appointmentConfirmation)['variables']>;
type RescheduledData = DataOf<(typeof appointmentRescheduled)['variables']>;
type CancelledData = DataOf<(typeof appointmentCancelled)['variables']>;
type ReminderData = DataOf<(typeof appointmentReminder)['variables']>;

/** The beginning of a text; what parts words from what makes links of them takes room, too. */
const within = (most: number, text: string): string => {
  if (text.length <= most) return text;
  let end = 0;
  // One character as people see it may be many of a text: none is cut.
  for (const { segment, index } of graphemes.segment(text.slice(0, 2 * most))) {
    if (index + segment.length > most) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trimEnd();
};
const graphemes = new Intl.Segmenter();

/** Lines that somebody typed; undefined where nothing is to be read. */
export const prose = (most: number, text: string | undefined): string | undefined =>
  (text === undefined ? '' : within(most, asProse(text).trim())) || undefined;
export const inALine = (most: number, text: string | undefined): string | undefined =>
  (text === undefined ? '' : within(most, withoutLinks(asLine(text)))) || undefined;

/** What each mail about an appointment shows. */
export const common = (details: Details, { audience, rep }: MailContext) => ({
  title: inALine(200, details.title) ?? '–',
  start: toIso(startAt(details)),
  endsAt: toIso(endsAt(details)),
  timezone: details.timezone,
  kind: details.kind,
  audience,
  joinUrl: details.joinUrl,
  dialIn: prose(500, details.dialIn),
  location: prose(500, details.location),
  agenda: prose(5000, details.agenda),
  preparation: prose(5000, details.preparation),
  materials: details.materials.map(({ title, url }) => ({
    title: inALine(200, title) ?? new URL(url).host,
    url,
  })),
  rep: rep && { name: rep.name, phone: rep.phone },
  ...(audience === 'rep' && { customer: customerOf(details) }),
});

/** Who the customer is, as the rep reads it: what was typed, and no link but their address. */
const customerOf = ({ customer: { name, email, phone, company } }: Details) => ({
  name: asName(name) ?? inALine(200, name),
  email,
  phone: inALine(50, phone),
  company: inALine(200, company),
});

/** Of the agenda only its beginning stands in an address: a link that is cut off adds nothing to any calendar. */
const LINKED_TITLE = 120;
const LINKED_PLACE = 200;

const linksOf = (details: Details, { icsUrl }: MailContext) => ({
  ...calendarLinks({
    title: within(LINKED_TITLE, asLine(details.title)),
    startAt: startAt(details),
    durationMinutes: details.durationMinutes,
    details:
      details.kind === 'video' ? (details.joinUrl ?? '') : within(LINKED_PLACE, asLine(details.dialIn ?? '')),
    location: within(LINKED_PLACE, placeOf(details) ?? ''),
  }),
  ...(icsUrl !== undefined && { ics: icsUrl }),
});

export const confirmationData = (details: Details, context: MailContext): ConfirmationData => ({
  ...common(details, context),
  manageUrl: context.manageUrl,
  calendarLinks: linksOf(details, context),
});

/** `before` is what the reader was told, where the time was another one. */
export const rescheduledData = (
  details: Details,
  before: Told | undefined,
  context: MailContext,
): RescheduledData => ({
  ...confirmationData(details, context),
  isMoved: before !== undefined,
  reason: prose(500, details.reason),
  ...(before && {
    before: {
      start: toIso(before.startAt),
      endsAt: toIso(before.startAt + before.durationMinutes * MINUTE),
      timezone: before.timezone,
    },
  }),
});

/**
 * `alternatives` are those that still lie ahead, each with the customer's own link; for who `isUninvited` it takes place
 * without them.
 */
export const cancelledData = (
  details: Details,
  {
    alternatives,
    isUninvited = false,
  }: { alternatives: readonly { startAt: number; url: string }[]; isUninvited?: boolean },
  context: MailContext,
): CancelledData => ({
  ...common(details, context),
  reason: prose(500, details.reason),
  isUninvited,
  bookingUrl: isUninvited ? undefined : details.bookingUrl,
  alternatives: alternatives.map(({ startAt: at, url }) => ({ start: toIso(at), url })),
});

/** The last reminder says first how to join. */
export const reminderData = (details: Details, isLast: boolean, context: MailContext): ReminderData => ({
  ...common(details, context),
  isLast,
  manageUrl: context.manageUrl,
});
