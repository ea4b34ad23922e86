import { invalid } from '../../platform/faults.ts';
import { type ProviderExport, providerExports } from './exports.ts';

/** A name of a column, or a value that a provider has a word for, by letters and digits alone: `E-Mail Address` is `emailaddress`. */
export const plainWord = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The export that has these columns; of those with columns of the customer's own the first. */
export const recogniseExport = (columns: readonly string[]): ProviderExport | undefined => {
  const named = new Set(columns.filter((name) => name !== ''));
  const hasAll = (one: ProviderExport) => one.columns.every((name) => named.has(name));
  const hasNoOther = ({ columns: own, optional = [] }: ProviderExport) =>
    [...named].every((name) => own.includes(name) || optional.includes(name));
  return (
    providerExports.find((one) => one.hasOwnColumns !== true && hasAll(one) && hasNoOther(one)) ??
    providerExports.find((one) => one.hasOwnColumns === true && hasAll(one))
  );
};

const addressColumns = [
  'email',
  'emailaddress',
  'address',
  'mail',
  'mailaddress',
  'recipient',
  'recipientemail',
  'emailadresse',
];

/**
 * The one column of addresses of a list that the caller has named.
 * @throws ServiceError `invalid` when there is none, or more than one.
 */
export const addressColumnOf = (names: readonly string[]): string => {
  const found = names.filter((name) => addressColumns.includes(plainWord(name)));
  const [column, second] = found;
  if (column !== undefined && second === undefined) return plainWord(column);
  const detail =
    column === undefined
      ? `The first line must name a column of addresses, such as email; it names ${listed(names)}.`
      : `Any of the columns ${listed(found)} may hold the addresses; leave one of them, and name the others differently.`;
  throw invalid([
    { pointer: '', code: column === undefined ? 'unknown_columns' : 'ambiguous_columns', detail },
  ]);
};

/** The refusal of a list that is none of the known exports and that the caller has not named. */
export const unknownList = (names: readonly string[]) => {
  const known = [
    ...new Set(providerExports.filter(({ means }) => !isRefusal(means)).map(({ name }) => name)),
  ];
  const detail = `This is none of the exports that are known by their first line; it names ${listed(names)}. Say what the list is, by ?reason=bounce, complaint or manual, or by ?as=opt_out for people who refuse marketing. Known are: ${known.join('; ')}.`;
  return invalid([{ pointer: '', code: 'unknown_columns', detail }]);
};

const isRefusal = (means: ProviderExport['means']): boolean =>
  'as' in means && (means.as === 'refused' || means.as === 'named_by_caller');

const MAX_NAMES = 30;

const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, MAX_NAMES).map((name) => name.slice(0, 60));
  return `${shown.join(', ') || 'nothing'}${names.length > MAX_NAMES ? ', …' : ''}`.toWellFormed();
};
