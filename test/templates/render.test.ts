import { describe, expect, test } from 'vitest';
import { findTemplate } from '../../functions/templates/catalogue.ts';
import { oneLine, renderTemplate } from '../../functions/templates/render.ts';
import { brand, templateWith } from './fixture.ts';

const context = { brand, locale: 'en' };
const renderPart = (source: string, data: Record<string, unknown>) => {
  const template = templateWith({ subjectTemplate: source, htmlTemplate: source, textTemplate: source });
  return renderTemplate(template, data, context);
};

describe('A value in a template', () => {
  test('is escaped in HTML, and as it is in subject and text', () => {
    expect(renderPart('{{= it.name }}', { name: `<b>"Tom" & 'Jerry'</b>` })).toEqual({
      subject: `<b>"Tom" & 'Jerry'</b>`,
      html: '&lt;b&gt;&quot;Tom&quot; &amp; &#39;Jerry&#39;&lt;/b&gt;',
      text: `<b>"Tom" & 'Jerry'</b>\n`,
    });
  });

  test.each([
    { name: 'undefined', value: undefined, shown: '' },
    { name: 'null', value: null, shown: '' },
    { name: 'an object', value: { a: 1 }, shown: '' },
    { name: 'a list', value: ['a'], shown: '' },
    { name: 'a function', value: () => 'a', shown: '' },
    { name: 'an empty text', value: '', shown: '' },
    { name: 'zero', value: 0, shown: '0' },
    { name: 'a number', value: 12.5, shown: '12.5' },
    { name: 'false', value: false, shown: 'false' },
    { name: 'an emoji', value: '🚀', shown: '🚀' },
  ])('that is $name shows as “$shown”', ({ value, shown }) => {
    const { subject, html, text } = renderPart('[{{= it.value }}]', { value });
    expect({ subject, html, text }).toEqual({
      subject: `[${shown}]`,
      html: `[${shown}]`,
      text: `[${shown}]\n`,
    });
  });

  test('that looks like a tag is not run', () => {
    const { html, text } = renderPart('{{= it.name }}', { name: '{{= it.brand.company }}' });
    expect({ html, text }).toEqual({ html: '{{= it.brand.company }}', text: '{{= it.brand.company }}\n' });
  });

  test('can’t replace what the service itself puts in', () => {
    const data = { brand: { company: 'Eve' }, locale: 'xx', paragraphs: ['Eve'], preheader: 'Eve' };
    const { text } = renderPart('{{= it.brand.company }} {{= it.locale }} {{= it.preheader }}', data);
    expect(text).toBe('Acme en\n');
  });
});

describe('A subject', () => {
  test.each([
    { name: 'a line break', title: 'Hello\nAda', subject: 'Hello Ada' },
    {
      name: 'a header of its own',
      title: 'Hello\r\nBcc: eve@example.com',
      subject: 'Hello Bcc: eve@example.com',
    },
    { name: 'tabs and other controls', title: 'Hello\t\u0000\u007fAda', subject: 'Hello Ada' },
    { name: 'line breaks around it', title: '\r\nHello\r\n', subject: 'Hello' },
    { name: 'nothing of that', title: 'Grüße, Ada 🚀', subject: 'Grüße, Ada 🚀' },
  ])('with $name is one line', ({ title, subject }) => {
    expect(renderPart('{{= it.title }}', { title }).subject).toBe(subject);
    expect(oneLine(title)).toBe(subject);
  });
});

describe('The system notification', () => {
  const template = findTemplate('system_notification')!;
  const render = (data: Record<string, unknown>, more: Partial<typeof brand> = {}) =>
    renderTemplate(template, data, { brand: { ...brand, ...more }, locale: 'de' });
  const plain = { title: 'Export ready', body: 'It is ready.\n\nFetch it <soon>.' };

  test('has its title as subject and headline', () => {
    const { subject, html } = render({ ...plain, title: 'Export & more' });
    expect(subject).toBe('Export & more');
    expect(html).toContain('<title>Export &amp; more</title>');
    expect(html).toMatch(/<h1[^>]*>Export &amp; more<\/h1>/);
  });

  test('has one paragraph of HTML for each of its text, escaped', () => {
    const paragraphs = [...render(plain).html.matchAll(/<p [^>]*>([^<]*)<\/p>/g)].map(([, words]) => words);
    expect(paragraphs).toEqual(['It is ready.', 'Fetch it &lt;soon&gt;.']);
  });

  test('names its language', () => {
    expect(render(plain).html).toContain('<html lang="de" dir="auto">');
  });

  test('has no trace of a button when there is none', () => {
    const { html, text } = render(plain);
    expect(html).not.toMatch(/<a |undefined|null/);
    expect(text).not.toMatch(/undefined|null|:/);
  });

  test('calls its button as it was told, or by its address', () => {
    const actionUrl = 'https://example.com/?a=1&b=2';
    expect(render({ ...plain, actionUrl, actionLabel: 'Fetch it' }).html).toMatch(
      /<a href="https:\/\/example\.com\/\?a=1&amp;b=2"[^>]*>Fetch it<\/a>/,
    );
    expect(render({ ...plain, actionUrl }).html).toMatch(/>https:\/\/example\.com\/\?a=1&amp;b=2<\/a>/);
  });

  test('does not let an address break out of its link', () => {
    const { html } = render({ ...plain, actionUrl: 'https://example.com/" onclick="alert(1)' });
    expect(html).not.toContain('" onclick="');
  });

  test.each([
    {
      name: 'without a button',
      data: plain,
      more: {},
      text: 'Export ready\n\nIt is ready.\n\nFetch it <soon>.\n\n--\nAcme\n',
    },
    {
      name: 'with a button',
      data: { ...plain, actionUrl: 'https://example.com/x', actionLabel: 'Fetch it' },
      more: {},
      text: 'Export ready\n\nIt is ready.\n\nFetch it <soon>.\n\nFetch it: https://example.com/x\n\n--\nAcme\n',
    },
    {
      name: 'with a postal address',
      data: plain,
      more: { postal_address: 'Main Street 1, Springfield' },
      text: 'Export ready\n\nIt is ready.\n\nFetch it <soon>.\n\n--\nAcme\nMain Street 1, Springfield\n',
    },
  ])('$name reads line by line as plain text', ({ data, more, text }) => {
    // How many empty lines stand between two parts is a matter of taste; that there is a break is not.
    const lines = (words: string) => words.split(/\n+/);
    expect(lines(render(data, more).text)).toEqual(lines(text));
  });

  test('has an empty line between its title and its text', () => {
    expect(render(plain).text).toMatch(/^Export ready\n\nIt is ready\./);
  });

  test('does not cut a character in two for its preview line', () => {
    const { html } = render({ ...plain, body: `${'a'.repeat(119)}🚀 and more` });
    expect(html.isWellFormed()).toBe(true);
  });

  test('shows the logo where there is one, and the company’s name where not', () => {
    expect(render(plain, { logo_url: null }).html).not.toContain('<img');
    const withLogo = renderTemplate(template, plain, {
      brand: { ...brand, logo_url: 'https://example.com/logo.png' },
      locale: 'en',
    });
    expect(withLogo.html).toContain('<img src="https://example.com/logo.png" alt="Acme"');
  });
});
