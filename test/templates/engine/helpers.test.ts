import { describe, expect, test } from 'vitest';
import { helperNames } from '../../../functions/templates/engine/helper-names.ts';
import { makeHelpers } from '../../../functions/templates/engine/helpers.ts';
import { brand, NOW, rendered, text } from '../fixture.ts';

const start = '2027-03-01T15:30:00Z';

describe('Helpers speak the language of the reader, in their zone', () => {
  test.each([
    { call: 'date(it.start)', en: 'March 1, 2027', de: '1. März 2027' },
    { call: "date(it.start, 'full')", en: 'Monday, March 1, 2027', de: 'Montag, 1. März 2027' },
    { call: "date(it.start, 'short')", en: '3/1/27', de: '01.03.27' },
    { call: "date(it.start, 'weekday')", en: 'Monday', de: 'Montag' },
    { call: "date(it.start, 'month')", en: 'March 2027', de: 'März 2027' },
    { call: "date('2027-03-01')", en: 'March 1, 2027', de: '1. März 2027' },
    { call: 'time(it.start)', en: '4:30 PM', de: '16:30' },
    { call: "time(it.start, 'zone')", en: '4:30 PM GMT+1', de: '16:30 MEZ' },
    { call: 'number(1234567.891)', en: '1,234,567.89', de: '1.234.567,89' },
    { call: 'number(0.5, 2)', en: '0.50', de: '0,50' },
    { call: "number('12')", en: '12', de: '12' },
    { call: "currency(1234.5, 'EUR')", en: '€1,234.50', de: '1.234,50\u00a0€' },
    { call: 'currency(it.money)', en: '$99.00', de: '99,00\u00a0$' },
    { call: "relative('2027-01-04T11:00:00Z')", en: 'in 2 hours', de: 'in 2 Stunden' },
    { call: "relative('2027-01-03T09:00:00Z')", en: 'yesterday', de: 'gestern' },
    { call: "relative('2027-01-04T09:59:50Z')", en: 'in 1 hour', de: 'in 1 Stunde' },
    { call: "relative('2027-01-05T08:54:00Z')", en: 'tomorrow', de: 'morgen' },
    { call: "relative('2027-01-05T20:00:00Z')", en: 'tomorrow', de: 'morgen' },
    { call: "relative('2027-01-05T23:30:00Z')", en: 'in 2 days', de: 'übermorgen' },
    { call: "relative('2027-01-01T20:00:00Z')", en: '3 days ago', de: 'vor 3 Tagen' },
    { call: "plural(1, 'one day', '{n} days')", en: 'one day', de: 'one day' },
    { call: "plural(1200, 'one day', '{n} days')", en: '1,200 days', de: '1.200 days' },
    { call: 'list(it.names)', en: 'Ada, Grace, and Alan', de: 'Ada, Grace und Alan' },
    { call: "t('hello', 'name', it.names[0])", en: 'Hello Ada', de: 'Hallo Ada' },
    { call: "t('onlyEnglish')", en: 'Yes', de: 'Yes' },
  ])('$call', ({ call, en, de }) => {
    const content = {
      textTemplate: `{{= ${call} }}`,
      texts: { en: { hello: 'Hello {name}', onlyEnglish: 'Yes' }, de: { hello: 'Hallo {name}' } },
    };
    const data = { start, money: { amount: 99, currency: 'USD' }, names: ['Ada', 'Grace', 'Alan'] };
    const show = (locale: string) =>
      rendered(content, data, { locale, timezone: 'Europe/Berlin' }).text.trim();
    expect({ en: show('en'), de: show('de') }).toEqual({ en, de });
  });
});

describe('Helpers show a value that fits no form as it is', () => {
  test.each([
    { call: "date('soon')", shown: 'soon' },
    { call: 'time(it.missing)', shown: '' },
    { call: "number('many')", shown: 'many' },
    { call: "currency(12, 'nonsense')", shown: '12' },
    { call: "currency('free', 'EUR')", shown: 'free' },
    { call: "relative('later')", shown: 'later' },
    { call: "list('one')", shown: 'one' },
    { call: "date('Room 12')", shown: 'Room 12' },
    { call: "date('2027-02-30')", shown: '2027-02-30' },
    { call: "time('2027-04-31T09:00:00Z')", shown: '2027-04-31T09:00:00Z' },
    { call: "relative('Version 1.2')", shown: 'Version 1.2' },
    { call: "plural(it.missing, 'one day', '{n} days')", shown: '' },
    { call: "plural('some', 'one day', '{n} days')", shown: 'some' },
    { call: "date('2027-03-01', 'constructor')", shown: 'March 1, 2027' },
    { call: 'date(it.missing)', shown: '' },
    { call: 'date()', shown: '' },
  ])('$call', ({ call, shown }) => {
    expect(text(`[{{= ${call} }}]`)).toBe(`[${shown}]`);
  });
});

