import fc from 'fast-check';
import { expect, test } from 'vitest';
import { statementsOf } from '../../functions/templates/lint/stylesheet.ts';
import { lint } from './lint-fixture.ts';

const pieces = [
  ...[
    '<p style="',
    "<td style='",
    '">',
    "'>",
    '<style>',
    '</style>',
    '<div ',
    '</div>',
    '<a href="',
    '<img src="',
  ],
  ...[
    'a',
    'a:hover',
    '.x',
    '#y',
    '*',
    '>',
    '~',
    '[b=c]',
    ':not(',
    '::before',
    '@media x',
    '@import ',
    '@font-face',
    '@',
  ],
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ';',
    ':',
    ',',
    '"',
    "'",
    '\\',
    '/*',
    '*/',
    '!',
    '!important',
    '\n',
    ' ',
    '&',
    '&quot;',
  ],
  ...[
    'color',
    'background',
    'font-size',
    'width',
    '--x',
    '-webkit-x',
    'red',
    '#fff',
    'url(',
    'rgb(',
    'calc(',
    '1',
    'px',
    '%',
    '%%',
  ],
  ...[
    '<!--',
    '-->',
    '<!--[if mso]>',
    '<![endif]-->',
    '<svg>',
    '<title>',
    '<br/>',
    '<o:p>',
    '</',
    'javascript:',
    'mailto:',
    '\u0085',
  ],
];

const written = fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join(''));
/** A mail with a stylesheet, a style and a body of any pieces, each in its place. */
const mails = fc
  .tuple(written, written, written)
  .map(
    ([css, style, body]) =>
      `<style>${css.replaceAll('<', '')}</style><p style="${style.replaceAll('"', '')}">x</p>${body}`,
  );

test(
  'whatever the HTML is, lint tells findings of it, each with a sentence and what to do',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(mails, written), async (htmlTemplate) => {
        for (const { message, remedy } of await lint({ htmlTemplate })) {
          expect(message.length).toBeGreaterThan(10);
          expect(remedy.length).toBeGreaterThan(10);
        }
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
    );
  },
);

test('the statements of a stylesheet are found, whatever stands in their texts and comments', () => {
  const css = `/* } */ @import "a;b";\na, b:hover { color: red; content: "}{"; }\n@media x { a { b: c } }\nd { e: f`;
  expect(statementsOf(css)).toEqual([
    { kind: 'comment', prelude: '', declarations: [], offset: 0 },
    { kind: 'at', prelude: '@import "a;b"', declarations: [], offset: 8 },
    {
      kind: 'rule',
      prelude: 'a, b:hover',
      declarations: [
        ['color', 'red'],
        ['content', '"}{"'],
      ],
      offset: 23,
    },
    { kind: 'at', prelude: '@media x', declarations: [], offset: 65 },
  ]);
});
