import { describe, expect, test } from 'vitest';
import { compileMjml } from '../../templates/compile.ts';
import { lacksOf } from '../../functions/templates/lint/clients.ts';
import baseline from '../../functions/templates/lint/mjml-baseline.json' with { type: 'json' };
import { found, good, lint, page } from './lint-fixture.ts';

test('a good mail has no findings', async () => {
  expect(await lint({})).toEqual([]);
});

describe('Lint finds in the HTML', () => {
  test.each([
    {
      what: 'an element that is not closed',
      body: '<div>\n<b>x</div>',
      want: 'error well_formed /htmlTemplate 7',
    },
    { what: 'an end that closes nothing', body: 'x\n</div>', want: 'error well_formed /htmlTemplate 7' },
    {
      what: 'an image without words',
      body: '<img src="https://a.b/c.png" width="10">',
      want: 'error image_alt /htmlTemplate 6',
    },
    {
      what: 'an image without a size',
      body: '<img src="https://a.b/c.png" alt="">',
      want: 'warning image_size /htmlTemplate 6',
    },
    {
      what: 'an image inside the mail',
      body: '<img src="data:image/png;base64,xx" alt="" width="1">',
      want: 'warning image_data /htmlTemplate 6',
    },
    {
      what: 'a mail that is an image',
      body: '<img src="https://a.b/c.png" alt="All the news" width="600">',
      want: 'warning image_text /htmlTemplate 6',
    },
    {
      what: 'a wide image by its style',
      body: '<img src="https://a.b/c.png" alt="All the news" style="width:600px">',
      want: 'warning image_text /htmlTemplate 6',
    },
    {
      what: 'an image without an address',
      body: '<img alt="x" width="1">',
      want: 'warning image_source /htmlTemplate 6',
    },
    ...[
      '<a href="java&Tab;script:x()">go on</a>',
      '<a href="&#1;javascript:x()">go on</a>',
      '<area href="javascript:x()" alt="go on">',
      '<form action="javascript:x()"></form>',
      '<img src="javascript:x()" alt="" width="1">',
      '<table role="presentation" background="javascript:x()"></table>',
      '<svg><a xlink:href="javascript:x()">go on</a></svg>',
      '<meta http-equiv="refresh" content="0;url=javascript:x()">',
      '<p style="background:url(javascript:x())">x</p>',
    ].map((body) => ({ what: `code in ${body}`, body, want: 'error link_scheme /htmlTemplate 6' })),
    ...[
      'www.example.com',
      'foo/bar',
      '//evil.example',
      'https://',
      'http ://a.b',
      'https://a b.c/d',
      'ftp://x.y/z',
    ].map((href) => ({
      what: `a link to ${href}`,
      body: `<a href="${href}">our shop</a>`,
      want: 'error link_target /htmlTemplate 6',
    })),
    {
      what: 'an area that is not encrypted',
      body: '<map name="m"><area href="http://a.b" alt="our shop"></map>',
      want: 'warning link_https /htmlTemplate 6',
    },
    {
      what: 'a table of layout round a table of data',
      body: '<table><tr><td><table><tr><th>a</th></tr></table></td></tr></table>',
      want: 'warning table_role /htmlTemplate 6',
    },
    ...['lightgrey', 'hsl(0,0%,67%)', 'rgba(170,170,170,1)', '#AAAAAAFF', '#aaa !important'].map(
      (colour) => ({
        what: `${colour} on white`,
        body: `<p style="color:${colour}">x</p>`,
        want: 'warning contrast /htmlTemplate 6',
      }),
    ),
    {
      what: 'elements nested beyond what clients bear',
      body: `${'<div>'.repeat(12_000)}${'</div>'.repeat(12_000)}`,
      want: 'error nesting /htmlTemplate 6',
    },
    { what: 'a script', body: '<script>alert(1)</script>', want: 'error active_content /htmlTemplate 6' },
    { what: 'code on a click', body: '<p onclick="x()">y</p>', want: 'error active_content /htmlTemplate 6' },
    {
      what: 'a frame',
      body: '<iframe src="https://a.b"></iframe>',
      want: 'error active_content /htmlTemplate 6',
    },
    {
      what: 'a link that runs code',
      body: '<a href="javascript:x()">go on</a>',
      want: 'error link_scheme /htmlTemplate 6',
    },
    {
      what: 'a link to nowhere',
      body: '<a href="{{= it.missing }}">go on</a>',
      want: 'error link_target /htmlTemplate 6',
    },
    {
      what: 'a link that is not encrypted',
      body: '<a href="http://a.b">our shop</a>',
      want: 'warning link_https /htmlTemplate 6',
    },
    {
      what: 'a link that says nothing',
      body: '<a href="https://a.b">Click here!</a>',
      want: 'warning link_words /htmlTemplate 6',
    },
    {
      what: 'a link without words',
      body: '<a href="https://a.b"></a>',
      want: 'warning link_words /htmlTemplate 6',
    },
    {
      what: 'a table without a role',
      body: '<table><tr><td>x</td></tr></table>',
      want: 'warning table_role /htmlTemplate 6',
    },
    {
      what: 'grey on white',
      body: '<p style="color:#aaaaaa">x</p>',
      want: 'warning contrast /htmlTemplate 6',
    },
    {
      what: 'white on yellow, inherited',
      body: '<table role="presentation" bgcolor="#ffff00"><tr><td style="color:#fff"><b>x</b></td></tr></table>',
      want: 'warning contrast /htmlTemplate 6',
    },
    {
      what: 'what few clients show',
      body: '<p style="position:absolute">x</p>',
      want: 'warning client_support /htmlTemplate 6',
    },
    {
      what: 'characters that make Gmail clip',
      body: '<p>a\u0092b</p>',
      want: 'error characters /htmlTemplate',
    },
    { what: 'a mail that Gmail clips', body: '<p>Hello</p>'.repeat(9000), want: 'error size /htmlTemplate' },
  ])('$what', async ({ body, want }) => {
    const variables = { ...good.variables, missing: { type: 'string' as const } };
    expect(await found({ htmlTemplate: page(body), variables })).toContain(want);
  });

  test.each([
    { what: 'large text of lighter grey', body: '<p style="color:#888888;font-size:24px">x</p>' },
    ...['font-size:18pt', 'font-size:1.5em', 'font:bold 19px Arial'].map((font) => ({
      what: `large text by ${font}`,
      body: `<p style="color:#888;${font}">x</p>`,
    })),
    {
      what: 'an image deep inside a link',
      body: '<a href="https://a.b"><span><img src="https://a.b/c.png" alt="Home" width="10"></span></a>',
    },
    { what: 'hidden words in any colour', body: '<p style="DISPLAY:NONE !important;color:#fff">x</p>' },
    { what: 'paragraphs that end by themselves', body: '<ul><li>a<li>b</ul>' },
    { what: 'a table of data', body: '<table><tr><th>a</th></tr><tr><td>b</td></tr></table>' },
    {
      what: 'an image that is a link',
      body: '<a href="https://a.b"><img src="https://a.b/c.png" alt="Home" width="10"></a>',
    },
    {
      what: 'tables for Outlook alone',
      body: '<!--[if mso]><table><tr><td><![endif]-->x<!--[if mso]></td></tr></table><![endif]-->',
    },
  ])('nothing wrong with $what', async ({ body }) => {
    expect(await found({ htmlTemplate: page(body), textTemplate: 'Hello' })).toEqual([]);
  });

  test('that it has no language, title or preview line', async () => {
    expect(await found({ htmlTemplate: '<p>Hello</p>' })).toEqual([
      'warning lang /htmlTemplate 1',
      'warning title /htmlTemplate 1',
      'warning preheader /htmlTemplate 1',
    ]);
  });

  test.each(['display:none !important', 'display:none!important', 'DISPLAY:None'])(
    'no preview line missing where it is hidden by %s',
    async (style) => {
      const htmlTemplate = page('<p>Hello {{= it.name }}</p>').replace('display:none', style);
      expect(await found({ htmlTemplate })).toEqual([]);
    },
  );

  test('the line of the source, also behind a loop', async () => {
    const htmlTemplate = page(
      '{{ for (const row of it.rows) { }}\n<p>{{= row }}</p>\n{{ } }}\n<img src="https://a.b/c.png" width="1">',
    );
    const variables = { ...good.variables, rows: { type: 'array' as const, example: ['a', 'b\nb', 'c'] } };
    expect(await found({ htmlTemplate, variables })).toEqual(['error image_alt /htmlTemplate 9']);
  });
});

