import { localDay, localMinutes, localTime, minutesOf, weekdays } from '../platform/local-time.ts';
import { isAway, type Rep } from './rep.ts';

/** When somebody may be asked: in their working hours alone, or at any time. */
export type Hours = 'working' | 'always';

type Clocked = Pick<Rep, 'workingHours' | 'timezone'>;

/** Whether a rep works at a moment, by their own clocks; one whose hours are not known always does. */
export const isWorking = ({ workingHours, timezone }: Clocked, at: number): boolean => {
  if (workingHours.length === 0) return true;
  const weekday = weekdays[localTime(at, timezone).dayOfWeek - 1];
  const minutes = localMinutes(at, timezone);
  return workingHours.some(
    ({ day, from, to }) => day === weekday && minutesOf(from) <= minutes && minutes < minutesOf(to),
  );
};

/** Whether a rep takes alerts at all. */
export const takesAlerts = ({ alerts }: Pick<Rep, 'alerts'>): boolean => alerts.mode !== 'off';

/** Whether a rep can be asked now. */
export const isPresent = (rep: Rep, now: number, hours: Hours): boolean =>
  takesAlerts(rep) && !isAway(rep, now) && (hours === 'always' || isWorking(rep, now));

/** Absences of longer have no end that anybody plans by. */
const MOST_DAYS = 400;

/** When a rep works next, from a moment on; undefined where that is not within a year. */
export const nextOpening = (rep: Clocked & Pick<Rep, 'absences'>, from: number): number | undefined => {
  const isThere = (at: number): boolean => at >= from && isWorking(rep, at) && !isAway(rep, at);
  if (isThere(from)) return from;
  const today = localTime(from, rep.timezone).toPlainDate();
  for (let days = 0; days <= MOST_DAYS; days += 1) {
    const day = today.add({ days });
    const weekday = weekdays[day.dayOfWeek - 1];
    const clocks = rep.workingHours.length === 0 ? ['00:00'] : startsOn(rep, weekday);
    const starts = clocks.map(
      (plainTime) => day.toZonedDateTime({ timeZone: rep.timezone, plainTime }).epochMilliseconds,
    );
    const first = [...starts, ...returnsOn(rep, day.toString())].sort((a, b) => a - b).find(isThere);
    if (first !== undefined) return first;
  }
  return undefined;
};

const startsOn = ({ workingHours }: Clocked, weekday: (typeof weekdays)[number] | undefined): string[] =>
  workingHours.filter(({ day }) => day === weekday).map(({ from }) => from);

/** When absences end in the midst of a day of the rep's calendar. */
const returnsOn = ({ absences, timezone }: Pick<Rep, 'absences' | 'timezone'>, day: string): number[] =>
  absences.map(({ to }) => Date.parse(to) + 1).filter((at) => localDay(at, timezone) === day);
