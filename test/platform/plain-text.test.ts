import { describe, expect, test } from 'vitest';
import { htmlToPlainText } from '../../functions/platform/plain-text.ts';

const preheader = 'Only inboxes show this.';

describe('A text part made from HTML leaves out what is hidden', () => {
  test.each([
    { hidden: `<div style="display:none">${preheader}</div>` },
    { hidden: `<div style="display: none">${preheader}</div>` },
    { hidden: `<div style="color:#fff; DISPLAY : None !important;">${preheader}</div>` },
    { hidden: `<span style="display:none;max-height:0">${preheader}</span>` },
    { hidden: `<p style='font-size:1px;/* all */display: none'>${preheader}</p>` },
    { hidden: `<div style="visibility:hidden"><p>${preheader}</p></div>` },
    { hidden: `<div style="max-height:0; overflow:hidden">${preheader}</div>` },
    { hidden: `<span style="opacity:0;font-size:1px">${preheader}</span>` },
    { hidden: `<div hidden>${preheader}</div>` },
    { hidden: `<table><tr><td style="display: none"><b>${preheader}</b></td></tr></table>` },
    { hidden: `<p style="display:none">${preheader}<p style="display: none">again` },
    { hidden: `<title>${preheader}</title><style>p { color: red }</style><template>x</template>` },
  ])('$hidden', ({ hidden }) => {
    expect(htmlToPlainText(`<html><body>${hidden}<p>Hello Ada</p></body></html>`).trim()).toBe('Hello Ada');
  });

  test('and nothing else: what one client alone hides, and what is small', () => {
    const html =
      '<a href="https://a.b/c" style="mso-hide:all">Choose</a><div style="font-size:0"><b style="font-size:14px">us</b></div>';
    expect(htmlToPlainText(html)).toBe('Choose <https://a.b/c>\nus');
  });

  test('also where it is nested deeper than the stack', () => {
    const deep = '<b>'.repeat(100_000);
    expect(htmlToPlainText(`<p>Hello</p><div style="display: none">${deep}x`)).toBe('Hello');
  });
});

describe('A text part made from HTML keeps words apart', () => {
  test.each([
    {
      what: 'cells of a table',
      html: '<table><tr><th>Plan</th><th>Price</th></tr><tr><td>Business</td><td>€40</td></tr></table>',
      text: 'Plan | Price\nBusiness | €40',
    },
    {
      what: 'cells between which there is white space',
      html: '<table>\n<tr>\n<td>Total</td>\n <td><b>€40</b></td>\n</tr>\n</table>',
      text: 'Total | €40',
    },
    {
      what: 'cells that have nothing to say',
      html: '<table><tr><td><img src="a.png" alt=""></td><td>Ada</td><td>&nbsp;</td></tr></table>',
      text: 'Ada',
    },
    {
      what: 'cells with blocks in them',
      html: '<table><tr><td><p>Left</p></td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>',
      text: 'Left\n\na | b',
    },
    { what: 'rows', html: '<table><tr><td>a</td></tr><tr><td>b</td></tr></table>', text: 'a\nb' },
    {
      what: 'captions and terms',
      html: '<table><caption>Prices</caption><tr><td>a</td></tr></table><dl><dt>Seats</dt><dd>40</dd></dl>',
      text: 'Prices\na\n\nSeats\n40',
    },
    { what: 'items of a list', html: '<ul><li>a</li><li>b</li></ul>', text: ' * a\n * b' },
    { what: 'what looks like a tag', html: '<p>1 &lt; 2 &amp;amp; 3</p>', text: '1 < 2 &amp; 3' },
    { what: 'line breaks', html: 'a<br>b<br/>c', text: 'a\nb\nc' },
    {
      what: 'an address that is its own name, once',
      html: '<a href="https://a.b/?x=1&amp;y=2">https://a.b/?x=1&amp;y=2</a>',
      text: 'https://a.b/?x=1&y=2',
    },
  ])('$what', ({ html, text }) => {
    expect(
      htmlToPlainText(html)
        .replace(/\u00a0/g, ' ')
        .trimEnd(),
    ).toBe(text);
  });
});
