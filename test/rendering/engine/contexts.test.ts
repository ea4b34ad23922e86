import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { findAll, textContent } from 'domutils';
import { describe, expect, test } from 'vitest';
import { TemplateFault } from '../../../functions/rendering/engine/template-fault.ts';
import { html, rendered } from '../../templates/fixture.ts';

const evil = `"><script>alert('1')</script>`;

describe('A value is escaped for its place', () => {
  test.each([
    { place: 'text', source: '<p>{{= it.v }}</p>', value: '<b>&', shown: '<p>&lt;b&gt;&amp;</p>' },
    {
      place: 'an attribute',
      source: '<p title="{{= it.v }}">',
      value: `"'<`,
      shown: '<p title="&quot;&#39;&lt;">',
    },
    {
      place: 'an attribute in single quotes',
      source: "<p title='{{= it.v }}'>",
      value: `"'`,
      shown: "<p title='&quot;&#39;'>",
    },
    {
      place: 'a title',
      source: '<title>{{= it.v }}</title>',
      value: '</title>',
      shown: '<title>&lt;/title&gt;</title>',
    },
    {
      place: 'a whole URL',
      source: '<a href="{{= it.v }}">',
      value: 'https://a.b/?x=1&y=2',
      shown: '<a href="https://a.b/?x=1&amp;y=2">',
    },
    {
      place: 'a mail address',
      source: '<a href="{{= it.v }}">',
      value: 'mailto:a@b.c',
      shown: '<a href="mailto:a@b.c">',
    },
    {
      place: 'the query of a URL',
      source: '<a href="https://a.b/?q={{= it.v }}">',
      value: `a&b="c" d'`,
      shown: '<a href="https://a.b/?q=a%26b%3D%22c%22%20d%27">',
    },
    {
      place: 'the path of a URL',
      source: '<a href="https://a.b/{{= it.v }}/c">',
      value: '../x?',
      shown: '<a href="https://a.b/..%2Fx%3F/c">',
    },
    {
      place: 'the address of a mailto',
      source: '<a href="mailto:{{= it.v }}">',
      value: 'a@b.c?bcc=x',
      shown: '<a href="mailto:a@b.c%3Fbcc%3Dx">',
    },
    {
      place: 'the address of a mailto with a plus',
      source: '<a href="mailto:{{= it.v }}">',
      value: 'ada+x@example.com',
      shown: '<a href="mailto:ada+x@example.com">',
    },
    {
      place: 'the number of a tel',
      source: '<a href="tel:{{= it.v }}">',
      value: '+49 (30) 12-34;x=javascript',
      shown: '<a href="tel:+49301234">',
    },
    {
      place: 'a URL, with spaces round the =',
      source: '<a href = "{{= it.v }}">',
      value: 'javascript:alert(1)',
      shown: '<a href = "#">',
    },
    {
      place: 'a URL, with a line break before the =',
      source: '<a href\n=\n"{{= it.v }}">',
      value: 'javascript:alert(1)',
      shown: '<a href\n=\n"#">',
    },
    {
      place: 'a style, with spaces round the =',
      source: '<p style = "color:{{= it.v }}">',
      value: 'red;background:url(x)',
      shown: '<p style = "color:">',
    },
    {
      place: 'the data of an object',
      source: '<object data="{{= it.v }}"></object>',
      value: 'javascript:alert(1)',
      shown: '<object data="#"></object>',
    },
    {
      place: 'an attribute after one without a value',
      source: '<input disabled title="{{= it.v }}">',
      value: '"',
      shown: '<input disabled title="&quot;">',
    },
    {
      place: 'a style',
      source: '<p style="color:{{= it.v }}">',
      value: '#fff',
      shown: '<p style="color:#fff">',
    },
    {
      place: 'a stylesheet',
      source: '<style>a { color: {{= it.v }}; }</style>',
      value: 'red',
      shown: '<style>a { color: red; }</style>',
    },
    {
      place: 'what only Outlook reads',
      source: '<!--[if mso]><td bgcolor="{{= it.v }}"><![endif]-->',
      value: '-->"',
      shown: '<!--[if mso]><td bgcolor="--&gt;&quot;"><![endif]-->',
    },
  ])('in $place', ({ source, value, shown }) => {
    expect(html(source, { v: value })).toBe(shown);
  });

  test.each([
    { what: 'code of an event', source: '<p onclick = "{{= it.v }}">' },
    { what: 'several addresses', source: '<img srcset = "{{= it.v }}">' },
    {
      what: 'where a page sends its reader',
      source: '<meta http-equiv="refresh" content="0;url={{= it.v }}">',
    },
    { what: 'a name that clients read differently', source: '<a href\u00a0="{{= it.v }}">' },
    { what: 'the address of a picture in a style', source: '<p style="background:url({{= it.v }})">' },
    {
      what: 'the address of a picture in quotes in a style',
      source: '<p style="background:url(\'{{= it.v }}\')">',
    },
    {
      what: 'what follows a comment that browsers take for closed',
      source: '<!--><p onclick="{{= it.v }}"><!-- -->',
    },
    { what: 'what follows a comment closed by --!>', source: '<!-- --!><p onclick="{{= it.v }}">' },
  ])('and is refused as $what', ({ source }) => {
    expect(() => html(source, { v: 'x' })).toThrow(TemplateFault);
  });

  test.each([
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\nscript:x',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/x',
    '',
    'x',
  ])('and a link to %j leads nowhere', (url) => {
    expect(html('<a href="{{= it.v }}">', { v: url })).toBe('<a href="#">');
  });

  test.each([
    'red;background:url(x)',
    'expression(alert(1))',
    'red"',
    'a}b',
    '</style><script>',
    'url(https://x)',
  ])('and a style of %j is left out', (style) => {
    expect(html('<p style="color:{{= it.v }}">', { v: style })).toBe('<p style="color:">');
  });

  test('and characters that mail must not have are taken out', () => {
    expect(html('{{= it.v }}', { v: 'a\u0000b\u0007c\u0092d\ud800e\tf\n' })).toBe('abcd\ufffde\tf\n');
  });

  test('and a link of ours is marked, so that Mailgun does not rewrite it', () => {
    const links = {
      unsubscribe: 'https://mail.example.com/u/a.b-c_d',
      preferences: 'https://mail.example.com/p/x?y=1&z',
    };
    const mail = rendered(
      {
        htmlTemplate:
          '<a href="{{= it.links.unsubscribe }}">a</a><a href="{{= it.links.preferences }}">b</a><a href="https://x.y">c</a>',
      },
      {},
      { links },
    );
    expect(mail.html).toBe(
      '<a href="https://mail.example.com/u/a.b-c_d" disable-tracking="true">a</a><a href="https://mail.example.com/p/x?y=1&amp;z" disable-tracking="true">b</a><a href="https://x.y">c</a>',
    );
  });
});

