import type * as z from 'zod';
import { ServiceError, type Fault } from './errors.ts';
import { faultWords } from './fault-words.ts';

/** Reads what came from outside; `pointer` is where it stands. Answers all its faults, in the caller's words. */
export const read = <T>(
  schema: z.ZodType<T>,
  value: unknown,
  pointer: string,
): { ok: true; value: T } | { ok: false; faults: Fault[] } => {
  const parsed = schema.safeParse(value, { reportInput: true, error: faultWords });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, faults: faultsOf(parsed.error, pointer) };
};

/** A value that its schema takes. @throws ServiceError `invalid`. */
export const checked = <T>(schema: z.ZodType<T>, value: unknown, pointer: string): T => {
  const result = read(schema, value, pointer);
  if (result.ok) return result.value;
  throw invalid(result.faults);
};

/** Zod's issues as faults with RFC 6901 pointers, one for each unknown key. */
const faultsOf = (error: z.ZodError, pointer: string): Fault[] =>
  error.issues.flatMap((issue): Fault[] => {
    const at = pointer + issue.path.map((key) => `/${escapePointer(String(key))}`).join('');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: `${at}/${escapePointer(key)}`,
        code: 'unknown_field',
        detail: `"${key}" is not a field here.`,
      }));
    }
    const custom: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
    const missing = issue.code === 'invalid_type' && issue.input === undefined;
    return [
      {
        pointer: at,
        code: typeof custom === 'string' ? custom : missing ? 'missing' : issue.code,
        detail: missing ? 'This field is required.' : issue.message,
      },
    ];
  });

/** A key as RFC 6901 writes it in a pointer. */
export const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** All faults of a request as one error. */
export const invalid = (faults: readonly Fault[]): ServiceError => {
  const [first] = faults;
  const one = first && (first.pointer === '' ? first.detail : `${first.pointer}: ${first.detail}`);
  const detail = faults.length === 1 ? one : undefined;
  return new ServiceError('invalid', detail ?? `The request has ${faults.length} faults; see errors.`, {
    faults,
  });
};
