import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { checkPlaces } from '../../functions/templates/check-places.ts';
import { checkSource } from '../../functions/rendering/engine/compile.ts';
import { urlAttributes } from '../../functions/rendering/engine/html-context.ts';
import { htmlStart } from '../../functions/rendering/engine/html-state.ts';
import { readHtml } from '../../functions/rendering/engine/html-tokens.ts';
import { describeFault, TemplateFault } from '../../functions/rendering/engine/template-fault.ts';
import { html } from './fixture.ts';

/** Why a source is refused; undefined when it is taken. */
const refusalOf = (source: string): string | undefined => {
  try {
    checkPlaces(checkSource(source, 'html'), source);
    return undefined;
  } catch (error) {
    if (error instanceof TemplateFault) return describeFault(error);
    throw error;
  }
};

describe('A value is refused where clients could read it otherwise than the engine:', () => {
  test.each([
    ['behind a comment that closes itself', '<!--{{ /* */ }}><a title="-->" href="{{= it.x }}">x</a>'],
    ['behind <!-->', '<!--><a title="-->" href="{{= it.x }}">x</a>'],
    ['behind <!--->', '<!---><a title="-->" href="{{= it.x }}">x</a>'],
    ['behind --!>', '<!-- --!><a title="-->" href="{{= it.x }}">x</a>'],
    ['in a tag inside <title>', '<title><a href="{{= it.x }}">x</a></title>'],
    ['in a tag inside <textarea>', '<textarea><a href="{{= it.x }}">x</a></textarea>'],
    ['behind a tag inside <title>', '<title><b></title><a href="{{= it.x }}">x</a>'],
    ...['svg', 'math', 'noscript', 'noembed', 'noframes', 'iframe', 'xmp', 'plaintext', 'template'].flatMap(
      (tag): [string, string][] => [
        [`in <${tag}>`, `<${tag}><p>{{= it.x }}</p></${tag}>`],
        [`behind <${tag}>`, `<${tag}></${tag}><p title="{{= it.x }}">x</p>`],
        [`in an attribute of <${tag}>`, `<${tag} title="{{= it.x }}"></${tag}>`],
      ],
    ),
    ['in a select', '<select><style><a title="</style><a href="{{= it.x }}"></select>'],
    ['in CDATA', '<svg><![CDATA[><a href="{{= it.x }}">]]></svg>'],
    ['in an attribute that is there already', '<a href="https://a.b" href="{{= it.x }}">x</a>'],
    ['behind the name of a host', '<a href="https://ok.example{{= it.x }}">x</a>'],
    ['behind the name of a host without a scheme', '<a href="//ok.example{{= it.x }}">x</a>'],
    ['in an attribute without quotes', '<a href=x{{= it.x }}>x</a>'],
    ['in an attribute of an end tag', '<p>x</p title="{{= it.x }}">'],
    ['in an element of another name', '<image src="{{= it.x }}">'],
    ['behind NUL', 'a\0<p title="{{= it.x }}">x</p>'],
    ['behind a <', '<p>1 <{{= it.x }}</p>'],
    ['behind a < in a title', '<title><{{= it.x }}</title>'],
    ['behind the half of an end tag', '<title></ti{{= it.x }}</title>'],
    ['in a base', '<base href="{{= it.x }}">'],
    ['in a stylesheet’s address', '<link rel="stylesheet" href="{{= it.x }}">'],
    ['in a refresh', '<meta http-equiv="refresh" content="0;url={{= it.x }}">'],
    ['in a page in an attribute', '<iframe srcdoc="{{= it.x }}"></iframe>'],
    ['in a scheme', '<a href="java{{= it.x }}:alert(1)">x</a>'],
    ['behind a scheme that runs code', '<a href="javascript:{{= it.x }}">x</a>'],
    ['behind a scheme in references', '<a href="java&#115;cript&colon;{{= it.x }}">x</a>'],
    [
      'behind two beginnings',
      '<a href="{{ if (it.a) { }}javascript:{{ } else { }}https:{{ } }}//{{= it.x }}">x</a>',
    ],
    ['in a whole style', '<p style="{{= it.x }}">x</p>'],
    ['in the name of a property', '<p style="{{= it.x }}: red">x</p>'],
    ['in url() of a style', '<p style="background: url({{= it.x }})">x</p>'],
    ['in url() with references', '<p style="background: &#117;rl({{= it.x }})">x</p>'],
    ['in url() with escapes', '<p style="background: u\\72l({{= it.x }})">x</p>'],
    ['in url() in two pieces', '<p style="background: u{{= it.y }}rl({{= it.x }})">x</p>'],
    ['in a comment of a style', '<p style="a: /* {{= it.x }} */ b">x</p>'],
    ['in a selector', '<style>a{{= it.x }} { color: red }</style>'],
    ['in an at-rule', '<style>@import {{= it.x }};</style>'],
    [
      'in what is for Outlook, where others see its end',
      '<!--[if mso]><a title="-->" href="{{= it.x }}">x</a><![endif]-->',
    ],
    ['behind a comment in what is for Outlook', '<!--[if mso]><!-- x --><p>{{= it.x }}</p><![endif]-->'],
    ['before a > in what is for Outlook', '<!--[if mso]><p>{{= it.x }}>{{= it.x }}</p><![endif]-->'],
    [
      'behind what is for Outlook and ends in a tag',
      '<!--[if mso]><a title="<![endif]-->" href="{{= it.x }}">',
    ],
    ['behind what is for Outlook and ends in a style', '<!--[if mso]><style><![endif]--><p>{{= it.x }}</p>'],
  ])('%s', (_what, source) => {
    expect(refusalOf(source)).toMatch(/.{10,}\./);
  });

  test('with the line, and what it would be read as', () => {
    expect(refusalOf('<p>\n<a href="https://a.b"\nhref="{{= it.x }}">x</a>')).toBe(
      'Line 3, column 11: Mail clients would read this value as a part of no element, not as href of <a>; close what is open before it. The line: href="{{= it.x }}">x</a>',
    );
  });
});

