import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { linkKeysSchema } from '../../functions/platform/secrets.ts';
import { readToken, signToken } from '../../functions/platform/signed-link.ts';

const NOW = Date.parse('2027-01-31T09:00:00.000Z');
const DAY = 86_400_000;
const schema = z.object({ email: z.string(), category: z.string() });
const payload = { email: 'ada@example.com', category: 'reminder' };
const ring = { current: 'k1', k1: 'first-secret' };
const rotated = { current: 'k2', k1: 'first-secret', k2: 'second-secret' };

const sign = (keys = ring, expiresAt = NOW + DAY, purpose = 'unsubscribe') =>
  signToken(keys, { purpose, payload, expiresAt });
const read = (text: string, keys: Record<string, string> & { current: string } = ring, now = NOW) =>
  readToken(keys, { purpose: 'unsubscribe', text, schema, now });

describe('A signed link', () => {
  test('gives back what it was made of', () => {
    expect(read(sign())).toMatchObject({ ok: true, payload });
  });

  test('holds up to its last moment, and no longer', () => {
    expect(read(sign(), ring, NOW + DAY)).toMatchObject({ ok: true, payload });
    expect(read(sign(), ring, NOW + DAY + 1)).toEqual({ ok: false, why: 'expired' });
  });

  test('is worth nothing for another purpose', () => {
    expect(read(sign(ring, NOW + DAY, 'manage'))).toEqual({ ok: false, why: 'forged' });
  });

  test('signed with another secret is forged', () => {
    expect(read(sign({ current: 'k1', k1: 'guessed' }))).toEqual({ ok: false, why: 'forged' });
  });

  test('stays valid after its key was rotated', () => {
    expect(read(sign(ring), rotated)).toMatchObject({ ok: true, payload });
  });

  test('is signed with the new key after a rotation', () => {
    expect(read(sign(rotated), rotated)).toMatchObject({ ok: true, payload });
    expect(sign(rotated).split('.')[1]).toBe('k2');
  });

  test('ends when its key is taken off the ring', () => {
    expect(read(sign(ring), { current: 'k2', k2: 'second-secret' })).toEqual({ ok: false, why: 'forged' });
  });

  test('with a payload of another shape is forged', () => {
    const text = signToken(ring, { purpose: 'unsubscribe', payload: { email: 1 }, expiresAt: NOW + DAY });
    expect(read(text)).toEqual({ ok: false, why: 'forged' });
  });

  test('can’t be made with a ring that lacks its current key', () => {
    expect(() => sign({ current: 'k9', k1: 'first-secret' })).toThrow(
      'The ring of link keys lacks its current key',
    );
  });

  const [encoded = '', , signature = ''] = sign().split('.');
  const signedBy = (secret: string, text: string): string =>
    createHmac('sha256', secret).update(`unsubscribe\n${text}`).digest('base64url');

  test('is forged when its secret is the mere name of the current key', () => {
    expect(signedBy('first-secret', encoded)).toBe(signature);
    expect(read(`${encoded}.current.${signedBy('k1', encoded)}`)).toEqual({ ok: false, why: 'forged' });
  });

  test('that is signed with our key and holds something else is forged', () => {
    const other = Buffer.from('{"email":"ada@example.com"}').toString('base64url');
    expect(read(`${other}.k1.${signedBy('first-secret', other)}`)).toEqual({ ok: false, why: 'forged' });
  });

  test.each([
    { name: 'nothing', text: '' },
    { name: 'one dot', text: '.' },
    { name: 'two dots', text: '..' },
    { name: 'no signature', text: `${encoded}.k1` },
    { name: 'an empty signature', text: `${encoded}.k1.` },
    { name: 'one part more', text: `${sign()}.x` },
    { name: 'an unknown key', text: `${encoded}.k9.${signature}` },
    { name: 'the word that names the current key', text: `${encoded}.current.${signature}` },
    { name: 'a name that every object has', text: `${encoded}.constructor.${signature}` },
    { name: 'the prototype', text: `${encoded}.__proto__.${signature}` },
    { name: 'a padded signature', text: `${sign()}=` },
    { name: 'spaces in its signature', text: `${encoded}.k1. ${signature}` },
    { name: 'half its signature', text: sign().slice(0, -20) },
  ])('with $name is forged', ({ text }) => {
    expect(read(text)).toEqual({ ok: false, why: 'forged' });
  });
});

describe('A ring of link keys', () => {
  test.each([
    { name: 'a current key', ring: { current: 'k1', k1: 'secret' } },
    { name: 'older keys beside it', ring: { current: 'k2', k1: 'secret', k2: 'other' } },
    { name: 'ids with - and _', ring: { current: '2027-01_a', '2027-01_a': 'secret' } },
  ])('with $name is taken', ({ ring: keys }) => {
    expect(linkKeysSchema.safeParse(keys).success).toBe(true);
  });

  test.each([
    { name: 'no current key', ring: { k1: 'secret' } },
    { name: 'a current key that is not there', ring: { current: 'k2', k1: 'secret' } },
    { name: 'an empty secret', ring: { current: 'k1', k1: '' } },
    {
      name: 'an id with a dot, which no token could name',
      ring: { current: '2027.01', '2027.01': 'secret' },
    },
    { name: 'a key of the name current, which no token may name', ring: { current: 'current' } },
    { name: 'a name that every object has', ring: { current: 'toString' } },
  ])('with $name is refused', ({ ring: keys }) => {
    expect(linkKeysSchema.safeParse(keys).success).toBe(false);
  });
});
