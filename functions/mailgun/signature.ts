import { createHmac, timingSafeEqual } from 'node:crypto';
import { HOUR, MINUTE } from '../platform/clock.ts';
import type { WebhookSecret } from './secret.ts';

/** Mailgun's proof that a webhook is its own: it signs time and token, not the event. */
export interface Signature {
  timestamp: string;
  token: string;
  signature: string;
}

/**
 * Whether one of the signing keys made the signature: hex HMAC-SHA256 over timestamp + token, compared in
 * constant time (Mailgun, "Securing webhooks"). Both keys are valid while one is being rotated.
 */
export const isSignedBy = (secret: WebhookSecret, stamp: Signature): boolean =>
  [secret.signingKey, secret.previousSigningKey]
    .filter((key) => key !== undefined)
    .map((key) => matches(key, stamp))
    .includes(true);

const matches = (key: string, stamp: Signature): boolean => {
  const expected = createHmac('sha256', key)
    .update(stamp.timestamp + stamp.token)
    .digest();
  const given = Buffer.from(stamp.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** Mailgun's retries come for up to 8 h with their first stamp, so a stamp must live longer than that. */
export const isFresh = (stamp: Signature, maxAgeHours: number, now: number): boolean => {
  const ageMs = now - Number(stamp.timestamp) * 1000;
  return -MOST_AHEAD_MS <= ageMs && ageMs <= maxAgeHours * HOUR;
};

/** Clocks differ by less. */
const MOST_AHEAD_MS = 5 * MINUTE;
