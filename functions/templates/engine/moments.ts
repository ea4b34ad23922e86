import { localDaysBetween, wallClockAt } from '../../platform/local-time.ts';

/** A time as data carry it; `ms` is epoch milliseconds, of UTC where no zone is named. */
export interface Moment {
  /** A day without a time, such as a birthday, and a time without a zone are the same everywhere. */
  kind: 'instant' | 'day' | 'wallClock';
  ms: number;
}

/** ISO 8601: a day, or a day and a time. */
const isoForm =
  /^(\d{4}-\d{2}-(\d{2}))(?:T(\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?(?:(Z)|([+-]\d{2})(?::?(\d{2}))?)?)?$/i;
const MAX_LENGTH = 50;

/** Reads ISO 8601 or epoch milliseconds; undefined for anything else, days that no calendar has included. */
export const momentOf = (value: unknown): Moment | undefined => {
  if (typeof value === 'number') return valid({ kind: 'instant', ms: new Date(value).getTime() });
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return undefined;
  const [, day, dayOfMonth, clock, fraction = '0', zulu, hours, minutes = '00'] = isoForm.exec(value) ?? [];
  if (day === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  // JavaScript takes the 30th of February for the 2nd of March.
  if (midnight.getUTCDate() !== Number(dayOfMonth)) return undefined;
  if (clock === undefined) return valid({ kind: 'day', ms: midnight.getTime() });
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const seconds = clock.length === 5 ? `${clock}:00` : clock;
  return valid({
    kind: zulu === undefined && hours === undefined ? 'wallClock' : 'instant',
    ms: Date.parse(`${day}T${seconds}.${fraction.slice(0, 3)}${zone}`),
  });
};

const valid = (moment: Moment): Moment | undefined => (Number.isNaN(moment.ms) ? undefined : moment);

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
