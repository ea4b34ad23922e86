import { DAY, MINUTE } from '../platform/clock.ts';
import { parseDuration } from '../platform/duration.ts';

/** Reminders of one appointment that one reader gets, at most. */
export const MOST_OFFSETS = 5;
const SHORTEST_MS = 5 * MINUTE;
const LONGEST_MS = 14 * DAY;

/** Whether a reminder may come this long ahead: PT5M to P14D. */
export const isOffset = (text: string): boolean => {
  // Seconds count whole: no reminder is that exact.
  const ms = text.includes('.') ? undefined : parseDuration(text);
  return ms !== undefined && ms >= SHORTEST_MS && ms <= LONGEST_MS;
};
