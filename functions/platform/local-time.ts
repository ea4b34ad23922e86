import { Temporal } from 'temporal-polyfill';

/** Minutes since midnight of `HH:MM`. */
export const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** What the clocks and calendars of a zone show at a moment. */
export const localTime = (epochMs: number, timezone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timezone);

/** Minutes since midnight that the clocks of a zone show. */
export const localMinutes = (epochMs: number, timezone: string): number => {
  const { hour, minute } = localTime(epochMs, timezone);
  return hour * 60 + minute;
};

/** The day that the calendars of a zone show, `YYYY-MM-DD`. */
export const localDay = (epochMs: number, timezone: string): string =>
  localTime(epochMs, timezone).toPlainDate().toString();

/** How many days later one time is than another on the calendars of a zone; negative when it is earlier. */
export const localDaysBetween = (fromMs: number, toMs: number, timezone: string): number =>
  localTime(fromMs, timezone).toPlainDate().until(localTime(toMs, timezone).toPlainDate()).days;

/** The moment at which the clocks of a zone show what those of UTC show at `utcMs`. */
export const wallClockAt = (utcMs: number, timezone: string): number =>
  localTime(utcMs, 'UTC').toPlainDateTime().toZonedDateTime(timezone).epochMilliseconds;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * The next moment after `epochMs` at which the clocks of a zone show `HH:MM`, on that weekday when one is given.
 * A time that a change of the clocks leaves out comes later by the length of the change (RFC 5545 §3.3.5).
 */
export const nextLocalTime = (
  epochMs: number,
  timezone: string,
  clock: string,
  weekday?: Weekday,
): number => {
  const today = localTime(epochMs, timezone).toPlainDate();
  // The day of today may be past already, and so may that of a week ahead.
  for (let days = 0; days <= 8; days += 1) {
    const day = today.add({ days });
    if (weekday !== undefined && weekdays[day.dayOfWeek - 1] !== weekday) continue;
    const at = day.toZonedDateTime({ timeZone: timezone, plainTime: clock }).epochMilliseconds;
    if (at > epochMs) return at;
  }
  throw new Error(`No ${clock} comes in ${timezone} within a week`);
};

/** The same for any day, where a time that a change of the clocks repeats counts both times. */
export const nextShownTime = (epochMs: number, timezone: string, clock: string): number => {
  const repeated = localTime(epochMs, timezone)
    .toPlainDate()
    .toPlainDateTime(clock)
    .toZonedDateTime(timezone, { disambiguation: 'later' }).epochMilliseconds;
  const next = nextLocalTime(epochMs, timezone, clock);
  return repeated > epochMs ? Math.min(repeated, next) : next;
};

/** A zone as IANA spells it: `europe/berlin` is Europe/Berlin. Links of the database stay what they are. */
export const asIana = (timezone: string): string => localTime(0, timezone).timeZoneId;
