/**
 * Reads JSON from outside. Halves of surrogate pairs, which a text that was cut inside an emoji has as escapes, become
 * U+FFFD: nothing that keeps or sends text takes them. @throws SyntaxError.
 */
export const parseJson = (text: string): unknown =>
  JSON.parse(/\\ud[89a-f]/i.test(text) ? wellFormed(text) : text) as unknown;

/** A pair, a half, and any other escape, so that an escaped backslash before a u is no escape of its own. */
const escapes = /\\u(d[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}|\\ud[89a-f][0-9a-f]{2}|\\[^]/gi;

const wellFormed = (text: string): string =>
  text.replace(escapes, (escape, pair: string | undefined) =>
    pair === undefined && /^\\ud[89a-f]/i.test(escape) ? '\\ufffd' : escape,
  );

/** What stands at a path of a value; undefined where the path ends before. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
