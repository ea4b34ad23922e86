import { CALL_WORK, MARKDOWN_LINE_WORK, MARKDOWN_WORK, SEGMENT_WORK, type Spend } from './budget.ts';
import { encodePart } from '../../platform/url-parts.ts';
import { shown } from './escape.ts';
import {
  currencyFormat,
  dateFormat,
  listFormat,
  numberFormat,
  pluralRules,
  relativeFormat,
  spanZoneWords,
} from './formats.ts';
import { isTimezone } from '../../platform/intl.ts';
import { isolated } from '../../platform/locales.ts';
import { markdownHtml, markdownText, MAX_MARKDOWN, readMarkdown, readMarkdownLine } from './markdown.ts';
import { Markup } from './markup.ts';
import { distance, momentOf, zoneOf } from './moments.ts';
import { formOf } from './plural.ts';

/** Whom a mail is written for, and when. */
interface LocaleContext {
  /** BCP 47; the language that the texts are in. */
  locale: string;
  /** IANA. */
  timezone: string;
  /** Epoch milliseconds that `relative` counts from. */
  now: number;
}

export interface HelperContext extends LocaleContext {
  /** The text of a key in the reader's language; undefined when there is none. */
  textOf: (key: string) => string | undefined;
  /** What links are counted by. */
  campaign: { source: string; name: string; content: string };
  spend: Spend;
}

export type Helpers = Readonly<Record<string, (...args: unknown[]) => unknown>>;

const wordOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

/** The helpers of one mail; each gives nothing for a value that is missing, and the value itself when it fits no form. */
// eslint-disable-next-line max-lines-per-function -- a list: each helper is a few lines
export const makeHelpers = (context: HelperContext): Helpers => {
  const { locale, timezone, spend } = context;
  /** The zone that data name, or else the reader's. */
  const clocksOf = (zone: unknown): string =>
    typeof zone === 'string' && isTimezone(zone) ? zone : timezone;
  /** Text of a value, its characters paid for. */
  const read = (value: unknown): string => {
    const text = shown(value);
    spend(CALL_WORK + text.length);
    return text;
  };
  // The parts of a mail show the same texts.
  const formatted = new Map<string, Markup>();
  const formattedLines = new Map<string, Markup>();
  return {
    /** `date(it.start)`, `date(it.start, 'full')`: full, long, medium, short, weekday or month; on the clocks of `zone`. */
    date: (value, style, zone) => {
      spend(CALL_WORK);
      const moment = momentOf(value);
      return moment
        ? dateFormat(locale, zoneOf(moment, clocksOf(zone)), wordOf(style, 'long')).format(moment.ms)
        : shown(value);
    },
    /** `time(it.start)`, `time(it.start, 'zone')`: with the name of the zone. Nothing of a day without a time. */
    time: (value, style, zone) => {
      spend(CALL_WORK);
      const moment = momentOf(value);
      if (moment?.kind === 'day') return '';
      const form = style === 'zone' && moment?.kind === 'instant' ? 'timeWithZone' : 'time';
      return moment
        ? dateFormat(locale, zoneOf(moment, clocksOf(zone)), form).format(moment.ms)
        : shown(value);
    },
    /**
     * `zone(it.start)`, `zone(it.start, it.timezone)`: what the clocks of a zone go by then, in words and by their offset.
     * `zone(it.start, it.timezone, it.endsAt)`: by then and until then, where the clocks change in between.
     */
    zone: (value, zone, until) => {
      spend(CALL_WORK);
      const [first, last] = [momentOf(value), momentOf(until)];
      if (first?.kind !== 'instant') return '';
      return spanZoneWords(locale, clocksOf(zone), [first.ms, last?.kind === 'instant' ? last.ms : first.ms]);
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
      const moment = momentOf(value);
      return moment ? relativeFormat(locale).format(...distance(moment, context)) : shown(value);
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
    t: (key, ...pairs) => fill(context.textOf(read(key)) ?? '', pairs, context),
    /** `plural(it.count, 'one', '{n} day', 'other', '{n} days')`: the form that the language asks for. */
    plural: (value, ...forms) => {
      const text = read(value);
      const number = numberOf(value);
      if (number === undefined) return text;
      const form = formOf(forms, pluralRules(locale).select(number));
      // No other braces: they may be those of a value that a form shows.
      return read(form).replaceAll('{n}', () => numberFormat(locale, undefined).format(number));
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
    /** `markdown(it.text)`: formatted where HTML stands, its words elsewhere; `markdown(point, 'line')`: in one line. */
    markdown: (value, form) => {
      spend(CALL_WORK);
      const isLine = form === 'line';
      const known = isLine ? formattedLines : formatted;
      const source = shown(value);
      const markup = known.get(source) ?? format(source, isLine, spend);
      known.set(source, markup);
      return markup;
    },
  };
};

/** Of a character; Markdown that is too long is shown as it is. */
const workOfMarkdown = (source: string, isLine: boolean): number => {
  if (isLine) return MARKDOWN_LINE_WORK;
  return source.length > MAX_MARKDOWN ? 1 : MARKDOWN_WORK;
};

/** Markdown, read once for all that is shown of it. */
const format = (source: string, isLine: boolean, spend: Spend): Markup => {
  spend(source.length * workOfMarkdown(source, isLine));
  const read = isLine ? readMarkdownLine(source) : readMarkdown(source);
  return new Markup(
    () => markdownHtml(read),
    () => markdownText(read),
  );
};

/** What an object itself has, and not what all objects have. */
const own = (value: object, name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;

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
  const joint = /[?&]$/.test(address) ? '' : '&';
  return [`${address}${address.includes('?') ? joint : '?'}${added}`, ...fragment].join('#');
};

/** Fills `{name}` in a text; what is not given stays empty. A name in another direction than the text keeps its own. */
const fill = (text: string, pairs: readonly unknown[], { locale, spend }: HelperContext): string => {
  if (!text.includes('{')) return text;
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < pairs.length; i += 2) values.set(shown(pairs[i]), shown(pairs[i + 1]));
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => {
    const value = values.get(name) ?? '';
    spend(value.length);
    return isolated(value, locale);
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