const everywhere = `<!doctype html><html lang="{{= it.v }}"><head><title>{{= it.v }}</title><style>a { color: {{= it.v }}; }</style></head>
<body><p title="{{= it.v }}" class='{{= it.v }}'>{{= it.v }}</p><a href="{{= it.v }}">{{= it.v }}</a>
<a href="https://a.b/{{= it.v }}?q={{= it.v }}#{{= it.v }}">x</a><p style="color:{{= it.v }}">y</p>
<!--[if mso]><table bgcolor="{{= it.v }}"><tr><td>{{= it.v }}</td></tr></table><![endif]--></body></html>`;

test.each([
  "href='{{= it.links.unsubscribe }}'",
  'HREF="{{= it.links.unsubscribe }}"',
  'href = "{{= it.links.unsubscribe }}"',
])('a link of ours is marked also when it is written %s', (href) => {
  const links = { unsubscribe: 'https://mail.example.com/u/a.b-c_d' };
  expect(rendered({ htmlTemplate: `<a ${href}>a</a>` }, {}, { links }).html).toMatch(
    /^<a href ?= ?.https:\/\/mail\.example\.com\/u\/a\.b-c_d. disable-tracking="true">a<\/a>$/i,
  );
});

test('links to pages of ours are marked, and those that only begin alike are not', () => {
  const html = '<a href="https://m.example/l/abc">a</a><a href="https://m.example.evil/l/abc">b</a>';
  expect(rendered({ htmlTemplate: html }, {}, { pagesUrl: 'https://m.example' }).html).toBe(
    '<a href="https://m.example/l/abc" disable-tracking="true">a</a><a href="https://m.example.evil/l/abc">b</a>',
  );
});

test('a link of ours that stands for both ways is marked once', () => {
  const url = 'https://mail.example.com/u/x';
  const mail = rendered(
    { htmlTemplate: '<a href="{{= it.links.unsubscribe }}">a</a>' },
    {},
    { links: { unsubscribe: url, preferences: url } },
  );
  expect(mail.html).toBe(`<a href="${url}" disable-tracking="true">a</a>`);
});

test('whatever a value is, it adds no element, no attribute and no end of a comment to the mail', () => {
  const shapeOf = (value: string) => {
    const document = parseDocument(html(everywhere, { v: value }));
    return {
      elements: findAll(() => true, document.children).map(({ name, attribs }) => [
        name,
        ...Object.keys(attribs),
      ]),
      comments: html(everywhere, { v: value }).split('-->').length,
    };
  };
  const plain = shapeOf('plain');
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          '&',
          '--',
          '/',
          '=',
          ' ',
          'script',
          'style',
          'onx=1',
          '{{',
          '}}',
          evil,
          'javascript:',
          '</',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(nasty, (value) => {
      expect(shapeOf(value)).toEqual(plain);
    }),
    { numRuns: 600 },
  );
});

test('what a value says is what the reader sees', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (value) => {
      fc.pre(!/[\u0000-\u001f\u007f-\u009f]/.test(value));
      expect(textContent(parseDocument(html('<p>{{= it.v }}</p>', { v: value })))).toBe(value);
    }),
  );
});

test('a subject is one line, whatever its values are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (value) => {
      const { subject } = rendered({ subjectTemplate: 'Re: {{= it.v }}' }, { v: value });
      expect(subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
      expect(subject.isWellFormed()).toBe(true);
    }),
  );
});