describe('A value may stand', () => {
  test.each([
    [
      'in text, attributes, addresses and styles',
      '<p title="{{= it.x }}" style="color: {{= it.x }}; font: 1px \'{{= it.x }}\'">{{= it.x }}<a href="{{= it.x }}">x</a>',
    ],
    [
      'in each branch',
      '{{ if (it.a) { }}<b>{{= it.x }}</b>{{ } else if (it.b) { }}{{= it.x }}{{ } else { }}<i title="{{= it.x }}"></i>{{ } }}',
    ],
    [
      'in an attribute that only one branch writes',
      '<p {{ if (it.a) { }}class="{{= it.x }}"{{ } else { }}class="b"{{ } }}>x</p>',
    ],
    ['in a table, cell or not', '<table>{{= it.x }}<tr><td>{{= it.x }}</td></tr></table>'],
    [
      'in elements that parsers close by themselves',
      '<p>{{= it.x }}<p>{{= it.x }}<ul><li>{{= it.x }}<li>{{= it.x }}</ul>',
    ],
    ['in formatting that is nested wrongly', '<b><p>{{= it.x }}</b>{{= it.x }}</p>'],
    ['in a title and a textarea', '<title>a < b {{= it.x }}</title><textarea>{{= it.x }}</textarea>'],
    ['behind </p> and </br> that close nothing', '</p>{{= it.x }}</br>{{= it.x }}'],
    [
      'in what is for Outlook, and for all others',
      '<!--[if mso | IE]><table><tr><td width="{{= it.x }}">{{= it.x }}</td></tr></table><![endif]--><!--[if !mso]><!-->{{= it.x }}<!--<![endif]-->',
    ],
    [
      'in a colour of a gradient',
      '<p style="background: linear-gradient({{= it.x }}, rgba(0, 0, {{= it.x }}, 1))">x</p>',
    ],
    [
      'in a rule of a media query',
      '<style>@media screen { a:hover { color: {{= it.x }} !important } }</style>',
    ],
    ['before what no value may follow', '<p>{{= it.x }}</p><svg><title>x</title></svg>'],
    [
      'behind the beginning of an address',
      '<a href="https://a.b/{{= it.x }}">x</a><img src="cid:{{= it.x }}" alt=""><a href="#{{= it.x }}">x</a>',
    ],
  ])('%s', (_what, source) => {
    expect(refusalOf(source)).toBeUndefined();
  });

  test('nowhere, and then all HTML is taken', () => {
    expect(
      refusalOf('<svg><a xlink:href="x">y</a></svg><select></select><!--><b>{{ /* note */ }}'),
    ).toBeUndefined();
  });
});

