import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { LinkKeys } from './secrets.ts';

/**
 * Tokens of public links: `<payload>.<key id>.<signature>`, bound to one purpose and expiring.
 * The payload is readable by whoever has the link, so it holds only what that person knows anyway.
 */
export type TokenCheck<T> =
  { ok: true; payload: T; expiresAt: number } | { ok: false; why: 'forged' | 'expired' };

const envelope = z.object({ expiresAtS: z.number(), payload: z.unknown() });

const signature = (key: string, purpose: string, encoded: string): string =>
  createHmac('sha256', key).update(`${purpose}\n${encoded}`).digest('base64url');

/** Signs a payload for one purpose until `expiresAt` (epoch milliseconds). */
export const signToken = (
  keys: LinkKeys,
  token: { purpose: string; payload: unknown; expiresAt: number },
): string => {
  const key = Object.hasOwn(keys, keys.current) ? keys[keys.current] : undefined;
  if (key === undefined) throw new Error('The ring of link keys lacks its current key');
  const encoded = Buffer.from(
    JSON.stringify({ expiresAtS: Math.floor(token.expiresAt / 1000), payload: token.payload }),
  ).toString('base64url');
  return `${encoded}.${keys.current}.${signature(key, token.purpose, encoded)}`;
};

/** Reads a token for one purpose; a token of another purpose is forged. */
export const readToken = <T>(
  keys: LinkKeys,
  token: { purpose: string; text: string; schema: z.ZodType<T>; now: number },
): TokenCheck<T> => {
  const [encoded, keyId, given, ...rest] = token.text.split('.');
  if (
    encoded === undefined ||
    keyId === undefined ||
    given === undefined ||
    rest.length > 0 ||
    keyId === 'current'
  ) {
    return { ok: false, why: 'forged' };
  }
  const key = Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
  if (key === undefined) return { ok: false, why: 'forged' };
  const expected = Buffer.from(signature(key, token.purpose, encoded));
  // Decoding would forgive spare bits and foreign characters, so the texts are compared.
  const actual = Buffer.from(given);
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    return { ok: false, why: 'forged' };
  const opened = envelope.safeParse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')));
  if (!opened.success) return { ok: false, why: 'forged' };
  if (opened.data.expiresAtS * 1000 < token.now) return { ok: false, why: 'expired' };
  const payload = token.schema.safeParse(opened.data.payload);
  return payload.success
    ? { ok: true, payload: payload.data, expiresAt: opened.data.expiresAtS * 1000 }
    : { ok: false, why: 'forged' };
};
