import { Temporal } from 'temporal-polyfill';
import { once } from './once.ts';

/** Whether a text is a language tag of BCP 47's form. */
export const isLocale = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

/** Mails are written with the one and scheduled with the other, and Intl takes abbreviations such as PST. */
const worksAsZone = once((zone = ''): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
});

/** Whether a text names a time zone that this machine knows; an offset such as `+02:00` is none of IANA's names. */
export const isTimezone = (zone: string): boolean => /^[A-Za-z]/.test(zone) && worksAsZone(zone);
