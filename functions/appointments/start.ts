import { type IsoTime, isoTimeOf } from '../platform/iso-time.ts';
import { localTime, wallClockAt } from '../platform/local-time.ts';

/**
 * When something starts: a moment, or a time on the clocks of a zone, whose `ms` are those of UTC showing the same. The
 * clocks stay the truth of the latter: zone rules change, and people come when their clocks say so.
 */
export type Start = IsoTime & { kind: 'instant' | 'wallClock' };

/** What the caller should know of a start that was taken. */
export type StartWarning = 'time_skipped' | 'time_repeated' | 'offset_differs';

/** Reads a start; undefined for what is neither a time with an offset nor one without. */
export const readStart = (text: string): Start | undefined => {
  const time = isoTimeOf(text);
  return time === undefined || time.kind === 'day' ? undefined : { kind: time.kind, ms: time.ms };
};

/**
 * The moment of a start. A time that the clocks skip comes later by the length of the gap, one that they show twice is the
 * first (RFC 5545 §3.3.5).
 */
export const startAtOf = ({ kind, ms }: Start, timezone: string): number =>
  kind === 'instant' ? ms : wallClockAt(ms, timezone);

/** What the clocks of a zone show at a moment, `2027-03-28T09:30:00`. */
export const clockAt = (at: number, timezone: string): string =>
  localTime(at, timezone).toPlainDateTime().toString({ smallestUnit: 'second' });

/** What of a start, as it was given, is not as its caller may have thought. */
export const startWarnings = (text: string, timezone: string): StartWarning[] => {
  const start = readStart(text);
  if (start === undefined) return [];
  if (start.kind === 'instant') return offsetDiffers(text, start.ms, timezone) ? ['offset_differs'] : [];
  const clock = localTime(start.ms, 'UTC').toPlainDateTime();
  const [earlier, later] = (['earlier', 'later'] as const).map(
    (disambiguation) => clock.toZonedDateTime(timezone, { disambiguation }).epochMilliseconds,
  );
  if (earlier === later) return [];
  return clockAt(startAtOf(start, timezone), timezone) === clockAt(start.ms, 'UTC')
    ? ['time_repeated']
    : ['time_skipped'];
};

/** UTC says a moment and nothing of the place, so nobody means the zone's offset by it. */
const offsetDiffers = (text: string, at: number, timezone: string): boolean => {
  if (/z$/i.test(text)) return false;
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d{2}):?(\d{2})?$/.exec(text) ?? [];
  const given = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return given !== localTime(at, timezone).offsetNanoseconds / 60e9;
};
