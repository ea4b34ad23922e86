import { describe, expect, test } from 'vitest';
import { categories, type Category } from '../../functions/preferences/categories.ts';
import { unsubscribePage, type UnsubscribeView } from '../../functions/preferences/unsubscribe-page.ts';
import { brand } from '../templates/fixture.ts';

const email = 'ada@example.com';
const views: { name: string; view: UnsubscribeView; title: string }[] = [
  { name: 'asking', view: { state: 'ask', email, category: 'marketing' }, title: 'Unsubscribe?' },
  { name: 'done', view: { state: 'done', email, category: 'marketing' }, title: 'You are unsubscribed' },
  { name: 'expired', view: { state: 'expired' }, title: 'This link is too old' },
  { name: 'broken', view: { state: 'broken' }, title: 'This link does not work' },
];

/** The words of a page as a reader sees them. */
const wordsOf = (page: string): string =>
  page
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
    .trim();

describe('The unsubscribe page', () => {
  test.each(views)('when $name has its language, its title, and room for a phone', ({ view, title }) => {
    const page = unsubscribePage(view, brand);
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toContain(`<title>${title} – Acme</title>`);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(page).toContain('<meta name="robots" content="noindex">');
  });

  test.each(views)('when $name needs no script, image or anything from elsewhere', ({ view }) => {
    const page = unsubscribePage(view, brand);
    expect(page).not.toMatch(/<script|<img|<link|<iframe|javascript:|\son\w+=|https?:|url\(/i);
  });

  test('asks with one button, which posts back to the very link', () => {
    const page = unsubscribePage({ state: 'ask', email, category: 'marketing' }, brand);
    expect(page.match(/<form[^>]*>/g)).toEqual(['<form method="post">']);
    expect(page.match(/<button[^>]*>[^<]*/g)).toEqual(['<button type="submit">Unsubscribe']);
    expect(wordsOf(page)).toBe(
      'Acme Unsubscribe? We would no longer send offers and news to ada@example.com. Unsubscribe',
    );
  });

  test.each(views.filter(({ name }) => name !== 'asking'))('when $name has no button', ({ view }) => {
    expect(unsubscribePage(view, brand)).not.toMatch(/<form|<button(?!:)[ >]/);
  });

  test.each<{ category: Category; kind: string }>([
    { category: 'conversation_summary', kind: 'summaries of your conversations' },
    { category: 'appointment', kind: 'appointment e-mails' },
    { category: 'reminder', kind: 'appointment reminders' },
    { category: 'marketing', kind: 'offers and news' },
    { category: 'lead_alert', kind: 'lead alerts' },
    { category: 'digest', kind: 'digests' },
    { category: 'system', kind: 'service notices' },
  ])('calls mail of the category $category “$kind”', ({ category, kind }) => {
    expect(wordsOf(unsubscribePage({ state: 'done', email, category }, brand))).toContain(
      `We no longer send ${kind} to ada@example.com.`,
    );
  });

  test('tells those whose link does not work whom to ask', () => {
    for (const state of ['expired', 'broken'] as const) {
      expect(wordsOf(unsubscribePage({ state }, brand))).toContain(
        'answer any e-mail from Acme and ask us to stop',
      );
    }
  });
});

describe('A hostile', () => {
  const hostile = '</title><script>alert("1")</script><img src=x onerror=\'alert(2)\'>&amp;';
  const escaped =
    '&#60;/title&#62;&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#60;img src=x onerror=&#39;alert(2)&#39;&#62;&#38;amp;';

  test.each(views)('company name is text and nothing else when $name', ({ view }) => {
    const page = unsubscribePage(view, { ...brand, company: hostile });
    expect(page).toContain(`<p class="company">${escaped}</p>`);
    expect(page).toContain(` – ${escaped}</title>`);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('<img');
    expect(wordsOf(page)).toContain(hostile);
  });

  test.each(categories)('address is text and nothing else on a page about %s', (category) => {
    const page = unsubscribePage({ state: 'ask', email: hostile, category }, brand);
    expect(page).not.toContain('<script');
    expect(wordsOf(page)).toContain(`to ${hostile}.`);
  });
});
