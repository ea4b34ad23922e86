import { Temporal } from 'temporal-polyfill';

/** Whether a text is a language tag of BCP 47's form. */
export const isLocale = (tag: string): boolean => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
};

/** Whether a text names a time zone that this machine knows; an offset such as `+02:00` is none of IANA's names. */
export const isTimezone = (zone: string): boolean => {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    // Mails are written with the one and scheduled with the other, and Intl takes abbreviations such as PST.
    new Intl.DateTimeFormat('en', { timeZone: zone });
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
};
