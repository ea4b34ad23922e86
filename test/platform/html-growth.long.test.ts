import { expect, test } from 'vitest';
import { htmlBoundsFault } from '../../functions/platform/html-bounds.ts';
import { htmlToPlainText } from '../../functions/platform/plain-text.ts';
import { growthOf } from '../cpu-growth.ts';

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
