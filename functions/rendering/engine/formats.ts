import { once } from '../../platform/once.ts';

const dateForms = new Map<string, Intl.DateTimeFormatOptions>([
  ['full', { dateStyle: 'full' }],
  ['long', { dateStyle: 'long' }],
  ['medium', { dateStyle: 'medium' }],
  ['short', { dateStyle: 'short' }],
  ['weekday', { weekday: 'long' }],
  ['month', { month: 'long', year: 'numeric' }],
  ['time', { timeStyle: 'short' }],
  ['timeWithZone', { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }],
]);

const dates = once(
  (locale = 'en', timeZone = 'UTC', form = 'long') =>
    new Intl.DateTimeFormat(locale, { ...(dateForms.get(form) ?? dateForms.get('long')), timeZone }),
);
export const dateFormat = (locale: string, timezone: string, form: string): Intl.DateTimeFormat =>
  dates(locale, timezone, form);

/** Nobody owes minus nothing: -0, and what rounds to it, has no sign. */
const signed = { signDisplay: 'negative' } as const;
/** How numbers are rounded that say nothing of decimals. */
const rounded = { maximumFractionDigits: 2 } as const;

const zoneForms = ['long', 'longOffset', 'shortOffset'] as const;

const zoneNames = once(
  (locale = 'en', timeZone = 'UTC', form = 'long') =>
    new Intl.DateTimeFormat(locale, {
      timeZoneName: zoneForms.find((one) => one === form) ?? 'long',
      timeZone,
    }),
);

/** A zone as people call it, and its offset: "Central European Standard Time, GMT+1". The offset alone where it has no name. */
export const zoneWords = (locale: string, timezone: string, epochMs: number): string => {
  const [name, bare, offset = ''] = zoneForms.map(
    (form) =>
      zoneNames(locale, timezone, form)
        .formatToParts(epochMs)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '',
  );
  return name === undefined || name === '' || name === bare ? offset : `${name}, ${offset}`;
};

/** The same of a span of time: of both its ends, where the clocks change in between. */
export const spanZoneWords = (
  locale: string,
  timezone: string,
  [from, until]: readonly [number, number],
): string => {
  const [first, last] = [zoneWords(locale, timezone, from), zoneWords(locale, timezone, until)];
  return first === last ? first : `${first} – ${last}`;
};

const numbers = once(
  (locale = 'en', decimals = '') =>
    new Intl.NumberFormat(locale, {
      ...signed,
      ...(decimals === ''
        ? rounded
        : { minimumFractionDigits: Number(decimals), maximumFractionDigits: Number(decimals) }),
    }),
);
/** `decimals` is held between 0 and 10. */
export const numberFormat = (locale: string, decimals: number | undefined): Intl.NumberFormat =>
  numbers(locale, decimals === undefined ? '' : String(Math.min(Math.max(Math.trunc(decimals), 0), 10)));

const currencies = once(
  (locale = 'en', currency = 'USD') =>
    new Intl.NumberFormat(locale, { ...signed, style: 'currency', currency }),
);
/** Undefined when the code is no currency of ISO 4217's form. */
export const currencyFormat = (locale: string, code: string): Intl.NumberFormat | undefined =>
  /^[A-Za-z]{3}$/.test(code) ? currencies(locale, code.toUpperCase()) : undefined;

const hours = once(
  (timeZone = 'UTC') => new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone }),
);
/** How one greets at this time of the reader's day. */
export const dayPart = (epochMs: number, timezone: string): 'morning' | 'afternoon' | 'evening' => {
  const hour = Number(hours(timezone).format(epochMs));
  if (hour >= 4 && hour < 12) return 'morning';
  return hour >= 12 && hour < 18 ? 'afternoon' : 'evening';
};

export const relativeFormat = once(
  (locale = 'en') => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
);
/** The number is rounded as it is shown: 1.001 is shown as 1, and takes its form. */
export const pluralRules = once((locale = 'en') => new Intl.PluralRules(locale, rounded));
export const listFormat = once((locale = 'en') => new Intl.ListFormat(locale, { type: 'conjunction' }));
