import { categories, categoryRules, type OptOutSwitch, optOutSwitches } from '../../contract/category.ts';
import type { SuppressionReason } from '../recipient.ts';
import { plainWord } from './recognise-export.ts';
import type { Meaning, ProviderExport } from './exports.ts';

/** What the caller says that a list is, whatever its columns are. */
export interface NamedByCaller {
  reason?: SuppressionReason | undefined;
  as?: 'opt_out' | undefined;
}

/** What a line asks for: a suppression, or the refusal of some categories. */
export type Asked =
  | { as: 'suppression'; reason: SuppressionReason; detail?: string | undefined }
  | { as: 'opt_out'; switches: readonly OptOutSwitch[] };

/** The cells of a line by the plain words of their columns. */
export type Cells = ReadonlyMap<string, string>;

/** What a line of an export asks for; the caller's word goes before the provider's. Why it is not taken, where it is not. */
export const askedByLine = (
  cells: Cells,
  known: ProviderExport | undefined,
  named: NamedByCaller,
): Asked | { as: 'nothing'; why: string } => {
  const meaning = meaningNamed(named) ?? (known && meaningOf(cells, known));
  if (meaning === undefined) throw new Error('A list that is neither known nor named was taken');
  if (meaning.as === 'nothing') return meaning;
  if (meaning.as === 'opt_out') return { as: 'opt_out', switches: switchesFor(meaning.of, cells) };
  const detail = (known?.detail ?? [])
    .flatMap((column) => cells.get(column) ?? [])
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 500)
    .toWellFormed();
  return { ...meaning, ...(detail !== '' && { detail }) };
};

const meaningNamed = ({ reason, as }: NamedByCaller): Meaning | undefined => {
  if (reason !== undefined) return { as: 'suppression', reason };
  return as === undefined ? undefined : { as: 'opt_out', of: 'marketing' };
};

const meaningOf = (cells: Cells, { means, unless }: ProviderExport): Meaning | undefined => {
  if ('by' in means) {
    const value = cells.get(means.by) ?? '';
    const word = plainWord(value);
    if (Object.hasOwn(means.values, word)) return means.values[word];
    const why = `"${value.slice(0, 60).toWellFormed()}" is no ${means.by} that is known here.`;
    return { as: 'nothing', why };
  }
  if (means.as === 'refused' || means.as === 'named_by_caller') return undefined;
  const code = unless && enhancedCode(cells.get(unless.status) ?? '', cells.get(unless.text) ?? '');
  if (unless && code !== undefined && unless.codes.test(code))
    return { as: 'nothing', why: `Mail ${unless.why} (${code}).` };
  return means;
};

/** The enhanced status code (RFC 3463): of its own column, unless that says nothing (`5.0.0`), else behind the reply code of the text. */
const enhancedCode = (status: string, text: string): string | undefined => {
  const own = /^[245]\.\d{1,3}\.\d{1,3}$/.exec(status.trim())?.[0];
  const told = /^\s*(?:[245]\d\d[ -])?#?([245]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(text)?.[1];
  return own === undefined || own.endsWith('.0.0') ? (told ?? own) : own;
};

const switchesFor = (of: 'marketing' | 'everything' | 'tags', cells: Cells): readonly OptOutSwitch[] => {
  if (of === 'marketing') return ['marketingEmails'];
  return of === 'everything' ? optOutSwitches : switchesOf(cells.get('tags') ?? '');
};

/** Our mail is tagged with its category. `*` refuses all, and so do tags that are none of ours: whom they were for is unknown. */
const switchesOf = (tags: string): readonly OptOutSwitch[] => {
  const names = tags.split(/[\s,;"'[\]|]+/).filter((name) => name !== '');
  const refused = categories.filter((category) => names.includes(category));
  if (names.includes('*') || refused.length === 0) return optOutSwitches;
  return refused.flatMap((category) => categoryRules[category].refusedBy ?? []);
};
