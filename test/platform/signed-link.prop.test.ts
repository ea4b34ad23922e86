import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readToken, signToken } from '../../functions/platform/signed-link.ts';

const NOW = Date.parse('2027-01-31T09:00:00.000Z');
const ring = { current: 'k1', k1: 'first-secret', k2: 'second-secret' };
const base64url = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

const read = (text: string) => readToken(ring, { purpose: 'unsubscribe', text, schema: z.json(), now: NOW });
const sign = (payload: unknown, expiresAt = NOW) =>
  signToken(ring, { purpose: 'unsubscribe', payload, expiresAt });

describe('Any payload', () => {
  test('comes back from its token', () => {
    fc.assert(
      // A key named __proto__ is lost on reading, which is as well.
      fc.property(fc.jsonValue(), (payload) => {
        fc.pre(!JSON.stringify(payload).includes('__proto__'));
        expect(read(sign(payload))).toEqual({
          ok: true,
          expiresAt: NOW,
          payload: JSON.parse(JSON.stringify(payload)) as unknown,
        });
      }),
    );
  });

  test('ends with its time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1000, max: NOW }), (payload, agoMs) => {
        expect(read(sign(payload, NOW - agoMs))).toEqual({ ok: false, why: 'expired' });
      }),
    );
  });
});

describe('Any change of a token', () => {
  const token = sign({ email: 'ada@example.com' });
  const place = fc.nat({ max: token.length - 1 });

  test('of a single character makes it forged', () => {
    const character = fc.oneof(
      fc.constantFrom(...base64url, '.', '+', '/', '='),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(place, character, (at, other) => {
        fc.pre(token.charAt(at) !== other);
        expect(read(token.slice(0, at) + other + token.slice(at + 1))).toEqual({ ok: false, why: 'forged' });
      }),
      { numRuns: 3000 },
    );
  });

  test('of its last character makes it forged', () => {
    const taken = base64url.filter((other) => read(token.slice(0, -1) + other).ok);
    expect(taken).toEqual([token.at(-1)]);
  });

  test('that puts a character in makes it forged', () => {
    fc.assert(
      fc.property(place, fc.constantFrom(...base64url, '=', ' ', '%'), (at, more) => {
        expect(read(token.slice(0, at) + more + token.slice(at))).toEqual({ ok: false, why: 'forged' });
      }),
      { numRuns: 1000 },
    );
  });

  test('that takes characters away makes it forged', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: 40 }), (at, count) => {
        expect(read(token.slice(0, at) + token.slice(at + count))).toEqual({ ok: false, why: 'forged' });
      }),
    );
  });
});

test('garbage is forged, and never throws', () => {
  const garbage = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.string({ unit: fc.constantFrom(...base64url) }), { maxLength: 5 })
      .map((parts) => parts.join('.')),
    fc
      .tuple(fc.string(), fc.constantFrom('k1', 'k2', 'current', '__proto__', 'toString'), fc.string())
      .map((parts) => parts.join('.')),
  );
  fc.assert(
    fc.property(garbage, (text) => {
      expect(read(text)).toEqual({ ok: false, why: 'forged' });
    }),
    { numRuns: 1000 },
  );
});
