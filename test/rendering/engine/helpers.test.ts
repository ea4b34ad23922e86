import { describe, expect, test } from 'vitest';
import { helperNames } from '../../../functions/rendering/engine/helper-names.ts';
import { makeHelpers } from '../../../functions/rendering/engine/helpers.ts';
import { brand, NOW, rendered, text } from '../../templates/fixture.ts';

const start = '2027-03-01T15:30:00Z';

describe('Helpers speak the language of the reader, in their zone', () => {
  test.each([
    { call: 'date(it.start)', en: 'March 1, 2027', de: '1. März 2027' },
    { call: "date(it.start, 'full')", en: 'Monday, March 1, 2027', de: 'Montag, 1. März 2027' },
    { call: "date(it.start, 'short')", en: '3/1/27', de: '01.03.27' },
    { call: "date(it.start, 'weekday')", en: 'Monday', de: 'Montag' },
    { call: "date(it.start, 'month')", en: 'March 2027', de: 'März 2027' },
    { call: "date('2027-03-01')", en: 'March 1, 2027', de: '1. März 2027' },
    { call: "date(it.start, 'short', 'Pacific/Auckland')", en: '3/2/27', de: '02.03.27' },
    { call: "time(it.start, 'short', 'America/New_York')", en: '10:30 AM', de: '10:30' },
    { call: "time(it.start, 'zone', 'America/New_York')", en: '10:30 AM EST', de: '10:30 GMT-5' },
    { call: "time(it.start, 'short', 'Mars/Olympus')", en: '4:30 PM', de: '16:30' },
    {
      call: 'zone(it.start)',
      en: 'Central European Standard Time, GMT+1',
      de: 'Mitteleuropäische Normalzeit, GMT+1',
    },
    {
      call: "zone(it.start, 'Asia/Kathmandu')",
      en: 'Nepal Time, GMT+5:45',
      de: 'Nepalesische Zeit, GMT+5:45',
    },
    { call: "zone('2027-03-01')", en: '', de: '' },
    {
      call: "zone('2027-03-28T00:30:00Z', 'Europe/Berlin', '2027-03-28T02:30:00Z')",
      en: 'Central European Standard Time, GMT+1 – Central European Summer Time, GMT+2',
      de: 'Mitteleuropäische Normalzeit, GMT+1 – Mitteleuropäische Sommerzeit, GMT+2',
    },
    {
      call: "zone('2027-03-28T02:30:00Z', 'Europe/Berlin', '2027-03-28T03:30:00Z')",
      en: 'Central European Summer Time, GMT+2',
      de: 'Mitteleuropäische Sommerzeit, GMT+2',
    },
    { call: "zone(it.start, 'Etc/GMT+5')", en: 'GMT-5', de: 'GMT-5' },
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
    { call: "plural(1, 'one', 'one day', 'other', '{n} days')", en: 'one day', de: 'one day' },
    { call: "plural(1200, 'one', 'one day', 'other', '{n} days')", en: '1,200 days', de: '1.200 days' },
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
    { call: "plural(it.missing, 'one', 'one day', 'other', '{n} days')", shown: '' },
    { call: "plural('some', 'other', '{n} days')", shown: 'some' },
    { call: "date('2027-03-01', 'constructor')", shown: 'March 1, 2027' },
    { call: 'date(it.missing)', shown: '' },
    { call: 'date()', shown: '' },
  ])('$call', ({ call, shown }) => {
    expect(text(`[{{= ${call} }}]`)).toBe(`[${shown}]`);
  });
});

