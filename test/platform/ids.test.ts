import { describe, expect, test } from 'vitest';
import { contentHash, derivedId, newId, sha256Hex } from '../../functions/platform/ids.ts';

describe('A new id', () => {
  test('has its prefix and 26 characters that are not mistaken for each other', () => {
    expect(newId('msg')).toMatch(/^msg_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  test('is another one each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => newId('msg'))).size).toBe(1000);
  });
});

describe('A derived id', () => {
  test('is always the same for the same words', () => {
    expect(derivedId('msg', 'crm', 'order-42')).toBe('msg_tyfc6r2agy8zjbga4m8twg9zwv');
    expect(derivedId('msg', 'crm', 'order-42')).toBe(derivedId('msg', 'crm', 'order-42'));
  });

  test.each([
    { name: 'in another order', words: ['order-42', 'crm'] },
    { name: 'split at another place', words: ['cr', 'morder-42'] },
    { name: 'joined', words: ['crmorder-42'] },
    { name: 'with an empty one more', words: ['crm', 'order-42', ''] },
    { name: 'with the separator in them', words: ['crm","order-42'] },
  ])('is another one for the words $name', ({ words }) => {
    expect(derivedId('msg', ...words)).not.toBe(derivedId('msg', 'crm', 'order-42'));
  });
});

describe('The hash of a content', () => {
  test.each([
    { name: 'its keys stand in another order', a: { x: 1, y: 2 }, b: { y: 2, x: 1 } },
    { name: 'inner keys stand in another order', a: { x: [{ p: 1, q: 2 }] }, b: { x: [{ q: 2, p: 1 }] } },
    { name: 'numeric keys stand in another order', a: { 10: 'a', 9: 'b' }, b: { 9: 'b', 10: 'a' } },
  ])('stays when $name', ({ a, b }) => {
    expect(contentHash(a)).toBe(contentHash(b));
  });

  test.each([
    { name: 'a value changes', a: { x: 1 }, b: { x: 2 } },
    { name: 'a number becomes a text', a: { x: 1 }, b: { x: '1' } },
    { name: 'a list changes its order', a: [1, 2], b: [2, 1] },
    { name: 'a value moves to another key', a: { x: 1, y: 2 }, b: { x: 2, y: 1 } },
    { name: 'null replaces an absent one', a: {}, b: { x: null } },
    { name: 'an object replaces a list', a: { x: ['a'] }, b: { x: { 0: 'a' } } },
  ])('changes when $name', ({ a, b }) => {
    expect(contentHash(a)).not.toBe(contentHash(b));
  });
});

test('sha256Hex gives the well-known hash of abc', () => {
  expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
