import { Temporal } from 'temporal-polyfill';
import { HOUR, MINUTE } from '../platform/clock.ts';
import { localTime, minutesOf, weekdays } from '../platform/local-time.ts';
import type { Window } from './definition.ts';

/** When a wait is over: days are those of a zone's clocks, hours and minutes are exact (RFC 5545 §3.3.6). */
export const waitedUntil = (since: number, wait: string, timezone: string): number =>
  localTime(since, timezone).add(Temporal.Duration.from(wait)).epochMilliseconds;

const isOn = (day: Temporal.PlainDate, days: Window['days']): boolean => {
  const weekday = weekdays[day.dayOfWeek - 1];
  return weekday !== undefined && days.includes(weekday);
};

/** Whether a window is open; the hours after midnight of one that is over midnight belong to the day before. */
const isOpen = (epochMs: number, { from, to, days }: Window, timezone: string): boolean => {
  const local = localTime(epochMs, timezone);
  const minutes = local.hour * 60 + local.minute;
  const today = local.toPlainDate();
  const [opens, closes] = [minutesOf(from), minutesOf(to)];
  if (opens < closes) return opens <= minutes && minutes < closes && isOn(today, days);
  return minutes >= opens ? isOn(today, days) : minutes < closes && isOn(today.subtract({ days: 1 }), days);
};

/** A week, today, and what a change of the clocks may push over midnight. */
const DAYS_AHEAD = 9;

/**
 * The first moment from `epochMs` on at which a mail may leave. An opening that a change of the clocks leaves out comes
 * later by the length of the change (RFC 5545 §3.3.5).
 */
export const openFrom = (epochMs: number, window: Window | undefined, timezone: string): number => {
  if (window === undefined || isOpen(epochMs, window, timezone)) return epochMs;
  const today = localTime(epochMs, timezone).toPlainDate();
  for (let days = 0; days < DAYS_AHEAD; days += 1) {
    const day = today.add({ days });
    if (!isOn(day, window.days)) continue;
    const opens = day.toZonedDateTime({ timeZone: timezone, plainTime: window.from }).epochMilliseconds;
    if (opens > epochMs) return opens;
  }
  return epochMs;
};

const SOONEST_LOOK_MS = 15 * MINUTE;
const LATEST_LOOK_MS = 6 * HOUR;

/** How soon a mail is asked after that is under way since `since`, should the bus have lost its word; less and less often. */
export const lookDelayMs = (since: number, now: number): number =>
  Math.min(Math.max(SOONEST_LOOK_MS, now - since), LATEST_LOOK_MS);
