import { describe, expect, test } from 'vitest';
import { closestLocale, isRightToLeft, localesFor } from '../../functions/platform/locales.ts';

describe('A reader gets the closest of the languages that there are', () => {
  test.each([
    { reader: 'de-AT', there: ['en', 'de'], gets: 'de' },
    { reader: 'DE-at', there: ['de', 'de-AT'], gets: 'de-AT' },
    { reader: 'de', there: ['en', 'de-AT'], gets: 'de-AT' },
    { reader: 'zh-TW', there: ['zh', 'zh-Hant'], gets: 'zh-Hant' },
    { reader: 'zh-HK', there: ['zh-Hans', 'zh-Hant'], gets: 'zh-Hant' },
    { reader: 'zh-CN', there: ['zh-Hant', 'zh'], gets: 'zh' },
    { reader: 'zh-hant-tw', there: ['en', 'zh-TW'], gets: 'zh-TW' },
    { reader: 'zh-TW', there: ['en', 'zh'], gets: 'zh' },
    { reader: 'nb', there: ['en', 'no'], gets: 'no' },
    { reader: 'nb-NO', there: ['en', 'no'], gets: 'no' },
    { reader: 'no', there: ['en', 'nb'], gets: 'nb' },
    { reader: 'nn', there: ['en', 'no'], gets: 'no' },
    { reader: 'sr-ME', there: ['sr', 'sr-Latn'], gets: 'sr-Latn' },
    { reader: 'pt-AO', there: ['pt-BR', 'pt-PT'], gets: 'pt-PT' },
    { reader: 'es-MX', there: ['es', 'es-419'], gets: 'es-419' },
    { reader: 'iw', there: ['en', 'he'], gets: 'he' },
    { reader: 'de-u-co-phonebk', there: ['en', 'de'], gets: 'de' },
    { reader: 'fr-CA', there: ['en', 'de'], gets: undefined },
    { reader: 'not a locale', there: ['en'], gets: undefined },
    { reader: 'und', there: ['en'], gets: undefined },
    { reader: 'de', there: [], gets: undefined },
  ])('$reader of $there: $gets', ({ reader, there, gets }) => {
    expect(closestLocale(reader, there)).toBe(gets);
  });

  test('and what that lacks in the next closest', () => {
    expect(localesFor(['de-AT', 'en'], ['en', 'de', 'fr', 'de-AT'])).toEqual(['de-AT', 'de', 'en']);
  });
});

test.each([
  { locale: 'ar', rightToLeft: true },
  { locale: 'he-IL', rightToLeft: true },
  { locale: 'ckb', rightToLeft: true },
  { locale: 'pa-PK', rightToLeft: true },
  { locale: 'uz-Arab', rightToLeft: true },
  { locale: 'ur-Latn', rightToLeft: false },
  { locale: 'de', rightToLeft: false },
  { locale: 'not a locale', rightToLeft: false },
])('$locale is written from right to left: $rightToLeft', ({ locale, rightToLeft }) => {
  expect(isRightToLeft(locale)).toBe(rightToLeft);
});
