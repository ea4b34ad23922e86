import fc from 'fast-check';
import { findAll } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { describe, expect, test } from 'vitest';
import {
  markdownHtml,
  MAX_MARKDOWN,
  readMarkdown,
  readMarkdownLine,
} from '../../../functions/rendering/engine/markdown.ts';
import { html, rendered, text } from '../../templates/fixture.ts';

/** HTML without what only says how it looks. */
const bare = (written: string): string =>
  written.replace(/ (style|dir|scope|cellpadding|cellspacing)="[^"]*"/g, '');
const shownHtml = (value: string): string => bare(html('{{= markdown(it.v) }}', { v: value }));
const shownText = (value: string): string => text('{{= markdown(it.v) }}', { v: value });

describe('Markdown is formatted in HTML, and its words stand in the text part', () => {
  test.each([
    {
      what: 'emphasis',
      value: '**bold**, *soft*, ~~gone~~ and `code`',
      html: '<p><strong>bold</strong>, <em>soft</em>, <s>gone</s> and <code>code</code></p>',
      text: 'bold, soft, gone and code',
    },
    { what: 'paragraphs and lines', value: 'a\nb\n\nc', html: '<p>a<br>b</p><p>c</p>', text: 'a\nb\n\nc' },
    { what: 'headings', value: '## Next\ncall', html: '<p>Next</p><p>call</p>', text: 'Next\n\ncall' },
    {
      what: 'lists',
      value: '- a\n- b\n  - c\n\n2. d\n3. e',
      html: '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol start="2"><li>d</li><li>e</li></ol>',
      text: '- a\n- b\n  - c\n\n2. d\n3. e',
    },
    {
      what: 'tables',
      value: '| Plan | Price |\n|---|--:|\n| Pro | 40 |',
      html: '<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Pro</td><td>40</td></tr></table>',
      text: 'Plan | Price\nPro | 40',
    },
    {
      what: 'quotations and code',
      value: '> so be it\n\n```\na < b\n```',
      html: '<blockquote><p>so be it</p></blockquote><pre>a &lt; b</pre>',
      text: 'so be it\n\na < b',
    },
    { what: 'what is not Markdown', value: 'a_b_c * 2', html: '<p>a_b_c * 2</p>', text: 'a_b_c * 2' },
    { what: 'indented prose', value: '    a\n\n    b', html: '<p>a</p><p>b</p>', text: 'a\n\nb' },
    { what: 'a line below a text', value: 'a\n---', html: '<p>a</p><hr>', text: 'a' },
    { what: 'nothing', value: '', html: '', text: '' },
  ])('$what', ({ value, html: written, text: words }) => {
    expect(shownHtml(value)).toBe(written);
    expect(shownText(value)).toBe(words);
  });

  test('also cut, in a subject and in an attribute', () => {
    const mail = rendered(
      {
        subjectTemplate: '{{= markdown(it.v) }}',
        htmlTemplate: '<p title="{{= markdown(it.v) }}">{{= truncate(markdown(it.v), 12) }}</p>',
      },
      { v: '# A "b"\n\n**c** <d> and more' },
    );
    expect(mail.subject).toBe('A "b" c <d> and more');
    expect(mail.html).toBe('<p title="A &quot;b&quot;\n\nc &lt;d&gt; and more">A &quot;b&quot;\n\nc…</p>');
  });

  test.each([
    { value: '**40 seats** now', html: '<strong>40 seats</strong> now', text: '40 seats now' },
    { value: '- ## a\n- b', html: '## a - b', text: '## a - b' },
    { value: '* a | b\n|-|-|', html: 'a | b |-|-|', text: 'a | b |-|-|' },
    { value: '3. floor, `x`', html: '3. floor, <code>x</code>', text: '3. floor, x' },
  ])('in one line: $value', ({ value, html: written, text: words }) => {
    expect(bare(html("{{= markdown(it.v, 'line') }}", { v: value }))).toBe(written);
    expect(text("{{= markdown(it.v, 'line') }}", { v: value })).toBe(words);
  });
});

