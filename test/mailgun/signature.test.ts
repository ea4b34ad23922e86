import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isFresh, isSignedBy } from '../../functions/mailgun/signature.ts';
import { HOUR, MINUTE, NOW, SECOND } from '../outbox/messages.ts';
import { aStamp, PREVIOUS_KEY, SIGNING_KEY } from '../tracking/events.ts';

const secret = { signingKey: SIGNING_KEY };
const rotating = { ...secret, previousSigningKey: PREVIOUS_KEY };

describe('the signature of a webhook', () => {
  test('is the hex HMAC-SHA256 of timestamp and token', () => {
    const known = {
      timestamp: '1529006854',
      token: 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0',
      // printf %s 1529006854a8ce…3de0 | openssl dgst -sha256 -hmac key
      signature: 'bce54fbcad565970280ea7299c6c602125e2baee67c24378db39a218a4818a71',
    };
    expect(isSignedBy({ signingKey: 'key' }, known)).toBe(true);
  });

  test.each([
    { what: 'the key of today', keys: secret, stamp: aStamp(), want: true },
    {
      what: 'the key of today, in upper case',
      keys: secret,
      stamp: { ...aStamp(), signature: aStamp().signature.toUpperCase() },
      want: true,
    },
    { what: 'the key before the rotation', keys: rotating, stamp: aStamp({ key: PREVIOUS_KEY }), want: true },
    { what: 'the key of today, while another is being retired', keys: rotating, stamp: aStamp(), want: true },
    { what: 'a key that has been retired', keys: secret, stamp: aStamp({ key: PREVIOUS_KEY }), want: false },
    { what: 'the API key', keys: rotating, stamp: aStamp({ key: 'key-api' }), want: false },
    { what: 'an empty key', keys: rotating, stamp: aStamp({ key: '' }), want: false },
    { what: 'nobody', keys: rotating, stamp: { ...aStamp(), signature: '0'.repeat(64) }, want: false },
  ])('made by $what holds: $want', ({ keys, stamp, want }) => {
    expect(isSignedBy(keys, stamp)).toBe(want);
  });

  test.each([
    { what: 'another time', change: { timestamp: '1772442001' } },
    { what: 'another token', change: { token: 'x' } },
    { what: 'a signature that is cut', change: { signature: aStamp().signature.slice(0, 62) } },
    { what: 'a signature that goes on', change: { signature: `${aStamp().signature}00` } },
    { what: 'an empty signature', change: { signature: '' } },
    { what: 'a signature that is not hex', change: { signature: 'z'.repeat(64) } },
  ])('does not hold for $what', ({ change }) => {
    expect(isSignedBy(rotating, { ...aStamp(), ...change })).toBe(false);
  });

  test('holds for nothing but the exact bytes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 63 }), fc.integer({ min: 1, max: 15 }), (at, by) => {
        const { signature } = aStamp();
        const digit = (parseInt(signature.charAt(at), 16) ^ by).toString(16);
        const forged = signature.slice(0, at) + digit + signature.slice(at + 1);
        expect(isSignedBy(rotating, { ...aStamp(), signature: forged })).toBe(false);
      }),
    );
  });
});

describe('the age of a webhook', () => {
  test.each([
    { what: 'of this moment', ageMs: 0, want: true },
    { what: "of Mailgun's last retry, 8 h later", ageMs: 8 * HOUR, want: true },
    { what: 'of 12 h to the second', ageMs: 12 * HOUR, want: true },
    { what: 'older than 12 h', ageMs: 12 * HOUR + SECOND, want: false },
    { what: 'of a clock that is a minute ahead', ageMs: -MINUTE, want: true },
    { what: 'from tomorrow', ageMs: -13 * HOUR, want: false },
  ])('a stamp $what is good: $want', ({ ageMs, want }) => {
    expect(isFresh(aStamp(), 12, NOW + ageMs)).toBe(want);
  });

  test('a stamp whose time is no number is never good', () => {
    expect(isFresh(aStamp({ timestamp: 'soon' }), 12, NOW)).toBe(false);
  });

  test('how long it is good is configurable', () => {
    expect(isFresh(aStamp(), 1, NOW + 2 * HOUR)).toBe(false);
    expect(isFresh(aStamp(), 72, NOW + 71 * HOUR)).toBe(true);
  });
});
