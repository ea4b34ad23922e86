import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Fault, ServiceError } from './errors.ts';
import type * as z from 'zod';
import { escapePointer, invalid, read } from './faults.ts';
import { parseJson } from './json.ts';

/** As many bytes a body may have. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** The body of a request as it came. @throws ServiceError `body_too_large`, `unsupported_media_type`. */
export const bodyBytes = (event: APIGatewayProxyEventV2): Buffer => {
  const coding = event.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity') {
    throw new ServiceError(
      'unsupported_media_type',
      `Bodies in the content coding "${coding.slice(0, 40)}" are not read here; send it as it is.`,
    );
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_BYTES) {
    throw new ServiceError(
      'body_too_large',
      `The body has ${bytes.length} bytes; at most ${MAX_BODY_BYTES} are allowed.`,
    );
  }
  return bytes;
};

/** A JSON body; `{}` where there is none. @throws ServiceError `bad_json`, `invalid` when it is nested too deep. */
export const jsonBody = (event: APIGatewayProxyEventV2): unknown => {
  const bytes = bodyBytes(event);
  if (bytes.length === 0) return {};
  const value = parsedJson(bytes);
  assertShallow(value);
  return value;
};

const parsedJson = (bytes: Buffer): unknown => {
  try {
    // A byte order mark is skipped, as RFC 8259 §8.1 allows.
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `valid JSON: ${cause.message}` : 'UTF-8';
    throw new ServiceError('bad_json', `The body is not ${why}`, { cause });
  }
};

/** DynamoDB keeps maps and lists 32 deep, and what a caller gives stands a few deep in an item. */
const MAX_DEPTH = 24;

const childrenOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const assertShallow = (body: unknown): void => {
  let level = [body];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) {
      const detail = `Lists and objects are nested more than ${MAX_DEPTH} deep.`;
      throw invalid([{ pointer: '', code: 'too_deep', detail }]);
    }
    level = level.flatMap((value) => childrenOf(value).map(([, child]) => child));
  }
};

/** DynamoDB keeps no number that is closer to 0. */
const SMALLEST = 1e-130;

/** Whether a number comes back from DynamoDB as it was given; whole numbers beyond 2^53 − 1 are rounded before they get there. */
export const isKeepable = (value: number): boolean => {
  const size = Math.abs(value);
  return size <= Number.MAX_SAFE_INTEGER && (size === 0 || size >= SMALLEST);
};

/** What of a JSON value no store takes as it was given, by pointer. */
export function* unkeepable(value: unknown, pointer = ''): Generator<Fault> {
  if (typeof value === 'number' && !isKeepable(value)) {
    const detail = `Must be 0, or from 1e-130 to ${Number.MAX_SAFE_INTEGER} with either sign; write larger numbers as text.`;
    yield { pointer, code: 'number_out_of_range', detail };
  }
  for (const [key, child] of childrenOf(value)) {
    const at = `${pointer}/${escapePointer(key)}`;
    if (key === '__proto__')
      yield { pointer: at, code: 'unknown_field', detail: 'No field may have this name.' };
    else yield* unkeepable(child, at);
  }
}

/** Reads a part of a body that stands for itself, with all that is wrong with it; `pointer` is where it stands. */
export const readPart = <T>(
  schema: z.ZodType<T>,
  value: unknown,
  pointer: string,
): ReturnType<typeof read<T>> => {
  const result = read(schema, value, pointer);
  const faults = [...(result.ok ? [] : result.faults), ...unkeepable(value, pointer)];
  return faults.length > 0 ? { ok: false, faults } : result;
};
