import { valueAt } from '../platform/json.ts';
import type * as z from 'zod';
import type { Fault } from '../platform/errors.ts';
import { read } from '../platform/faults.ts';

export type LenientRead<T> =
  | { ok: true; value: T; leftOut: Fault[] }
  /** What is needed is missing or wrong. */
  | { ok: false; faults: Fault[] };

type Path = readonly PropertyKey[];

/** Each round takes out what the one before had hidden: a field, then what can't be without it. */
const MOST_ROUNDS = 20;

/**
 * Reads what nobody can send again: what is wrong is left out or cut to its bound, and what can't be without it as
 * well; `fallbacks` stand for fields at the top that are needed. Answers what was left out, by pointer.
 */
export const readLeniently = <T>(
  schema: z.ZodType<T>,
  given: Readonly<Record<string, unknown>>,
  fallbacks: Readonly<Record<string, unknown>>,
): LenientRead<T> => {
  const value: Record<string, unknown> = structuredClone(given);
  const leftOut = new Map<string, Fault>();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const parsed = schema.safeParse(value, { reportInput: true });
    if (parsed.success) return { ok: true, value: parsed.data, leftOut: [...leftOut.values()] };
    const again = read(schema, value, '', { namesFields: false });
    const faults = again.ok ? [] : again.faults;
    for (const fault of faults) if (!isFollowing(fault, leftOut)) leftOut.set(fault.pointer, fault);
    const needed = mendAll(value, parsed.error.issues, fallbacks);
    // What was taken out for its value is missing by now.
    if (needed) return { ok: false, faults: faults.map((fault) => leftOut.get(fault.pointer) ?? fault) };
  }
  return { ok: false, faults: [...leftOut.values()] };
};

/** Whether it is there only since something within it was taken out before. */
const isFollowing = ({ pointer, code }: Fault, known: ReadonlyMap<string, Fault>): boolean =>
  known.has(pointer) || (code === 'missing' && [...known.keys()].some((one) => one.startsWith(pointer)));

/** Mends what all issues of a round are about; answers whether something is needed that nothing can stand for. */
const mendAll = (
  value: Record<string, unknown>,
  issues: readonly z.core.$ZodIssue[],
  fallbacks: Readonly<Record<string, unknown>>,
): boolean => {
  const mended = new Set<string>();
  const gone: Path[] = [];
  let isNeeded = false;
  for (const issue of issues) {
    // Several may be about one field, and one about what is within another.
    if (issue.path.some((_, i) => mended.has(keyOf(issue.path.slice(0, i + 1))))) continue;
    const done = mend(value, issue, fallbacks);
    if (done === undefined) isNeeded = true;
    for (const path of done?.remove ?? []) gone.push(path);
    if (done !== undefined) mended.add(keyOf(done.remove?.at(-1) ?? issue.path));
  }
  // From the end, so that what goes from a list moves nothing that is still to go.
  for (const path of gone.toSorted((one, other) => Number(other.at(-1)) - Number(one.at(-1))))
    remove(value, path);
  return isNeeded;
};

const keyOf = (path: Path): string => JSON.stringify(path.map(String));

/** Cuts what an issue is about, puts another in its place, or says what to take out; undefined where nothing can be done. */
const mend = (
  value: Record<string, unknown>,
  issue: z.core.$ZodIssue,
  fallbacks: Readonly<Record<string, unknown>>,
): { remove?: Path[] } | undefined => {
  if (issue.code === 'unrecognized_keys') return { remove: issue.keys.map((key) => [...issue.path, key]) };
  if (issue.code === 'too_big' && cut(value, issue.path, Number(issue.maximum))) return {};
  const [top] = issue.path;
  if (top === undefined) return largest(value, fallbacks);
  const isThere = valueAt(value, issue.path) !== undefined;
  const path = isThere ? issue.path : issue.path.slice(0, -1);
  const isFallback = typeof top === 'string' && Object.hasOwn(fallbacks, top);
  if (path.length > 0 && !(path.length === 1 && isFallback)) return { remove: [path] };
  if (!isFallback || value[top] === fallbacks[top]) return undefined;
  value[top] = fallbacks[top];
  return {};
};

/** What is too large as a whole does without its largest field. */
const largest = (
  value: Record<string, unknown>,
  fallbacks: Readonly<Record<string, unknown>>,
): { remove: Path[] } | undefined => {
  const sizes = Object.entries(value)
    .filter(([key]) => !Object.hasOwn(fallbacks, key))
    .map(([key, field]) => ({ key, size: JSON.stringify(field ?? null).length }));
  const [first] = sizes.toSorted((one, other) => other.size - one.size);
  return first && { remove: [[first.key]] };
};

const remove = (value: Record<string, unknown>, path: Path): void => {
  const key = path.at(-1);
  const parent = valueAt(value, path.slice(0, -1));
  if (key === undefined || typeof parent !== 'object' || parent === null) return;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
};

/** Cuts a text or a list to its bound; false for what has none of its own. */
const cut = (value: Record<string, unknown>, path: Path, most: number): boolean => {
  const long = valueAt(value, path);
  const key = path.at(-1);
  const parent = valueAt(value, path.slice(0, -1));
  if (key === undefined || typeof parent !== 'object' || parent === null) return false;
  if (typeof long === 'string') Reflect.set(parent, key, long.slice(0, most).toWellFormed());
  else if (Array.isArray(long)) Reflect.set(parent, key, long.slice(0, most));
  else return false;
  return true;
};