const nasty = [
  ...[
    '<p>',
    '</p>',
    '<b>',
    '</b>',
    '<a>',
    '</a>',
    '<table>',
    '<tr>',
    '<td>',
    '</table>',
    '<div>',
    '</div>',
    '</br>',
  ],
  ...[
    '<title>',
    '</title>',
    '<textarea>',
    '</textarea>',
    '<style>',
    '</style>',
    '<style',
    '</style ',
    '</title x',
  ],
  ...[
    '<svg>',
    '</svg>',
    '<math>',
    '<mtext>',
    '<select>',
    '<option>',
    '<template>',
    '<noscript>',
    '</noscript>',
  ],
  ...[
    '<plaintext>',
    '<xmp>',
    '<iframe>',
    '<body ',
    '<html ',
    '<form>',
    '<button>',
    '<frameset>',
    '<![CDATA[',
    ']]>',
  ],
  ...[
    '<!--',
    '-->',
    '--!>',
    '<!-->',
    '<!--->',
    '--',
    '-',
    '>',
    '<',
    '</',
    '<!',
    '<?',
    '!',
    '<!doctype html>',
  ],
  ...[
    '<!--[if mso]>',
    '<![endif]-->',
    '<!--[if !mso]><!-->',
    '<!--<![endif]-->',
    '<![if mso]>',
    '<![endif]>',
  ],
  ...[
    '<a ',
    '<p ',
    '<img ',
    'href',
    'href=',
    'href="',
    "href='",
    'title="',
    "title='",
    'style="',
    'class=',
    'src = "',
  ],
  ...[
    '"',
    "'",
    '=',
    '/',
    '/>',
    ' ',
    '\n',
    '\r',
    '\t',
    '\f',
    '\0',
    '&',
    '&#',
    ';',
    ':',
    '{',
    '}',
    '(',
    ')',
    '/*',
    '*/',
  ],
  ...[
    'https://a.b/',
    'javascript:',
    'java',
    'mailto:',
    'color:',
    'url(',
    'red',
    '@media x{',
    'a{',
    '\\',
    'x',
  ],
];
const holes = ['{{= it.v }}', '{{= it.v }}', '{{= it.v }}', '{{= it.e }}', '{{ /* */ }}'];
const blocks = [
  '{{ if (it.yes) { }}',
  '{{ if (it.no) { }}',
  '{{ for (const x of it.list) { }}',
  '{{ } }}',
  '{{ } else { }}',
  '{{ } }}',
];
const shortPieces = fc.array(fc.constantFrom(...nasty, ...holes, ...holes, ...holes), { maxLength: 9 });
const pieces = fc.oneof(
  { weight: 3, arbitrary: shortPieces },
  { weight: 1, arbitrary: fc.array(fc.constantFrom(...nasty, ...holes, ...blocks), { maxLength: 14 }) },
  // A hole in the end, in places that are likely to be taken.
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        shortPieces,
        fc.constantFrom(
          '<a href="{{= it.v }}">',
          '{{= it.v }}',
          '<p title="{{= it.v }}" style="color:{{= it.v }}">',
        ),
        shortPieces,
      )
      .map(([before, hole, after]) => [...before, hole, ...after]),
  },
);

