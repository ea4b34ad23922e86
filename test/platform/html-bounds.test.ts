import { describe, expect, test } from 'vitest';
import { describeHtmlFault, htmlBoundsFault } from '../../functions/platform/html-bounds.ts';
import { htmlToPlainText } from '../../functions/platform/plain-text.ts';
import { growthOf } from '../cpu-growth.ts';

const faultOf = (html: string): string | undefined => {
  const fault = htmlBoundsFault(html);
  return fault && describeHtmlFault(html, fault);
};

describe('HTML that is more than a mail has is refused, with the line of the first thing too many:', () => {
  test.each([
    ['deep nesting', `<p>\n${'<b>'.repeat(333_000)}`, 'Line 2: elements may be nested at most 200 deep.'],
    ['elements', '<b></b>\n'.repeat(60_000), 'Line 50001: the HTML may have at most 50000 elements.'],
    ['attributes', `<p ${'a b '.repeat(500)}>`, 'Line 1: a tag may have at most 200 attributes.'],
    [
      'quotations in quotations',
      `${'<blockquote>'.repeat(150)}${'a '.repeat(400_000)}`,
      'Line 1: long texts may not stand in that many lists and quotations.',
    ],
  ])('%s', (_what, html, fault) => {
    expect(faultOf(html)).toBe(fault);
  });

  test.each([
    ['a large table', `<table>${'<tr><td>a</td><td>b</td></tr>'.repeat(5000)}</table>`],
    ['a long text', 'word '.repeat(200_000)],
    ['paragraphs that nobody closes', '<p>text'.repeat(10_000)],
  ])('but not %s', (_what, html) => {
    expect(faultOf(html)).toBeUndefined();
  });
});

const shapes = {
  'elements side by side': '<b>x</b>',
  'elements in elements': '<b>',
  'ends that close nothing': '</b>',
  'elements with ends of others': '<b></i>',
  paragraphs: '<p>text</p>',
  'unclosed paragraphs': '<p>text',
  lists: '<ul><li>a</li></ul>',
  'unclosed lists': '<ul><li>a',
  quotations: '<blockquote>a</blockquote>',
  tables: '<table><tr><td>a</td></tr></table>',
  links: '<a href="https://a.b">x</a>',
  'hidden elements': '<div style="display:none">x</div>',
  styles: '<style></style>',
  comments: '<!---->',
  'unclosed comments': '<!--',
  'things that are no tags': '<',
  references: '&amp;',
  'broken references': '&',
  spaces: ' ',
  lines: '\n',
  words: 'word ',
  'line breaks': '<br>',
} as const;

test.each(Object.entries(shapes))(
  'twice as many %s take no more than twice as long to make plain text of',
  { timeout: 60_000 },
  async (_what, shape) => {
    const growth = await growthOf(
      (size) => {
        const html = shape.repeat(Math.floor(size / shape.length));
        return htmlBoundsFault(html) ?? htmlToPlainText(html);
      },
      { from: 250_000, to: 1_000_000 },
    );
    expect(growth).toBeLessThan(3);
  },
);
