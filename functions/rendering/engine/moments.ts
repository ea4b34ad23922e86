import { type IsoTime, isoTimeOf } from '../../platform/iso-time.ts';
import { localDaysBetween, wallClockAt } from '../../platform/local-time.ts';

/** A time as data carry it. */
export type Moment = IsoTime;

/** Reads ISO 8601 or epoch milliseconds; undefined for anything else. */
export const momentOf = (value: unknown): Moment | undefined => {
  if (typeof value === 'string') return isoTimeOf(value);
  if (typeof value !== 'number') return undefined;
  const ms = new Date(value).getTime();
  return Number.isNaN(ms) ? undefined : { kind: 'instant', ms };
};

/** The zone in which a moment is shown to a reader of another. */
export const zoneOf = ({ kind }: Moment, timezone: string): string => (kind === 'instant' ? timezone : 'UTC');

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/**
 * How far away a moment is for a reader, in the unit that people would say: within a day by the clock, beyond it by the
 * calendar. `now` is epoch milliseconds.
 */
export const distance = (
  moment: Moment,
  { now, timezone }: { now: number; timezone: string },
): [amount: number, unit: Intl.RelativeTimeFormatUnit] => {
  const epochMs = moment.kind === 'instant' ? moment.ms : wallClockAt(moment.ms, timezone);
  const seconds = Math.round((epochMs - now) / 1000);
  const minutes = Math.round(seconds / MINUTE_S);
  const hours = Math.round(seconds / HOUR_S);
  const days = localDaysBetween(now, epochMs, timezone);
  if (moment.kind === 'day') return [days, 'day'];
  if (Math.abs(seconds) < MINUTE_S) return [seconds, 'second'];
  if (Math.abs(minutes) < 60) return [minutes, 'minute'];
  return Math.abs(hours) < 24 || days === 0 ? [hours, 'hour'] : [days, 'day'];
};