describe('plural', () => {
  const forms =
    "'zero', '{n} z', 'one', '{n} o', 'two', '{n} t', 'few', '{n} f', 'many', '{n} m', 'other', '{n} x'";
  test.each([
    { locale: 'en', numbers: { 0: 'x', 1: 'o', 2: 'x', 21: 'x', 1.5: 'x', 1.001: 'o' } },
    { locale: 'fr', numbers: { 0: 'o', 1: 'o', 2: 'x' } },
    { locale: 'pl', numbers: { 1: 'o', 2: 'f', 5: 'm', 12: 'm', 22: 'f', 1.5: 'x' } },
    { locale: 'ru', numbers: { 1: 'o', 2: 'f', 5: 'm', 11: 'm', 21: 'o' } },
    { locale: 'ar-EG-u-nu-latn', numbers: { 0: 'z', 1: 'o', 2: 't', 3: 'f', 11: 'm', 100: 'x' } },
    { locale: 'ja', numbers: { 1: 'x', 2: 'x' } },
  ])('takes the form that $locale has for a number', ({ locale, numbers }) => {
    const content = { locale: locale.slice(0, 2), textTemplate: `{{= plural(it.n, ${forms}) }}` };
    for (const [n, form] of Object.entries(numbers)) {
      expect(
        rendered(content, { n: Number(n) }, { locale })
          .text.trim()
          .at(-1),
      ).toBe(form);
    }
  });

  test('shows the number in every form that asks for it, also where a text of the language is the form', () => {
    const content = {
      textTemplate:
        "{{= plural(it.n, 'one', t('one'), 'few', t('few', 'what', it.what), 'other', t('other')) }}",
      texts: {
        en: { one: 'one file', other: '{n} files' },
        pl: { one: '{n} plik', few: '{n} pliki {what}', other: '{n} plików' },
      },
    };
    const show = (locale: string, n: number) => rendered(content, { n, what: '{a}' }, { locale }).text.trim();
    expect([1, 3, 5].map((n) => show('pl', n))).toEqual(['1 plik', '3 pliki {a}', '5 plików']);
    expect([1, 1234].map((n) => show('en', n))).toEqual(['one file', '1,234 files']);
  });

  test.each([
    { call: "plural(it.n, '{n} day', '{n} days')" },
    { call: "plural(it.n, 'one', '{n} day')" },
    { call: "plural(it.n, 'one', '{n} day', 'other')" },
    { call: "plural(it.n, 'several', '{n} days', 'other', '{n} days')" },
    { call: "plural(it.n, 'one', 'a', 'one', 'b', 'other', 'c')" },
    { call: "plural(it.n, it.form, 'a', 'other', 'c')" },
    { call: 'plural(it.n)' },
  ])('$call is refused, and told how it is written', ({ call }) => {
    expect(() => text(`{{= ${call} }}`, { n: 1 })).toThrow(
      /the name of each form and the form: plural\(it\.n/,
    );
  });
});

describe('A number that is nothing has no sign', () => {
  test.each([
    { call: "currency(it.n, 'EUR')", data: { n: -0 }, shown: '€0.00' },
    { call: "currency(it.n, 'EUR')", data: { n: -0.001 }, shown: '€0.00' },
    { call: 'currency(it.money)', data: { money: { amount: -0, currency: 'EUR' } }, shown: '€0.00' },
    { call: 'number(it.n)', data: { n: -0.004 }, shown: '0' },
    { call: 'number(it.n, 1)', data: { n: '-0' }, shown: '0.0' },
    { call: 'it.n', data: { n: -0 }, shown: '0' },
    { call: "plural(it.n, 'one', '{n} day', 'other', '{n} days')", data: { n: -0 }, shown: '0 days' },
    { call: "currency(it.n, 'EUR')", data: { n: -1.5 }, shown: '-€1.50' },
  ])('$call of $data', ({ call, data, shown }) => {
    expect(text(`{{= ${call} }}`, data)).toBe(shown);
  });
});

describe('A day without a time, and a time without a zone, are the same everywhere', () => {
  test.each([
    { call: "date('2027-01-31')", shown: 'January 31, 2027' },
    { call: "time('2027-01-31')", shown: '' },
    { call: "time('2027-01-31', 'zone')", shown: '' },
    { call: "relative('2027-01-04')", shown: 'today' },
    { call: "relative('2027-01-31')", shown: 'in 27 days' },
    { call: "date('2027-01-31T23:30')", shown: 'January 31, 2027' },
    { call: "time('2027-01-31T23:30', 'zone')", shown: '11:30 PM' },
    { call: "relative('2027-01-04T02:30')", shown: 'in 30 minutes' },
    { call: "time('2027-01-31T23:30:00,5+01')", shown: '5:30 PM' },
    { call: "time('2027-01-31t23:30:00z')", shown: '6:30 PM' },
  ])('$call', ({ call, shown }) => {
    // Two in the morning at the reader's.
    const reader = { timezone: 'America/New_York', now: Date.parse('2027-01-04T07:00:00Z') };
    expect(text(`{{= ${call} }}`, {}, reader)).toBe(shown);
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
