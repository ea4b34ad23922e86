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
    const told = read(schema, value, '');
    const faults = told.ok ? [] : told.faults;
    for (const fault of faults) if (!isFollowing(fault, leftOut)) leftOut.set(fault.pointer, fault);
    const needed = parsed.error.issues.filter((issue) => !mend(value, issue, fallbacks));
    if (needed.length > 0) return { ok: false, faults };
  }
  return { ok: false, faults: [...leftOut.values()] };
};

/** Whether it is there only since something within it was taken out before. */
const isFollowing = ({ pointer, code }: Fault, known: ReadonlyMap<string, Fault>): boolean =>
  known.has(pointer) || (code === 'missing' && [...known.keys()].some((one) => one.startsWith(pointer)));

/** Takes out what an issue is about; false when nothing can stand for it. */
const mend = (
  value: Record<string, unknown>,
  issue: z.core.$ZodIssue,
  fallbacks: Readonly<Record<string, unknown>>,
): boolean => {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) remove(value, [...issue.path, key]);
    return true;
  }
  if (issue.code === 'too_big' && cut(value, issue.path, Number(issue.maximum))) return true;
  const [top] = issue.path;
  if (top === undefined) return false;
  const isThere = valueAt(value, issue.path) !== undefined;
  const path = isThere ? issue.path : issue.path.slice(0, -1);
  if (path.length > 0 && !(path.length === 1 && typeof top === 'string' && top in fallbacks)) {
    remove(value, path);
    return true;
  }
  if (typeof top !== 'string' || !(top in fallbacks)) return false;
  if (value[top] === fallbacks[top]) return false;
  value[top] = fallbacks[top];
  return true;
};

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );

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
