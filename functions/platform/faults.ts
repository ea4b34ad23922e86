import type * as z from 'zod';
import { ServiceError, type Fault } from './errors.ts';
import { faultWords } from './fault-words.ts';

/**
 * Reads what came from outside; `pointer` is where it stands. Answers all its faults, in the caller's words; of a name that
 * is no field here which there are, unless that is nothing for those who hear of it.
 */
export const read = <T>(
  schema: z.ZodType<T>,
  value: unknown,
  pointer: string,
  { namesFields = true }: { namesFields?: boolean } = {},
): { ok: true; value: T } | { ok: false; faults: Fault[] } => {
  const parsed = schema.safeParse(value, { reportInput: true, error: faultWords });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, faults: faultsOf(parsed.error, pointer, namesFields) };
};

/** A value that its schema takes. @throws ServiceError `invalid`. */
export const checked = <T>(schema: z.ZodType<T>, value: unknown, pointer: string): T => {
  const result = read(schema, value, pointer);
  if (result.ok) return result.value;
  throw invalid(result.faults);
};

/** Zod's issues as faults with RFC 6901 pointers, one for each unknown key. */
const faultsOf = (error: z.ZodError, pointer: string, namesFields: boolean): Fault[] =>
  error.issues.flatMap((issue): Fault[] => {
    const at = pointer + issue.path.map((key) => `/${escapePointer(String(key))}`).join('');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: `${at}/${escapePointer(key)}`,
        code: 'unknown_field',
        detail: `"${shortName(key)}" is not a field here${namesFields ? issue.message : ''}.`,
      }));
    }
    if (issue.code === 'invalid_key') {
      const [why] = issue.issues;
      return [
        {
          pointer: at,
          code: 'invalid_name',
          detail: `This name can't be taken: ${why?.message ?? issue.message}`,
        },
      ];
    }
    const ownCode: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
    const missing = issue.code !== 'custom' && issue.input === undefined;
    const standard = issue.code === 'custom' ? 'invalid_format' : issue.code;
    const code = typeof ownCode === 'string' ? ownCode : standard;
    return [
      {
        pointer: at,
        code: missing ? 'missing' : code,
        detail: missing ? 'This field is required.' : issue.message,
      },
    ];
  });

/** Names that callers give may be as long as their requests; an answer repeats so much of one. */
const LONGEST_NAME = 200;
export const shortName = (name: string): string =>
  name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME).toWellFormed()}…`;

/** A key as RFC 6901 writes it in a pointer; the beginning of one that is longer than any field's name. */
export const escapePointer = (key: string): string =>
  shortName(key).replaceAll('~', '~0').replaceAll('/', '~1');

/** An answer has room for 6 MB, and a reader for less. */
export const MAX_FAULTS = 200;

/** All faults of a request as one error; the first, when there are more than anybody reads. */
export const invalid = (all: readonly Fault[]): ServiceError => {
  const faults = all.slice(0, MAX_FAULTS);
  const [first] = faults;
  const one = first && (first.pointer === '' ? first.detail : `${first.pointer}: ${first.detail}`);
  const see = all.length > faults.length ? `see the first ${MAX_FAULTS} in errors` : 'see errors';
  const detail = all.length === 1 ? one : undefined;
  return new ServiceError('invalid', detail ?? `The request has ${all.length} faults; ${see}.`, {
    faults,
  });
};