describe('Lint finds in subject and text', () => {
  test.each([
    {
      what: 'a subject that is empty with the sample',
      different: { subjectTemplate: '{{= it.missing }}' },
      want: 'error subject /subjectTemplate',
    },
    {
      what: 'a subject that is too long',
      different: { subjectTemplate: 'x'.repeat(71) },
      want: 'warning subject /subjectTemplate',
    },
    {
      what: 'capitals',
      different: { subjectTemplate: 'BUY NOW OR NEVER' },
      want: 'warning subject /subjectTemplate',
    },
    {
      what: 'marks of spam',
      different: { subjectTemplate: 'Now!!!' },
      want: 'warning subject /subjectTemplate',
    },
    { what: 'no text part', different: { textTemplate: undefined }, want: 'warning text_part /textTemplate' },
    {
      what: 'a text part that says something else',
      different: {
        htmlTemplate: page(
          '<p>Hello, tomorrow your appointment takes place with your consultant about insurance and retirement planning questions.</p>',
        ),
        textTemplate: 'Buy cheap watches online',
      },
      want: 'warning text_part /textTemplate 1',
    },
    {
      what: 'a text that one of its languages lacks',
      different: {
        textTemplate: "Hello {{= it.name }} {{= t('bye') }}",
        texts: { de: { bye: 'Tschüss' } },
      },
      want: 'warning untranslated_text /texts',
    },
    {
      what: 'a sample that does not fit',
      different: { sampleData: { name: 7 } },
      want: 'warning sample_data /sampleData',
    },
    {
      what: 'a sample of more rows than a mail may have',
      different: {
        htmlTemplate: page('{{ for (const r of it.rows) { }}{{= r }}{{ } }}'),
        variables: { name: { type: 'string' as const }, rows: { type: 'array' as const } },
        samples: { many: { rows: Array(6000).fill(1) } },
      },
      want: 'error template_limit /htmlTemplate',
    },
  ])('$what', async ({ different, want }) => {
    const variables = { ...good.variables, missing: { type: 'string' as const } };
    expect(await found({ variables, ...different })).toContain(want);
  });
});

