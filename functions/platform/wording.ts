import { closestLocale, formatLocale } from './locales.ts';
import { asLine, shortened } from './one-line.ts';
import type { Share } from './statistics.ts';
import { withoutLinks } from './strangers-words.ts';

/** Languages that mails to reps and operators are worded in by code. */
const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** In which words somebody reads: their language, with the numbers and clocks of their region and zone. */
export interface Wording {
  language: Language;
  /** Numbers and times. */
  locale: string;
  timezone: string;
  minBase: number;
}

export const wordingFor = (reader: { locale: string; timezone: string }, minBase: number): Wording => {
  const language = closestLocale(reader.locale, languages) === 'de' ? 'de' : 'en';
  return { language, locale: formatLocale(reader.locale, language), timezone: reader.timezone, minBase };
};

const LONGEST_WORDS = 120;

/** Words of others within a sentence of ours: on one line, without links, and not too long. */
export const quotable = (text: string): string => shortened(withoutLinks(asLine(text)), LONGEST_WORDS);

const numberFormat = (locale: string, digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: digits });

export const numberIn = ({ locale }: Pick<Wording, 'locale'>, value: number, digits = 0): string =>
  numberFormat(locale, digits).format(value);

/** A percentage where its base carries one, else "3 of 7". */
export const shareIn = ({ language, locale, minBase }: Wording, { count, base }: Share): string => {
  if (base >= minBase)
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(count / base);
  const of = { en: 'of', de: 'von' }[language];
  return `${numberIn({ locale }, count)} ${of} ${numberIn({ locale }, base)}`;
};

/** Units of time, and from how many seconds on the next larger one is used. */
const units = [
  { unit: 'second', seconds: 1, until: 90 },
  { unit: 'minute', seconds: 60, until: 5400 },
  { unit: 'hour', seconds: 3600, until: 172_800 },
  { unit: 'day', seconds: 86_400, until: Infinity },
] as const;

/** A length of time in a fitting unit, such as "3 hours". */
export const lengthIn = (
  { locale }: Pick<Wording, 'locale'>,
  length: number,
  unitDisplay: 'long' | 'short' = 'long',
): string => {
  const { unit, seconds } = units.find(({ until }) => length < until) ?? units[3];
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay });
  return format.format(Math.round(length / seconds));
};

/** Sums of several currencies, such as "€120,000 and $2,500.50". */
export const sumsIn = (
  { locale }: Pick<Wording, 'locale'>,
  sums: readonly { amount: number; currency: string }[],
): string => {
  const words = sums.map(({ amount, currency }) =>
    new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      // Nobody reads the zeros of a large deal.
      trailingZeroDisplay: 'stripIfInteger',
    }).format(amount),
  );
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
};

/** The hour that clocks of the reader's region show, such as "2 PM" or "14 Uhr". */
export const hourIn = ({ locale }: Pick<Wording, 'locale'>, hour: number): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' }).format(Date.UTC(2027, 0, 1, hour));

export const clockIn = ({ locale, timezone }: Pick<Wording, 'locale' | 'timezone'>, at: number): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: timezone,
  }).format(at);