describe('Times of day', () => {
  test.each([
    { what: 'before summer time begins', at: '2027-03-28T00:30:00Z', shown: '01:30' },
    { what: 'after it began', at: '2027-03-28T01:30:00Z', shown: '03:30' },
    { what: 'before it ends', at: '2027-10-31T00:30:00Z', shown: '02:30' },
    { what: 'after it ended', at: '2027-10-31T01:30:00Z', shown: '02:30' },
  ])('$what are those of the clock on the wall', ({ at, shown }) => {
    const content = { locale: 'de', textTemplate: '{{= time(it.at) }}' };
    expect(rendered(content, { at }, { locale: 'de', timezone: 'Europe/Berlin' }).text).toBe(`${shown}\n`);
  });
});

describe('truncate', () => {
  test.each([
    {
      what: 'counts marks to the letter they stand on',
      value: 'e\u0301'.repeat(50),
      most: 3,
      shown: 'e\u0301e\u0301…',
    },
    { what: 'shows nothing of no characters', value: 'hello', most: 0, shown: '' },
    {
      what: 'keeps no more of an endless pile of marks than letters need',
      value: `a${'\u0301'.repeat(999)}bc`,
      most: 2,
      shown: `a${'\u0301'.repeat(31)}…`,
    },
    { what: 'leaves what is short enough', value: 'Hello Ada', most: 9, shown: 'Hello Ada' },
    { what: 'cuts at a word', value: 'The quick brown fox jumps', most: 20, shown: 'The quick brown…' },
    { what: 'cuts a word that fills it', value: 'a'.repeat(50), most: 10, shown: `${'a'.repeat(9)}…` },
    { what: 'never cuts a character in two', value: '👩‍👩‍👧‍👦'.repeat(20), most: 5, shown: `${'👩‍👩‍👧‍👦'.repeat(4)}…` },
  ])('$what', ({ value, most, shown }) => {
    expect(text(`{{= truncate(it.value, ${most}) }}`, { value })).toBe(shown);
  });
});

describe('link', () => {
  const link = (call: string): string =>
    rendered(
      { textTemplate: `{{= ${call} }}` },
      {},
      { brand: { ...brand, company: 'Müller & Söhne' } },
    ).text.trim();
  test.each([
    {
      call: "link('https://a.b/c?x=1#d')",
      shown:
        'https://a.b/c?x=1&utm_source=m%C3%BCller-s%C3%B6hne&utm_medium=email&utm_campaign=test&utm_content=system#d',
    },
    {
      call: "link('https://a.b/?utm_source=mine', 'spring')",
      shown: 'https://a.b/?utm_source=mine&utm_medium=email&utm_campaign=spring&utm_content=system',
    },
    {
      call: "link('https://a.b/?flag&x=%E4&sig=a~b&q=1;2#top', 'c')",
      shown:
        'https://a.b/?flag&x=%E4&sig=a~b&q=1;2&utm_source=m%C3%BCller-s%C3%B6hne&utm_medium=email&utm_campaign=c&utm_content=system#top',
    },
    { call: "link('mailto:a@b.c')", shown: 'mailto:a@b.c' },
    { call: "link('not a url')", shown: 'not a url' },
  ])('$call', ({ call, shown }) => {
    expect(link(call)).toBe(shown);
  });
});

test('paragraphs and lines divide a text as its author did', () => {
  const source =
    '{{ for (const part of paragraphs(it.text)) { }}<{{ for (const line of lines(part)) { }}[{{= line }}]{{ } }}>{{ } }}';
  expect(text(source, { text: 'a\nb\n\n \n\nc\r\n\r\nd' })).toBe('<[a][b]><[c]><[d]>');
});

test('every helper that templates may call is there, and no other', () => {
  const helpers = makeHelpers({
    locale: 'en',
    timezone: 'UTC',
    now: NOW,
    textOf: () => undefined,
    campaign: { source: '', name: '', content: '' },
    spend: () => undefined,
  });
  expect(new Set(Object.keys(helpers))).toEqual(new Set(helperNames));
});
