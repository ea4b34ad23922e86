import { createHash, randomBytes } from 'node:crypto';

// Crockford's base 32 in lower case: no letters that are mistaken for digits.
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

const encode = (bytes: Uint8Array): string => {
  let out = '';
  for (const byte of bytes) out += alphabet.charAt(byte & 31);
  return out;
};

/** A new random id of 130 bits, such as `msg_4x…`. */
export const newId = (prefix: string): string => `${prefix}_${encode(randomBytes(26))}`;

/** The id that the same words always give: 130 bits of their SHA-256. */
export const derivedId = (prefix: string, ...words: string[]): string =>
  `${prefix}_${encode(createHash('sha256').update(JSON.stringify(words)).digest().subarray(0, 26))}`;

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** One of so many shards, always the same for an id. */
export const shardOf = (id: string, shards: number): number =>
  parseInt(sha256Hex(id).slice(0, 4), 16) % shards;

/** Hash of a JSON value that does not depend on the order of its keys. */
export const contentHash = (value: unknown): string => sha256Hex(canonicalJson(value)).slice(0, 32);

const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
