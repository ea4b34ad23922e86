import { describe, expect, test } from 'vitest';
import { checkSources } from '../../functions/templates/check-template.ts';
import { diffTemplates } from '../../functions/templates/diff.ts';
import { growthOf } from '../cpu-growth.ts';
import { aContent } from './fixture.ts';
import { lint } from './lint-fixture.ts';

const variables = { a: { type: 'string' as const }, list: { type: 'array' as const } };
const repeated = (piece: string, size: number): string => piece.repeat(Math.floor(size / piece.length));

/** Pieces that a source is made of, however often. */
const pieces = {
  values: '{{=it.a}}',
  sums: '{{= it.a + it.a + it.a }}',
  choices: '{{= it.a ? it.a : "x" }}',
  'branches with values': '{{ if (it.a) { }}<b>{{= it.a }}</b>{{ } }}',
  'other branches': '{{ if (it.a) { }}{{= it.a }}{{ } else { }}x{{ } }}',
  loops: '{{ for (const x of it.list) { }}{{= x }}{{ } }}',
  notes: '{{/*x*/}}',
  'tags with spaces': `{{= it.a${' '.repeat(1000)}}}`,
  'broken tags': `{{= it.a${' '.repeat(1000)}x}}`,
  elements: '<b>',
  'elements in pairs': '<p>a</p>',
  'rows and cells': '<tr><td>a</td></tr>',
  'unclosed formatting': '<p><b class=x></p>',
  comments: '<!-- -->',
  'open comments': '<!--',
  'comments of Outlook': '<!--[if mso]><p>x</p><![endif]-->',
  'half comments of Outlook': '<!--[if mso',
  'half tags': '<',
  'half end tags': '</a ',
  spaces: ' ',
  lines: ' \n',
  'words of a link': '<a href="x">y</a>',
  images: '<img src=x>',
  styles: '<style></style>',
} as const;

describe('Twice as much of a source takes no more than twice as long to check', { timeout: 60_000 }, () => {
  test.each(Object.entries(pieces))('%s', async (_what, piece) => {
    const growth = await growthOf(
      (size) => checkSources(aContent({ variables, htmlTemplate: `${repeated(piece, size)}{{= it.a }}` })),
      { from: 64_000, to: 256_000 },
    );
    expect(growth).toBeLessThan(3);
  });

  test('attributes of a tag', async () => {
    const growth = await growthOf(
      (size) => checkSources(aContent({ htmlTemplate: `{{= it.a }}<p ${repeated('a1 b2 ', size)}>` })),
      { from: 64_000, to: 256_000 },
    );
    expect(growth).toBeLessThan(3);
  });
});

/** What once kept lint busy for long, as a whole mail of a size. */
const mails: Readonly<Record<string, (size: number) => string>> = {
  'backgrounds of many words': (size) => `<p style="background:${repeated('a ', size)}">x</p>`,
  'sizes of many digits': (size) => `<p style="font-size:${repeated('1', size)}">x</p>`,
  'colours of many digits': (size) => `<p style="color:${repeated('1', size)}">x</p>`,
  declarations: (size) => `<p style="${repeated('a:b;', size)}">x</p>`,
  'urls in a style': (size) => `<p style="a:${repeated('url(', size)}">x</p>`,
  'styles that differ': (size) =>
    Array.from({ length: size / 30 }, (_, i) => `<p style="width:${i}px">x</p>`).join(''),
  'ends that close nothing': (size) => repeated('</a>', size),
  'unclosed elements': (size) => repeated('<p>a', size),
  'hidden in hidden': (size) =>
    repeated(`${'<div style="display:none">'.repeat(150)}&nbsp;${'</div>'.repeat(150)}`, size),
  'coloured in coloured': (size) =>
    repeated(`${'<div style="color:#eee">'.repeat(150)}x${'</div>'.repeat(150)}`, size),
  'links in links': (size) => repeated(`${'<a href="#">'.repeat(150)}x${'</a>'.repeat(150)}`, size),
  'addresses of many words': (size) => `<a href="${repeated('h t', size)}">x</a>`,
  refreshes: (size) => `<meta http-equiv="refresh" content="${repeated('url ', size)}">`,
  stylesheets: (size) => repeated('<style>a{}</style>', size),
  'nested rules': (size) => `<style>${repeated('@media x{', size)}</style>`,
  ...Object.fromEntries(
    ['/*', '"\'', '(', '\\', '@', ';', ':', 'a,', 'a{b:c}', 'b:c;', '/**', ' '].map((piece) => [
      `${piece} in a stylesheet`,
      (size: number) => `<style>a{b:c;${repeated(piece, size)}}</style>`,
    ]),
  ),
};

describe('Twice as much of a mail takes no more than twice as long to lint', { timeout: 60_000 }, () => {
  test.each(Object.entries(mails))('%s', async (_what, mailOf) => {
    const growth = await growthOf((size) => lint({ htmlTemplate: mailOf(size) }), {
      from: 16_000,
      to: 256_000,
    });
    expect(growth).toBeLessThan(3);
  });
});

test(
  'fields that differ in many lines are compared only as far as there is work for',
  { timeout: 60_000 },
  async () => {
    const content = (size: number, word: string) => ({
      ...aContent(),
      locales: Object.fromEntries(
        Array.from({ length: size / 500 }, (_, i) => [
          `aa-${i}`,
          { subjectTemplate: 's', htmlTemplate: `${word}\n`.repeat(250), textTemplate: '' },
        ]),
      ),
    });
    const growth = await growthOf(
      (size) =>
        diffTemplates(
          { label: 'a', content: content(size, 'a') },
          { label: 'b', content: content(size, 'b') },
        ),
      { from: 64_000, to: 256_000 },
    );
    expect(growth).toBeLessThan(3);
  },
);
