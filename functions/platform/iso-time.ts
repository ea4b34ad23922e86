/** A time as ISO 8601 writes it; `ms` is epoch milliseconds, of UTC where no zone is named. */
export interface IsoTime {
  /** A day without a time, such as a birthday, and a time without a zone are the same everywhere. */
  kind: 'instant' | 'day' | 'wallClock';
  ms: number;
}

/** As the libraries of many languages write it: `t` and `z` in lower case, a blank for `T` (RFC 3339 §5.6), `+01`, a comma before fractions. */
const isoForm =
  /^(\d{4}-\d{2}-(\d{2}))(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d+))?(?:(Z)|([+-]\d{2})(?::?(\d{2}))?)?)?$/i;
const MAX_LENGTH = 50;

/** Reads a day, or a day and a time; undefined for anything else, days that no calendar has included. */
export const isoTimeOf = (text: string): IsoTime | undefined => {
  if (text.length > MAX_LENGTH) return undefined;
  const [, day, dayOfMonth, clock, fraction = '0', zulu, hours, minutes = '00'] = isoForm.exec(text) ?? [];
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

/** The years 1 to 9999 in UTC: what is beyond can't be written as ISO 8601 everywhere. */
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];

const valid = (time: IsoTime): IsoTime | undefined =>
  time.ms >= FIRST_MS && time.ms <= LAST_MS ? time : undefined;

/** Epoch milliseconds of a time with an offset; undefined for anything else. */
export const instantOf = (text: string): number | undefined => {
  const time = isoTimeOf(text);
  return time?.kind === 'instant' ? time.ms : undefined;
};
