import { Temporal } from 'temporal-polyfill';
import { DAY } from '../platform/clock.ts';
import { localTime, type Weekday, weekdays } from '../platform/local-time.ts';
import { isAway, type Rep } from '../reps/rep.ts';

/** What of a rep says when their digest is due. */
export type Scheduled = Pick<Rep, 'timezone' | 'workingHours' | 'absences'> & {
  digest: Pick<Rep['digest'], 'hour'>;
};

/** When a digest is due: on a date of the rep's calendar, at a moment in epoch milliseconds. */
export interface Slot {
  date: string;
  at: number;
}

const MONDAY_TO_FRIDAY: readonly Weekday[] = weekdays.slice(0, 5);
/** Absences of longer have no end that anybody plans by. */
const MOST_DAYS_AHEAD = 400;
/** What a digest tells of at the most. */
const MOST_DAYS_BACK = 31;

/**
 * The moment of a date at which the clocks show the hour. One that a change of the clocks leaves out comes later by the
 * length of the change, and of one that they show twice the first counts (RFC 5545 §3.3.5).
 */
const slotOn = (day: Temporal.PlainDate, { timezone, digest }: Scheduled): Slot => {
  const plainTime = Temporal.PlainTime.from({ hour: digest.hour });
  return {
    date: day.toString(),
    at: day.toZonedDateTime({ timeZone: timezone, plainTime }).epochMilliseconds,
  };
};

/** Whether a rep works on a day of the week: those of their hours, else Monday to Friday. */
export const worksOn = (
  { workingHours }: Pick<Scheduled, 'workingHours'>,
  day: Temporal.PlainDate,
): boolean => {
  const days = workingHours.length === 0 ? MONDAY_TO_FRIDAY : workingHours.map(({ day: named }) => named);
  const weekday = weekdays[day.dayOfWeek - 1];
  return weekday !== undefined && days.includes(weekday);
};

const dueOn = (rep: Scheduled, day: Temporal.PlainDate): Slot | undefined => {
  if (!worksOn(rep, day)) return undefined;
  const slot = slotOn(day, rep);
  return isAway(rep, slot.at) ? undefined : slot;
};

/** The first slot after a moment; undefined where none comes within a year. */
export const nextSlot = (rep: Scheduled, after: number): Slot | undefined => {
  // A zone may skip a day of its calendar, and its midnight: a day earlier than today loses nothing.
  const from = localTime(after, rep.timezone).toPlainDate().subtract({ days: 1 });
  for (let days = 0; days <= MOST_DAYS_AHEAD; days += 1) {
    const slot = dueOn(rep, from.add({ days }));
    if (slot !== undefined && slot.at > after) return slot;
  }
  return undefined;
};

/** The last slot until a moment, 31 days back at the most. */
export const lastSlot = (rep: Scheduled, until: number): Slot | undefined => {
  const to = localTime(until, rep.timezone).toPlainDate();
  for (let days = 0; days <= MOST_DAYS_BACK; days += 1) {
    const slot = dueOn(rep, to.subtract({ days }));
    if (slot !== undefined && slot.at <= until) return slot;
  }
  return undefined;
};

/** What the digest of a slot tells of: after `from`, until `to`. A rep who had none before is told of a day. */
export const spanOf = (
  rep: Scheduled,
  { at }: Pick<Slot, 'at'>,
  { isFirst }: { isFirst: boolean },
): { from: number; to: number } => {
  if (isFirst) return { from: at - DAY, to: at };
  return { from: lastSlot(rep, at - 1)?.at ?? at - MOST_DAYS_BACK * DAY, to: at };
};
