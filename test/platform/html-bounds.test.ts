import { describe, expect, test } from 'vitest';
import { describeHtmlFault, htmlBoundsFault } from '../../functions/platform/html-bounds.ts';

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
