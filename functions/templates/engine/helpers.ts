import { localDaysBetween } from '../../platform/local-time.ts';
import { CALL_WORK, SEGMENT_WORK, type Spend } from './budget.ts';
import { encodePart, shown } from './escape.ts';
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
  spend: Spend;
}

export type Helpers = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** ISO 8601: a day, or a day and a time. */
const isoForm = /^(\d{4})-(\d{2})-(\d{2})(T[\d:.]{4,20}(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A time as data carry it: ISO 8601, or epoch milliseconds. Days that no calendar has are no time. */
const instantOf = (value: unknown): Date | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  if (typeof value === 'string' && !isDay(isoForm.exec(value.slice(0, 50)))) return undefined;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date;
};

const isDay = (parts: RegExpExecArray | null): boolean => {
  const [, year, month, day] = (parts ?? []).map(Number);
  return parts !== null && new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day)).getUTCDate() === day;
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
  const { locale, timezone, spend } = context;
  /** Text of a value, its characters paid for. */
  const read = (value: unknown): string => {
    const text = shown(value);
    spend(CALL_WORK + text.length);
    return text;
  };
  return {
    /** `date(it.start)`, `date(it.start, 'full')`: full, long, medium, short, weekday or month. */
    date: (value, style) => {
      spend(CALL_WORK);
      const instant = instantOf(value);
      const zone = isPlainDay(value) ? 'UTC' : timezone;
      return instant ? dateFormat(locale, zone, wordOf(style, 'long')).format(instant) : shown(value);
    },
    /** `time(it.start)`, `time(it.start, 'zone')`: with the name of the zone. */
    time: (value, style) => {
      spend(CALL_WORK);
      const instant = instantOf(value);
      const form = style === 'zone' ? 'timeWithZone' : 'time';
      return instant ? dateFormat(locale, timezone, form).format(instant) : shown(value);
    },
    /** `number(it.count)`, `number(it.share, 2)`: with so many decimals. */
    number: (value, decimals) => {
      const text = read(value);
      const number = numberOf(value);
      return number === undefined ? text : numberFormat(locale, numberOf(decimals)).format(number);
    },
    /** `currency(it.price, 'EUR')`, or of `{amount, currency}`. */
    currency: (value, code) => {
      spend(CALL_WORK);
      const isMoney = typeof value === 'object' && value !== null;
      const amount = numberOf(isMoney ? own(value, 'amount') : value);
      const format = currencyFormat(locale, wordOf(isMoney ? own(value, 'currency') : code, ''));
      return amount === undefined || format === undefined ? shown(amount ?? value) : format.format(amount);
    },
    /** `relative(it.start)`: "in 2 hours", counted from when the mail leaves; days are the reader's. */
    relative: (value) => {
      spend(CALL_WORK);
      const instant = instantOf(value);
      return instant ? relativeFormat(locale).format(...distance(instant.getTime(), context)) : shown(value);
    },
    /** `link(it.url)`, `link(it.url, 'spring')`: with UTM parameters, unless the URL has its own. */
    link: (value, campaign) => {
      const text = read(value);
      if (text.length > MAX_MARKED_LENGTH || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return text;
      return withMarks(text, {
        utm_source: context.campaign.source,
        utm_medium: 'email',
        utm_campaign: wordOf(campaign, context.campaign.name),
        utm_content: context.campaign.content,
      });
    },
    /** `t('greeting', 'name', it.name)`: the text in the reader's language, with {name} filled in. */
    t: (key, ...pairs) => fill(context.textOf(read(key)) ?? '', pairs, spend),
    /** `plural(it.count, 'one day', '{n} days')`: the form that the language asks for. */
    plural: (value, one, other) => {
      const text = read(value);
      const number = numberOf(value);
      if (number === undefined) return text;
      const form = pluralRules(locale).select(number) === 'one' ? one : (other ?? one);
      return fill(read(form), ['n', numberFormat(locale, undefined).format(number)], spend);
    },
    /** `truncate(it.text, 80)`: at a word, with an ellipsis. */
    truncate: (value, most) => truncate(read(value), numberOf(most) ?? 100, spend),
    /** `list(it.names)`: "Ada, Grace and Alan". */
    list: (value) =>
      Array.isArray(value)
        ? listFormat(locale).format(value.map(read).filter((item) => item !== ''))
        : read(value),
    /** `for (const part of paragraphs(it.text)) { }`: what empty lines divide. */
    paragraphs: (value) =>
      read(value)
        .split(/\r?\n[^\S\n]*\r?\n/)
        .map((paragraph) => paragraph.trim())
        .filter((paragraph) => paragraph !== ''),
    /** `for (const line of lines(part)) { }`: what line breaks divide. */
    lines: (value) => read(value).split(/\r?\n/),
  };
};

/** What an object itself has, and not what all objects have. */
const own = (value: object, name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** How far away a time is, in the unit that people would say: within a day by the clock, beyond it by the calendar. */
const distance = (
  epochMs: number,
  { now, timezone }: Reader,
): [amount: number, unit: Intl.RelativeTimeFormatUnit] => {
  const seconds = Math.round((epochMs - now) / 1000);
  const minutes = Math.round(seconds / MINUTE_S);
  const hours = Math.round(seconds / HOUR_S);
  const days = localDaysBetween(now, epochMs, timezone);
  if (Math.abs(seconds) < MINUTE_S) return [seconds, 'second'];
  if (Math.abs(minutes) < 60) return [minutes, 'minute'];
  return Math.abs(hours) < 24 || days === 0 ? [hours, 'hour'] : [days, 'day'];
};

/** Longer addresses are not followed by all clients, and take long to read. */
const MAX_MARKED_LENGTH = 8000;

/** Adds parameters to the query of a URL that has none of the same name; the rest stays as it is, since it may be signed. */
const withMarks = (url: string, marks: Readonly<Record<string, string>>): string => {
  const { searchParams } = new URL(url);
  const added = Object.entries(marks)
    .filter(([name, mark]) => mark !== '' && !searchParams.has(name))
    .map(([name, mark]) => `${name}=${encodePart(mark)}`)
    .join('&');
  if (added === '') return url;
  const [address = '', ...fragment] = url.split('#');
  const joint = address.includes('?') ? (/[?&]$/.test(address) ? '' : '&') : '?';
  return [`${address}${joint}${added}`, ...fragment].join('#');
};

/** Fills `{name}` in a text; what is not given stays empty. */
const fill = (text: string, pairs: readonly unknown[], spend: Spend): string => {
  if (!text.includes('{')) return text;
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) values.set(shown(pairs[i]), shown(pairs[i + 1]));
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values.get(name) ?? '';
    spend(value.length);
    return value;
  });
};

const segmenter = new Intl.Segmenter();
/** A character of a language has few code units; what has many more is there to break things. */
const MAX_UNITS_A_CHARACTER = 16;

const truncate = (text: string, most: number, spend: Spend): string => {
  // Code units are never fewer than characters, so most texts need no counting.
  if (text.length <= most) return text;
  const room = Math.max(Math.trunc(most), 0);
  const within = text.slice(0, room * MAX_UNITS_A_CHARACTER);
  let cut = '';
  let characters = 0;
  for (const { segment } of segmenter.segment(within)) {
    spend(SEGMENT_WORK);
    characters += 1;
    if (characters > room) break;
    if (characters < room) cut += segment;
  }
  if (characters <= room && within.length === text.length) return text;
  if (room === 0) return '';
  const word = /^([\s\S]*\S)\s+\S*$/.exec(cut)?.[1];
  return `${(word !== undefined && word.length > cut.length / 2 ? word : cut).trimEnd()}…`;
};
