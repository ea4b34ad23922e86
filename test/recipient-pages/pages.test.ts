import { parseDocument } from 'htmlparser2';
import { getElementsByTagName, textContent } from 'domutils';
import { describe, expect, test } from 'vitest';
import { categories, type Category } from '../../functions/contract/category.ts';
import { layoutContext } from '../../functions/pages/answer.ts';
import { pageLocale, problemPage } from '../../functions/pages/layout.ts';
import { preferenceCentre } from '../../functions/recipient-pages/preference-centre.ts';
import { type PageLocale, pageTexts } from '../../functions/pages/texts.ts';
import { unsubscribePage } from '../../functions/recipient-pages/unsubscribe-page.ts';
import type { Recipient } from '../../functions/preferences/recipient.ts';
import { parseConfig } from '../../lib/read-config.ts';

const email = 'ada@example.com';
const preferences = 'https://mail.example.com/p/token';
const now = Date.parse('2027-03-04T09:00:00Z');
const config = parseConfig('brand: { company: Acme }', 'app.yaml');

const pagesIn = (locale: PageLocale, company = 'Acme', address = email) => {
  const context = { brand: { ...config.brand, company }, locale };
  const link = { email: address, category: 'marketing' as const, preferences };
  const recipient = { emailAddress: address };
  return {
    asking: unsubscribePage({ state: 'ask', ...link }, context),
    done: unsubscribePage({ state: 'done', ...link }, context),
    expired: problemPage('expired', context),
    broken: problemPage('broken', context),
    centre: preferenceCentre({ recipient, category: 'marketing', saved: false }, { ...context, config, now }),
  };
};
const all = (['en', 'de'] as const).flatMap((locale) =>
  Object.entries(pagesIn(locale)).map(([name, page]) => ({ name, locale, page })),
);

/** The words of a page as a reader sees them. */
const wordsOf = (page: string): string =>
  textContent(getElementsByTagName('main', parseDocument(page).children))
    .replace(/\s+/g, ' ')
    .trim();

