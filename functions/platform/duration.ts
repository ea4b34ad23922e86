import { DAY, HOUR, MINUTE, SECOND } from './clock.ts';

const pattern = /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** An ISO 8601 duration of weeks to seconds in milliseconds; undefined when it is none. Months have no fixed length. */
export const parseDuration = (text: string): number | undefined => {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const units = [7 * DAY, DAY, HOUR, MINUTE, SECOND];
  return units.reduce((sum, unit, i) => sum + unit * Number(match[i + 1] ?? 0), 0);
};
