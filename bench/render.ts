import { render as renderReact } from '@react-email/render';
import Handlebars from 'handlebars';
import { Liquid } from 'liquidjs';
import nunjucks from 'nunjucks';
import { createElement as h } from 'react';
import { lintTemplate } from '../functions/templates/lint/lint.ts';
import { mailBytes } from '../functions/rendering/mail-size.ts';
import { checkSources } from '../functions/templates/check-template.ts';
import { previewLinks } from '../functions/templates/sample-mail.ts';
import { compileTemplate, renderTemplate } from '../functions/rendering/render.ts';
import { parseConfig } from '../lib/read-config.ts';
import { builtIns } from '../templates/built-in.ts';
import { compileBuiltIn } from '../templates/compile.ts';
import { median } from './statistics.ts';

const config = parseConfig('', 'app.yaml');
const context = {
  brand: config.brand,
  locale: 'en',
  timezone: 'UTC',
  recipient: { email: 'ada@example.com' },
  links: {},
  now: 0,
};

const ROWS = 20;
const cell = 'padding:8px 12px 8px 0;border-bottom:1px solid #e4e7ec;vertical-align:top;';
const paragraph = `<p style="margin:0 0 16px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.6;color:#1f2937;">What was talked about, in a sentence or two of fixed words.</p>`;
const fixed = paragraph.repeat(50);

const data = {
  title: 'Your talk with <Acme> & friends',
  name: 'Ada Lovelace',
  rows: Array.from({ length: ROWS }, (_, i) => ({
    when: `2027-03-${i + 1}`,
    what: `Asked for "prices" & terms of plan ${i}`,
    amount: 100 * i,
  })),
};

const page = (title: string, name: string, rows: string): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>Hello ${name}</p>${fixed}<table role="presentation">${rows}</table></body></html>`;
const row = (when: string, what: string, amount: string): string =>
  `<tr><td style="${cell}">${when}</td><td style="${cell}">${what}</td><td style="${cell}">${amount}</td></tr>`;

const braces = (before: string, after: string, prefix: string): string =>
  page(
    '{{title}}',
    '{{name}}',
    `${before}${row(`{{${prefix}when}}`, `{{${prefix}what}}`, `{{${prefix}amount}}`)}${after}`,
  );

const ours = page(
  '{{= it.title }}',
  '{{= it.name }}',
  `{{ for (const row of it.rows) { }}${row('{{= row.when }}', '{{= row.what }}', '{{= row.amount }}')}{{ } }}`,
);

const react = () =>
  h(
    'html',
    { lang: 'en' },
    h('head', null, h('title', null, data.title)),
    h(
      'body',
      null,
      h('h1', null, data.title),
      h('p', null, `Hello ${data.name}`),
      h('div', { dangerouslySetInnerHTML: { __html: fixed } }),
      h(
        'table',
        { role: 'presentation' },
        h(
          'tbody',
          null,
          data.rows.map(({ when, what, amount }) =>
            h(
              'tr',
              { key: when },
              [when, what, amount].map((value, i) =>
                h('td', { key: i, style: { padding: '8px 12px 8px 0' } }, value),
              ),
            ),
          ),
        ),
      ),
    ),
  );

interface Contestant {
  run: () => unknown;
  /** How often in a round. */
  times: number;
}

const roundOf = async ({ run, times }: Contestant): Promise<number> => {
  const started = performance.now();
  for (let i = 0; i < times; i += 1) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - started) / times;
};

const ROUNDS = 9;
/** Rounds before the first that counts: what is compared is warm. */
const WARM_ROUNDS = 3;

/** Milliseconds for one run of each, the middle of several rounds; they take turns, so that a slow moment hits all. */
const timesOf = async <Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
): Promise<Record<Name, number>> => {
  const names = Object.keys(contestants) as Name[];
  const rounds = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = -WARM_ROUNDS; round < ROUNDS; round += 1) {
    for (const name of names) {
      const ms = await roundOf(contestants[name]);
      if (round >= 0) rounds.get(name)?.push(ms);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(rounds.get(name) ?? [])])) as Record<
    Name,
    number
  >;
};

/** Renderings a second of a mail of 15 KB with 20 rows, each engine over ours: below 1 it is slower than ours. */
export const timeRendering = async () => {
  const content = {
    name: 'bench',
    category: 'system' as const,
    subjectTemplate: 'x',
    htmlTemplate: ours,
    textTemplate: 'x',
    variables: {
      title: { type: 'string' as const, example: data.title },
      name: { type: 'string' as const },
      rows: { type: 'array' as const, example: data.rows },
    },
  };
  const template = compileTemplate(content);
  const handlebars = Handlebars.compile(braces('{{#each rows}}', '{{/each}}', ''));
  const nunjucksTemplate = nunjucks.compile(
    braces('{% for row in rows %}', '{% endfor %}', 'row.'),
    new nunjucks.Environment(null, { autoescape: true }),
  );
  const liquid = new Liquid({ outputEscape: 'escape' });
  const liquidTemplate = liquid.parse(braces('{% for row in rows %}', '{% endfor %}', 'row.'));
  const { own, ...others } = await timesOf({
    own: { run: () => renderTemplate(template, data, context), times: 400 },
    handlebars: { run: () => handlebars(data), times: 400 },
    nunjucks: { run: () => nunjucksTemplate.render(data), times: 400 },
    liquidjs: { run: (): unknown => liquid.renderSync(liquidTemplate, data), times: 100 },
    '@react-email/render': { run: () => renderReact(react()), times: 20 },
  });
  const { compiling, lint } = await timesOf({
    compiling: { run: () => (checkSources(content), compileTemplate(content)), times: 40 },
    lint: { run: () => lintTemplate(content, { config, links: {}, now: 0 }), times: 3 },
  });
  return {
    bytes: renderTemplate(template, data, context).html.length,
    'ours, subject and text part included': 1,
    ...Object.fromEntries(Object.entries(others).map(([name, ms]) => [name, own / ms])),
    'checking and compiling, in renderings': compiling / own,
    'lint at publication, in renderings': lint / own,
  };
};

/** Bytes of each built-in as it is sent, with its rich sample. */
export const sizesOfBuiltIns = async () =>
  Promise.all(
    builtIns.map(async (definition) => {
      const { name, content } = await compileBuiltIn(definition);
      const mail = renderTemplate(compileTemplate({ ...content, name }), definition.samples.rich, {
        ...context,
        links: previewLinks(content.category, 'https://mail.example.com'),
      });
      return { template: name, bytes: mailBytes(mail.html) };
    }),
  );