test('a language lacks no plural form that it has no use for', async () => {
  const textTemplate = "Hello {{= it.name }} {{= plural(it.n, 'few', t('few'), 'other', t('other')) }}";
  const variables = { ...good.variables, n: { type: 'number' as const } };
  const told = 'warning untranslated_text /texts';
  const inPolish = { pl: { few: '{n} pliki', other: '{n} pliku' } };
  const english = { en: { other: '{n} files' } };
  expect(await found({ variables, textTemplate, texts: { ...inPolish, ...english } })).not.toContain(told);
  const lacking = { pl: { other: '{n} pliku' }, cs: { few: '{n} soubory', other: '{n} souboru' } };
  expect(await found({ variables, textTemplate, texts: { ...english, ...lacking } })).toContain(told);
});

test('every finding says what to do, in sentences', async () => {
  const findings = await lint({
    htmlTemplate: '<img src="x"><a href="http://a.b">here</a><table><tr><td style="color:#eee">x',
    textTemplate: undefined,
    subjectTemplate: 'NOW OR NEVER!!',
  });
  expect(findings.length).toBeGreaterThan(9);
  for (const { message, remedy } of findings) {
    expect(message).toMatch(/^.{10,}\.$/s);
    expect(remedy).toMatch(/^.{10,}\.$/s);
  }
});

test('the baseline is what MJML itself always writes', async () => {
  const plain = `<mjml lang="en" dir="ltr"><mj-head><mj-title>x</mj-title></mj-head><mj-body background-color="#fff">
    <mj-wrapper background-color="#eee" border-radius="4px"><mj-section background-color="#fff">
    <mj-column border-radius="4px" padding="1px" background-color="#fff"><mj-text>a</mj-text><mj-button href="https://x.de">b</mj-button>
    <mj-image src="https://x.de/a.png" alt="a" width="100px"/><mj-table><tr><td>x</td></tr></mj-table><mj-divider/><mj-spacer/></mj-column>
    </mj-section></mj-wrapper></mj-body></mjml>`;
  const lacks = await lacksOf({ html: await compileMjml(plain, 'plain') });
  expect([...lacks.keys()].sort()).toEqual(baseline);
});
