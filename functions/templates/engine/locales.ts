/** `de-AT` → `de-AT`, `de`: what a reader of a locale understands, the closest first. */
export const fallbackChain = (locale: string): string[] => {
  const parts = canonical(locale).split('-');
  return parts.map((_part, i) => parts.slice(0, parts.length - i).join('-'));
};

const canonicalOf = new Map<string, string>();
const MAX_KEPT = 500;

const canonical = (locale: string): string => {
  const known = canonicalOf.get(locale);
  if (known !== undefined) return known;
  const made = canonicalize(locale);
  // Locales come from callers; a flood of odd ones must not fill the memory.
  if (canonicalOf.size >= MAX_KEPT) canonicalOf.clear();
  canonicalOf.set(locale, made);
  return made;
};

const canonicalize = (locale: string): string => {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? locale;
  } catch {
    return locale;
  }
};

/** The first of the chain that there is; undefined when the default has to do. */
export const closestLocale = (locale: string, available: Iterable<string>): string | undefined => {
  const byCanonical = new Map([...available].map((one) => [canonical(one), one]));
  for (const candidate of fallbackChain(locale)) {
    const found = byCanonical.get(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** The language of templates that name none. */
export const DEFAULT_LOCALE = 'en';

/** Locales that there are of those that these fall back to, the closest first. */
export const localesFor = (wanted: readonly string[], available: readonly string[]): string[] => {
  const byCanonical = new Map(available.map((one) => [canonical(one), one]));
  return [...new Set(wanted.flatMap(fallbackChain).flatMap((candidate) => byCanonical.get(candidate) ?? []))];
};

const languageOf = (locale: string): string => canonical(locale).split('-')[0] ?? '';

/** Dates and numbers follow the reader's region, as long as the texts are in the reader's language. */
export const formatLocale = (reader: string, texts: string): string =>
  languageOf(reader) === languageOf(texts) ? canonical(reader) : texts;

/** Languages that are written from right to left. */
export const isRightToLeft = (locale: string): boolean =>
  ['ar', 'he', 'fa', 'ur', 'yi', 'ps', 'sd', 'ug', 'ckb', 'dv'].includes(languageOf(locale));