describe('A page for recipients', () => {
  test.each(all)('$name, $locale, has its language, a title, and room for a phone', ({ page, locale }) => {
    expect(page).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${locale}">`));
    const [title] = getElementsByTagName('title', parseDocument(page).children);
    const [heading] = getElementsByTagName('h1', parseDocument(page).children);
    expect(title && textContent(title)).toBe(`${heading ? textContent(heading) : ''} – Acme`);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toContain('<meta name="robots" content="noindex">');
  });

  test.each(all)('$name, $locale, needs no script, image or anything from elsewhere', ({ page }) => {
    expect(page).not.toMatch(/<script|<img|<link|<iframe|javascript:|\son\w+=|url\(/i);
  });

  test('says the same in every language', () => {
    const keysOf = (value: object): string[] =>
      Object.entries(value).flatMap(([key, inner]) =>
        typeof inner === 'object' && inner !== null
          ? keysOf(inner as object).map((name) => `${key}.${name}`)
          : [key],
      );
    expect(keysOf(pageTexts.de)).toEqual(keysOf(pageTexts.en));
  });

  test.each([
    { tags: ['de-AT'], locale: 'de' },
    { tags: [undefined, 'fr', 'de'], locale: 'de' },
    { tags: ['fr'], locale: 'en' },
    { tags: ['gsw-CH', 'en'], locale: 'de' },
    { tags: ['*', 'not a language', 'de'], locale: 'de' },
    { tags: [], locale: 'en' },
  ])('for a reader of $tags is in $locale', ({ tags, locale }) => {
    expect(pageLocale(tags)).toBe(locale);
  });

  test.each([
    { accepts: 'en;q=0.5, de', locale: 'de' },
    { accepts: 'en;q=0.2,de-AT;q=0.9', locale: 'de' },
    { accepts: 'de;q=0, en;q=0.1', locale: 'en' },
    { accepts: 'fr-CA,fr;q=0.9,de;q=0.4,en;q=0.6', locale: 'en' },
    { accepts: '*', locale: 'en' },
    { accepts: ';;q=,', locale: 'en' },
    { accepts: undefined, locale: 'en' },
  ])('for a browser that accepts $accepts is in $locale', ({ accepts, locale }) => {
    expect(layoutContext(config, undefined, { 'accept-language': accepts }).locale).toBe(locale);
    expect(layoutContext(config, 'de', { 'accept-language': accepts }).locale).toBe('de');
  });

  test('tells those whose link does not work whom to ask, and nothing else', () => {
    const { expired, broken } = pagesIn('en');
    for (const page of [expired, broken]) {
      expect(wordsOf(page)).toContain('answer any e-mail from Acme and tell us what you want');
      expect(page).not.toContain(email);
    }
  });

  test.each([
    { company: 'חברה, בע"מ', isApart: true },
    { company: 'Müller & Söhne', isApart: false },
  ])('keeps $company in its own direction', ({ company, isApart }) => {
    for (const page of Object.values(pagesIn('en', company))) {
      expect(/<p class="company"><bdi>/.test(page)).toBe(isApart);
      expect(wordsOf(page)).toContain(company);
    }
  });

  const hostile = '</title><script>alert("1")</script><img src=x onerror=\'alert(2)\'>&amp;';
  test.each(Object.keys(pagesIn('en')))('%s shows a hostile name and address as text', (name) => {
    const page = new Map(Object.entries(pagesIn('en', hostile, hostile))).get(name) ?? '';
    expect(page).not.toMatch(/<script|<img/);
    expect(wordsOf(page)).toContain(hostile);
  });
});

describe('The unsubscribe page', () => {
  test('asks with one button, which posts back to the very link, and leads to the preference centre', () => {
    const { asking } = pagesIn('en');
    expect(asking.match(/<form[^>]*>/g)).toEqual(['<form method="post">']);
    expect(wordsOf(asking)).toBe(
      'Acme Unsubscribe? We would no longer send offers and news to ada@example.com. Unsubscribe Choose what you get instead',
    );
    expect(asking).toContain(`href="${preferences}"`);
  });

  test('that says it is done has no button', () => {
    expect(pagesIn('en').done).not.toContain('<form');
  });

  test.each(categories.map((category) => ({ category, kind: pageTexts.en.kinds[category] })))(
    'calls mail of the category $category “$kind”',
    ({ category, kind }: { category: Category; kind: string }) => {
      const context = { brand: config.brand, locale: 'en' as const };
      const page = unsubscribePage({ state: 'done', email, category, preferences }, context);
      expect(wordsOf(page)).toContain(`We no longer send ${kind} to ada@example.com.`);
    },
  );
});

describe('The choices of the preference centre', () => {
  const selected = (name: string, page: string): string => {
    const select = getElementsByTagName('select', parseDocument(page).children).find(
      ({ attribs }) => attribs['name'] === name,
    );
    const options = select ? getElementsByTagName('option', select.children) : [];
    const chosen = options.find(({ attribs }) => 'selected' in attribs) ?? options[0];
    return chosen ? `${chosen.attribs['value'] ?? ''} ${textContent(chosen)}` : '';
  };
  const page = (recipient: Recipient, yaml = '') => {
    const own = parseConfig(yaml, 'app.yaml');
    const context = { brand: own.brand, locale: 'en' as const, config: own, now };
    return preferenceCentre({ recipient, category: 'marketing', saved: false }, context);
  };

  test.each([0, 4, 50])('keep a cap of %i a week that no list has', (marketingPerWeek) => {
    expect(selected('marketingPerWeek', page({ emailAddress: email, marketingPerWeek }))).toBe(
      `${marketingPerWeek} ${marketingPerWeek} a week`,
    );
  });

  test('say what holds for who chooses nothing', () => {
    const yaml = 'preferences: { marketing_per_week: 4, quiet_hours: { from: "21:00", to: "08:00" } }';
    const shown = page({ emailAddress: email }, yaml);
    expect(selected('marketingPerWeek', shown)).toBe(' 4 a week');
    expect(selected('quietFrom', shown)).toBe(' 21:00');
    expect(selected('quietTo', shown)).toBe(' 08:00');
    expect(selected('marketingPerWeek', page({ emailAddress: email }))).toBe(' As they come');
  });
});