const hostile = [
  'javascript:alert(1)',
  'x"><script>alert(1)</script>',
  "x' onmouseover='alert(1)",
  'x--><img src=x onerror=alert(1)>',
  'x--!><img src=x onerror=alert(1)>',
  'x</title></textarea></style><script>alert(1)</script>',
  'x--',
  '--',
  'x url(javascript:alert(1)); } a { behavior: x',
  'x\r\n<b>\0',
  '/* x */ <!-- <![endif]-->',
  '&#60;script&#62;',
];

interface Shape {
  elements: string[];
  addresses: string[];
}

/** Elements with their attributes, and all addresses, of a document. */
const shapeOf = (source: string): Shape => {
  const shape: Shape = { elements: [], addresses: [] };
  const waiting: DefaultTreeAdapterTypes.Node[] = [parse(source, { scriptingEnabled: false })];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if ('attrs' in node) {
      shape.elements.push([node.tagName, ...node.attrs.map(({ name }) => name)].join(' '));
      for (const { name, value } of node.attrs) if (urlAttributes.has(name)) shape.addresses.push(value);
    }
    if ('childNodes' in node) waiting.push(...node.childNodes);
    if ('content' in node) waiting.push(node.content);
  }
  return shape;
};
/** The same by another parser, which many tools have. */
const laxShapeOf = (source: string): Shape => {
  const shape: Shape = { elements: [], addresses: [] };
  const parser = new Parser({
    onopentag: (name, attributes) => {
      shape.elements.push([name, ...Object.keys(attributes)].join(' '));
      for (const [key, value] of Object.entries(attributes))
        if (urlAttributes.has(key)) shape.addresses.push(value);
    },
  });
  parser.end(source);
  return shape;
};
const inOutlook = (mail: string): string =>
  mail.replace(/<!--\[if[^\]]*\]>(<!-->|<!-- -->)?/gi, ' ').replace(/<!(--<!)?\[endif\]-->/gi, ' ');

const runsCode = (address: string): boolean =>
  /^(javascript|vbscript|data):/i.test(address.replace(/[\u0000-\u0020\u007f-\u009f]/g, ''));

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 6000);

describe('Whatever HTML it is that is taken', { timeout: 100 * RUNS + 5000 }, () => {
  test('hostile values add no element, no attribute and no address that runs code', () => {
    const context = { e: '', yes: true, no: false, list: [1, 2] };
    let taken = 0;
    fc.assert(
      fc.property(pieces, fc.constantFrom(...hostile), (parts, value) => {
        const source = parts.join('');
        if (!source.includes('it.v') || refusalOf(source) !== undefined) return;
        taken += 1;
        const [plain, evil] = ['plain', value].map((v) => html(source, { ...context, v })) as [
          string,
          string,
        ];
        for (const shape of [shapeOf, laxShapeOf, (mail: string) => shapeOf(inOutlook(mail))]) {
          const [before, after] = [shape(plain), shape(evil)];
          expect(after.elements).toEqual(before.elements);
          expect(after.addresses.filter(runsCode)).toEqual(before.addresses.filter(runsCode));
        }
      }),
      { numRuns: RUNS },
    );
    expect(taken).toBeGreaterThan(RUNS / 20);
  });

  test('in how many pieces it comes makes no difference', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...nasty), { maxLength: 14 }), (parts) => {
        const source = parts.join('');
        const inPieces = Array.from(source).reduce(
          (state, character) => readHtml(state, character),
          htmlStart,
        );
        expect({ ...inPieces, unread: 0 }).toEqual({ ...readHtml(htmlStart, source), unread: 0 });
      }),
      { numRuns: RUNS },
    );
  });
});
