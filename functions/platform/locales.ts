import { match } from '@formatjs/intl-localematcher';
import { isLocale as isTag } from './intl.ts';

const MAX_KEPT = 500;

/** What is made of a locale, made once. Locales come from callers; a flood of odd ones must not fill the memory. */
export const onceALocale = <T>(make: (locale: string) => T): ((locale: string) => T) => {
  const made = new Map<string, { value: T }>();
  return (locale) => {
    const known = made.get(locale);
    if (known !== undefined) return known.value;
    const value = make(locale);
    if (made.size >= MAX_KEPT) made.clear();
    made.set(locale, { value });
    return value;
  };
};

/** Without extensions, such as `-u-hc-h12`, which say nothing of the language. */
const canonical = onceALocale((locale) => (isTag(locale) ? new Intl.Locale(locale).baseName : locale));

/** What the matcher answers when nothing matches; a tag that no content has. */
const NO_MATCH = 'zxx';

/** Those of some locales that a reader of another understands, the closest first. */
function* closestFirst(wanted: string, available: readonly string[]): Generator<string> {
  const reader = canonical(wanted);
  const left = new Map([...available].reverse().map((one) => [canonical(one), one]));
  for (;;) {
    const found = isTag(reader) ? match([reader], [...left.keys()].filter(isTag), NO_MATCH) : reader;
    const one = left.get(found);
    if (one === undefined) break;
    left.delete(found);
    yield one;
  }
  // In another script it is still their language; the matcher would rather have none.
  for (const [tag, one] of left) if (languageOf(tag) === languageOf(reader)) yield one;
}

/**
 * The closest of some locales for a reader, by the likely subtags and language distances of CLDR: `zh-TW` is written as
 * `zh-Hant` is, `nb` as `no`. Undefined when the default has to do.
 */
export const closestLocale = (locale: string, available: Iterable<string>): string | undefined => {
  const [first] = closestFirst(locale, [...available]);
  return first;
};

/** The language of templates that name none. */
export const DEFAULT_LOCALE = 'en';

/** Locales that there are of those that readers of these understand, the closest first. */
export const localesFor = (wanted: readonly string[], available: readonly string[]): string[] => [
  ...new Set(wanted.flatMap((one) => [...closestFirst(one, available)])),
];

/** `de` of `de-AT`. */
export const languageOf = (locale: string): string => canonical(locale).split('-')[0] ?? '';

/** Dates and numbers follow the reader's region, as long as the texts are in the reader's language. */
export const formatLocale = (reader: string, texts: string): string =>
  languageOf(reader) === languageOf(texts) ? canonical(reader) : texts;

/** Scripts that are written from right to left (ISO 15924). */
const rightToLeftScripts = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa']);

/** Whether a language is written from right to left, in the script that it names or is usually written in. */
export const isRightToLeft = onceALocale(
  (locale) => isTag(locale) && rightToLeftScripts.has(new Intl.Locale(locale).maximize().script ?? ''),
);

const rightToLeftLetter =
  /[\p{Script=Adlam}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Nko}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** Whether a value has letters of the other direction than a language, so that it would turn the words around it. */
export const isOtherDirection = (value: string, locale: string): boolean =>
  isRightToLeft(locale)
    ? /\p{L}/u.test(value) && !rightToLeftLetter.test(value)
    : rightToLeftLetter.test(value);

/** A value as it stands in a text of a language: in an isolate (UAX #9, FSI and PDI) where it would turn the text. */
export const isolated = (value: string, locale: string): string =>
  isOtherDirection(value, locale) ? `\u2068${value}\u2069` : value;
