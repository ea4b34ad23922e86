import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash } from '../../functions/platform/ids.ts';

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]): [string, unknown] => [key, shuffled(inner)])
      .reverse(),
  );
};

test('the hash of any JSON does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(contentHash(shuffled(value))).toBe(contentHash(value));
    }),
  );
});

test('any two different JSON values have different hashes', () => {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      fc.pre(JSON.stringify(plain(shuffled(a))) !== JSON.stringify(plain(shuffled(b))));
      const equal = (() => {
        try {
          expect(plain(a)).toEqual(plain(b));
          return true;
        } catch {
          return false;
        }
      })();
      expect(contentHash(a) === contentHash(b)).toBe(equal);
    }),
  );
});