describe('A stranger’s Markdown', () => {
  test.each([
    { value: '[Pay](https://evil.example)', words: 'Pay (https://evil.example)' },
    { value: '<https://evil.example>', words: 'https://evil.example' },
    { value: '[a](mailto:a@evil.example)', words: 'a (mailto:a@evil.example)' },
    { value: '<a@evil.example>', words: 'a@evil.example' },
    { value: '[x](javascript:alert(1))', words: '[x](javascript:alert(1))' },
    { value: '![logo](https://evil.example/x.png)', words: 'logo' },
    { value: '[a]: https://evil.example\n\n[a]', words: '[a]: https://evil.example\n\n[a]' },
    { value: '<img src=x onerror=alert(1)>', words: '<img src=x onerror=alert(1)>' },
    { value: '&lt;script&gt;', words: '<script>' },
  ])('becomes no link, image or element: $value', ({ value, words }) => {
    expect(shownText(value)).toBe(words);
    expect(shownHtml(value)).not.toMatch(/<(?!\/?(p|br)>)/);
  });

  const pieces = fc.constantFrom(
    ...['a', '*', '**', '_', '`', '```', '[', ']', '](', '!', '<', '>', '<b>', '|', '|-|\n', '- ', '# '],
    ...[
      '1. ',
      '\n',
      '\n\n',
      '  ',
      '&#0;',
      '&lt;',
      '"',
      "'",
      '\\',
      '~~',
      'https://e.example',
      'שלום',
      '\u0007',
    ],
  );
  const allowed = /^(p|br|ul|ol|li|blockquote|table|tr|th|td|hr|pre|code|strong|em|s)$/;

  test('makes no other elements than those of its subset, and no attribute of its own, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        for (const read of [readMarkdown, readMarkdownLine]) {
          const elements = findAll(() => true, parseDocument(markdownHtml(read(parts.join('')))).children);
          for (const { name, attribs } of elements) {
            expect(name).toMatch(allowed);
            expect(Object.keys(attribs).join(' ')).not.toMatch(/href|src|on|class|id/);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('loses no word, however deep it is nested', () => {
    for (const value of [
      `${'>'.repeat(40)} deep`,
      `${'- '.repeat(40)}deep`,
      Array.from({ length: 40 }, (_, i) => `${'  '.repeat(i)}- deep`).join('\n'),
    ]) {
      expect(shownText(value)).toContain('deep');
      expect(shownHtml(value)).toContain('deep');
    }
  });

  test('that is too long to be read is shown as it is, line by line', () => {
    const value = `**a**\nb\n\n${'c'.repeat(MAX_MARKDOWN)}`;
    expect(shownText(value)).toBe(value);
    expect(shownHtml(value)).toContain('<p>**a**<br>b</p><p>ccc');
  });

  test.each(
    [
      '**a',
      '*a_ ',
      '[',
      '![',
      '[a](',
      '`a',
      '``a`',
      '> ',
      '>\n',
      '- a\n',
      '1. ',
      '|a',
      'a|b\n-|-\n',
      '# a\n',
      '<a',
      '\\',
      '&',
      '~~a',
      'a\n\n',
    ].map((unit) => ({ unit })),
  )('takes work that grows with its length alone: $unit', ({ unit }) => {
    /** Microseconds of the processor, since a clock on the wall counts what else the machine does. */
    const least = (length: number, times: number): number => {
      const value = unit.repeat(length / unit.length);
      const runs = Array.from({ length: 5 }, () => {
        const before = process.threadCpuUsage().user;
        for (let i = 0; i < times; i += 1) markdownHtml(readMarkdown(value));
        return process.threadCpuUsage().user - before;
      });
      return Math.min(...runs) + 4000;
    };
    least(MAX_MARKDOWN / 8, 8);
    // What grows with the square takes eight times as long at once as in eight parts.
    expect(least(MAX_MARKDOWN, 1) / least(MAX_MARKDOWN / 8, 8)).toBeLessThan(4);
  });

  test('is read once for all parts of a mail, and counted as work', () => {
    const source = '{{ for (const v of it.v) { }}{{= markdown(v) }}{{ } }}';
    const v = Array.from({ length: 3 }, (_, i) => `${i}`.padEnd(20_000, ' *a'));
    const mail = { htmlTemplate: source, textTemplate: source, subjectTemplate: 'x' };
    expect(rendered(mail, { v: v.slice(0, 2) }).text).toContain('a');
    const many = Array.from({ length: 10 }, (_, i) => `${i}`.padEnd(20_000, ' *a'));
    expect(() => rendered(mail, { v: many })).toThrow(/too much work/);
  });
});

test('words in the other direction than the mail keep their own', () => {
  expect(html('{{= markdown(it.v) }}', { v: 'שלום' })).toContain('<p dir="auto"');
  const texts = { en: { hello: 'Hello {name}!' }, he: { hello: 'שלום {name}!' } };
  const hello = (locale: string, name: string) =>
    rendered({ textTemplate: "{{= t('hello', 'name', it.name) }}", texts }, { name }, { locale }).text.trim();
  expect(hello('en', 'עדה')).toBe('Hello \u2068עדה\u2069!');
  expect(hello('en', 'Ada')).toBe('Hello Ada!');
  expect(hello('he', 'Ada')).toBe('שלום \u2068Ada\u2069!');
  expect(hello('he', '42')).toBe('שלום 42!');
});
