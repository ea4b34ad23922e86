import { shown } from './escape.ts';
import {
  currencyFormat,
  dateFormat,
  listFormat,
  numberFormat,
  pluralRules,
  relativeFormat,
} from './formats.ts';

/** Whom a mail is written for, and when. */
export interface Reader {
  /** BCP 47; the language that the texts are in. */
  locale: string;
  /** IANA. */
  timezone: string;
  /** Epoch milliseconds that `relative` counts from. */
  now: number;
}

export interface HelperContext extends Reader {
  /** The text of a key in the reader's language; undefined when there is none. */
  textOf: (key: string) => string | undefined;
  /** What links are counted by. */
  campaign: { source: string; name: string; content: string };
}

export type Helpers = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const MINUTE_S = 60;
const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 24 * 60 * MINUTE_S],
  ['hour', 60 * MINUTE_S],
  ['minute', MINUTE_S],
  ['second', 1],
];

/** A time as data carry it: ISO 8601, or epoch milliseconds. */
const instantOf = (value: unknown): Date | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** A day without a time, such as a birthday, is the same day in every zone. */
const isPlainDay = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);

const wordOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** The helpers of one mail; each gives nothing for a value that is missing, and the value itself when it fits no form. */
export const makeHelpers = (context: HelperContext): Helpers => {
  const { locale, timezone } = context;
  return {
    /** `date(it.start)`, `date(it.start, 'full')`: full, long, medium, short, weekday or month. */
    date: (value, style) => {
      const instant = instantOf(value);
      const zone = isPlainDay(value) ? 'UTC' : timezone;
      return instant ? dateFormat(locale, zone, wordOf(style, 'long')).format(instant) : shown(value);
    },
    /** `time(it.start)`, `time(it.start, 'zone')`: with the name of the zone. */
    time: (value, style) => {
      const instant = instantOf(value);
      const form = style === 'zone' ? 'timeWithZone' : 'time';
      return instant ? dateFormat(locale, timezone, form).format(instant) : shown(value);
    },
    /** `number(it.count)`, `number(it.share, 2)`: with so many decimals. */
    number: (value, decimals) => {
      const number = numberOf(value);
      return number === undefined ? shown(value) : numberFormat(locale, numberOf(decimals)).format(number);
    },
    /** `currency(it.price, 'EUR')`, or of `{amount, currency}`. */
    currency: (value, code) => {
      const money = typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
      const amount = numberOf(money ? money.get('amount') : value);
      const format = currencyFormat(locale, wordOf(money ? money.get('currency') : code, ''));
      return amount === undefined || format === undefined ? shown(amount ?? value) : format.format(amount);
    },
    /** `relative(it.start)`: "in 2 hours", counted from when the mail leaves. */
    relative: (value) => {
      const instant = instantOf(value);
      if (instant === undefined) return shown(value);
      const seconds = Math.round((instant.getTime() - context.now) / 1000);
      const [unit, size] = units.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
      return relativeFormat(locale).format(Math.round(seconds / size), unit);
    },
    /** `link(it.url)`, `link(it.url, 'spring')`: with UTM parameters, unless the URL has its own. */
    link: (value, campaign) => {
      const text = shown(value);
      if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
      const url = new URL(text);
      const marks = {
        utm_source: context.campaign.source,
        utm_medium: 'email',
        utm_campaign: wordOf(campaign, context.campaign.name),
        utm_content: context.campaign.content,
      };
      for (const [name, mark] of Object.entries(marks)) {
        if (!url.searchParams.has(name) && mark !== '') url.searchParams.set(name, mark);
      }
      return url.href;
    },
    /** `t('greeting', 'name', it.name)`: the text in the reader's language, with {name} filled in. */
    t: (key, ...pairs) => fill(context.textOf(shown(key)) ?? '', pairs),
    /** `plural(it.count, 'one day', '{n} days')`: the form that the language asks for. */
    plural: (value, one, other) => {
      const number = numberOf(value) ?? 0;
      const form = pluralRules(locale).select(number) === 'one' ? one : (other ?? one);
      return fill(shown(form), ['n', numberFormat(locale, undefined).format(number)]);
    },
    /** `truncate(it.text, 80)`: at a word, with an ellipsis. */
    truncate: (value, most) => truncate(shown(value), numberOf(most) ?? 100),
    /** `list(it.names)`: "Ada, Grace and Alan". */
    list: (value) =>
      Array.isArray(value)
        ? listFormat(locale).format(value.map(shown).filter((item) => item !== ''))
        : shown(value),
    /** `for (const part of paragraphs(it.text)) { }`: what empty lines divide. */
    paragraphs: (value) =>
      shown(value)
        .split(/\r?\n[^\S\n]*\r?\n/)
        .map((paragraph) => paragraph.trim())
        .filter((paragraph) => paragraph !== ''),
    /** `for (const line of lines(part)) { }`: what line breaks divide. */
    lines: (value) => shown(value).split(/\r?\n/),
  };
};

/** Fills `{name}` in a text; what is not given stays empty. */
const fill = (text: string, pairs: readonly unknown[]): string => {
  if (!text.includes('{')) return text;
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) values.set(shown(pairs[i]), shown(pairs[i + 1]));
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => values.get(name) ?? '');
};

const truncate = (text: string, most: number): string => {
  // Code units are never fewer than characters, so most texts need no counting.
  if (text.length <= most) return text;
  const characters = [...new Intl.Segmenter().segment(text.slice(0, most * 16))].map(
    ({ segment }) => segment,
  );
  if (characters.length <= most) return text;
  const cut = characters.slice(0, Math.max(most - 1, 0)).join('');
  const word = /^([\s\S]*\S)\s+\S*$/.exec(cut)?.[1];
  return `${(word !== undefined && word.length > cut.length / 2 ? word : cut).trimEnd()}…`;
};
