import * as z from 'zod';

/** What is wrong with a value, in the caller's words. undefined where the schema's own words, or zod's, must do. */
export const faultWords = (issue: z.core.$ZodRawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return `Must be ${kinds[issue.expected] ?? issue.expected}; it is ${kindOf(issue.input)}.`;
    case 'too_big':
      return `Must ${issue.inclusive === false ? 'be below' : mostOf(issue.origin)} ${inFull(issue.maximum)}${unitOf(issue.origin, issue.maximum)}.`;
    case 'too_small':
      return isEmpty(issue)
        ? 'Must not be empty.'
        : `Must ${issue.inclusive === false ? 'be above' : leastOf(issue.origin)} ${inFull(issue.minimum)}${unitOf(issue.origin, issue.minimum)}.`;
    case 'invalid_value':
      return `Must be ${orOf(issue.values.map((value) => JSON.stringify(value)))}.`;
    case 'unrecognized_keys':
      return thereAre(issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : []);
    case 'invalid_union':
      return 'Has none of the forms that are taken here.';
    default:
      return undefined;
  }
};

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  // What a query parameter was read as.
  if (Number.isNaN(value)) return 'not a number';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return kinds[typeof value] ?? typeof value;
};

const isCounted = (origin: string): boolean => origin === 'string' || origin === 'array';
const mostOf = (origin: string): string => (isCounted(origin) ? 'have at most' : 'be at most');
const leastOf = (origin: string): string => (isCounted(origin) ? 'have at least' : 'be at least');
const isEmpty = (issue: { origin: string; minimum: number | bigint }): boolean =>
  isCounted(issue.origin) && Number(issue.minimum) === 1;

const inFull = (bound: number | bigint): string => bound.toLocaleString('en');

const unitOf = (origin: string, bound: number | bigint): string => {
  const plural = Number(bound) === 1 ? '' : 's';
  if (origin === 'string') return ` character${plural}`;
  return origin === 'array' ? ` item${plural}` : '';
};

/** What follows on "x is not a field here". */
const thereAre = (fields: readonly string[]): string => {
  if (fields.length === 0) return '';
  return `; there ${fields.length === 1 ? 'is' : 'are'} ${new Intl.ListFormat('en').format(fields)}`;
};

const orOf = (words: readonly string[]): string =>
  new Intl.ListFormat('en', { type: 'disjunction' }).format(words);
