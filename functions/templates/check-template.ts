import type { Fault } from '../platform/errors.ts';
import { escapePointer } from '../platform/faults.ts';
import { checkPlaces } from './check-places.ts';
import { checkSource, type CheckedSource } from '../rendering/engine/compile.ts';
import { DEFAULT_LOCALE, languageOf, localesFor } from '../platform/locales.ts';
import { hasCategory } from '../rendering/engine/plural.ts';
import type { Medium } from '../rendering/engine/statements.ts';
import { describeFault, TemplateFault } from '../rendering/engine/template-fault.ts';
import { undeclaredPaths, variableAt } from './declared-paths.ts';
import type { LocaleSources, TemplateContent } from '../rendering/template.ts';

interface NamedSource {
  pointer: string;
  medium: Medium;
  source: string;
}

/** Every source of a template, with the pointer that faults name it by. */
const sourcesOf = (content: TemplateContent): NamedSource[] => [
  ...sourcesIn('', content),
  ...Object.entries(content.locales ?? {}).flatMap(([locale, sources]) =>
    sourcesIn(`/locales/${escapePointer(locale)}`, sources),
  ),
];

const sourcesIn = (pointer: string, sources: LocaleSources): NamedSource[] => [
  { pointer: `${pointer}/subjectTemplate`, medium: 'header', source: sources.subjectTemplate },
  { pointer: `${pointer}/htmlTemplate`, medium: 'html', source: sources.htmlTemplate },
  ...(sources.textTemplate === undefined
    ? []
    : [{ pointer: `${pointer}/textTemplate`, medium: 'text' as const, source: sources.textTemplate }]),
];

export interface SourceCheck {
  faults: Fault[];
  checked: { pointer: string; source: CheckedSource }[];
}

/** Holds every source against the allow-list and an HTML parser; what they refuse must not be stored. */
export const checkSources = (content: TemplateContent): SourceCheck => {
  const check: SourceCheck = { faults: [], checked: [] };
  for (const { pointer, medium, source } of sourcesOf(content)) {
    try {
      const checked = checkSource(source, medium);
      checkPlaces(checked, source);
      check.checked.push({ pointer, source: checked });
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      check.faults.push({ pointer, code: error.code, detail: describeFault(error) });
    }
  }
  return check;
};

/** What keeps a template from being published: faults of its sources, paths and texts that are not declared. */
export const publishFaults = (content: TemplateContent, check = checkSources(content)): Fault[] => {
  const { faults, checked } = check;
  return [
    ...faults,
    ...checked.flatMap(({ pointer, source }) => [
      ...undeclaredPaths(content.variables, source.reads).map(({ detail, place }) => ({
        pointer,
        code: 'undeclared_variable',
        detail: `Line ${place.line}, column ${place.column}: ${detail}`,
      })),
      ...unknownTexts(content, source).map((detail) => ({ pointer, code: 'unknown_text', detail })),
      ...(content.category === 'marketing' ? uncertainWayOut(source) : []).map((detail) => ({
        pointer,
        code: 'unsubscribe_link',
        detail,
      })),
    ]),
  ];
};

/** Samples show a link to unsubscribe that other data would leave out. */
const uncertainWayOut = ({ shown }: CheckedSource): string[] => {
  const waysOut = shown.filter(
    ({ names: [root, link] }) => root === 'links' && (link === 'unsubscribe' || link === 'preferences'),
  );
  const [first] = waysOut;
  return first === undefined || waysOut.some(({ always }) => always)
    ? []
    : [
        `Line ${first.place.line}, column ${first.place.column}: The link to unsubscribe stands inside a block, so that some mails would be without it.`,
      ];
};

const unknownTexts = (content: TemplateContent, source: CheckedSource): string[] => {
  const known = new Set(Object.values(content.texts ?? {}).flatMap((texts) => Object.keys(texts)));
  return source.texts.flatMap(({ key, place }) => {
    const where = `Line ${place.line}, column ${place.column}`;
    const keys = key && keysOf(content.variables, key);
    if (keys === undefined) {
      return [`${where}: t() takes the key of a text, in quotes, or a variable with an enum.`];
    }
    return keys
      .filter((name) => !known.has(name))
      .map(
        (name) => `${where}: There is no text "${name}"; add it to texts, such as {"en": {"${name}": "…"}}.`,
      );
  });
};

/** Texts that a template shows and a language of its lacks: its readers get them in another. The first 200. */
export const untranslatedTexts = (
  content: TemplateContent,
  { checked }: SourceCheck,
): { locale: string; key: string }[] => {
  const { texts = {}, variables } = content;
  const reads = checked.flatMap(({ source }) =>
    source.texts.map(({ key, form }) => ({ form, keys: (key && keysOf(variables, key)) ?? [] })),
  );
  const keysIn = (locale: string) =>
    new Set(
      reads
        // A language lacks no form that it has no use for, as English has none for "few".
        .filter(({ form }) => form === undefined || hasCategory(locale, form))
        .flatMap(({ keys }) => keys),
    );
  const languages = new Set([content.locale ?? DEFAULT_LOCALE, ...Object.keys(texts)]);
  const missing: { locale: string; key: string }[] = [];
  for (const locale of languages) {
    const own = localesFor([locale], Object.keys(texts))
      .filter((name) => languageOf(name) === languageOf(locale))
      .map((name) => texts[name] ?? {});
    for (const key of keysIn(locale)) {
      if (missing.length === MAX_TOLD) return missing;
      if (!own.some((one) => Object.hasOwn(one, key))) missing.push({ locale, key });
    }
  }
  return missing;
};

/** More than anybody mends at a time. */
const MAX_TOLD = 200;

/** Every key that a call may ask for; undefined when that can't be told. */
const keysOf = (
  variables: TemplateContent['variables'],
  { prefix, names }: NonNullable<CheckedSource['texts'][number]['key']>,
): string[] | undefined => {
  if (names === undefined) return [prefix];
  const variable = variableAt(variables, names);
  return variable?.enum?.map((value) => `${prefix}${value}`);
};
