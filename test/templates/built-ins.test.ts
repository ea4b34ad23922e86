import { findAll } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { HtmlValidate } from 'html-validate/node';
import { describe, expect, test } from 'vitest';
import { lintTemplate } from '../../functions/templates/lint/lint.ts';
import { mailBytes } from '../../functions/templates/lint/content.ts';
import { previewLinks } from '../../functions/templates/preview.ts';
import { compileTemplate, renderTemplate } from '../../functions/templates/render.ts';
import { checkData, exampleData } from '../../functions/templates/variables.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { builtIns } from '../../templates/built-in.ts';
import { compileBuiltIn } from '../../templates/compile.ts';
import { specimens } from '../../templates/shared/specimen/specimens.ts';
import { aContext, NOW } from './fixture.ts';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:a11y', 'html-validate:document'],
  // MJML marks the mail with role="article", since clients do not know the element.
  rules: { 'prefer-native-element': 'off' },
});
const brands = {
  plain: parseConfig('brand: { company: Acme, postal_address: "Main Street 1, Springfield" }', 'app.yaml'),
  yellow: parseConfig(
    'brand: { company: "Müller & Söhne", color: "#ffe14d", logo_url: "https://example.com/logo.png", postal_address: "Hauptstraße 1, 10115 Berlin", website_url: "https://example.com", social: [{ name: LinkedIn, url: "https://example.com/in" }] }',
    'app.yaml',
  ),
};

const compiled = await Promise.all(
  [...builtIns, ...specimens].map(async (definition) => ({
    definition,
    ...(await compileBuiltIn(definition)),
  })),
);
const cases = compiled.flatMap(({ definition, name, content }) =>
  Object.entries(definition.samples).flatMap(([sample, data]) =>
    Object.keys(definition.texts).flatMap((locale) =>
      Object.entries(brands).map(([brand, config]) => ({
        name,
        content,
        sample,
        data,
        locale,
        brand,
        config,
      })),
    ),
  ),
);

const render = ({ name, content, data, locale, config }: (typeof cases)[number]) =>
  renderTemplate(
    compileTemplate({ ...content, name }),
    data,
    aContext({
      brand: config.brand,
      locale,
      links: previewLinks(content.category, 'https://mail.example.com'),
    }),
  );

describe('A built-in template', () => {
  test.each(compiled)('$name has nothing that lint finds', async ({ name, content }) => {
    for (const config of Object.values(brands)) {
      const links = previewLinks(content.category, 'https://mail.example.com');
      expect(await lintTemplate({ ...content, name }, { config, links, now: NOW })).toEqual([]);
    }
  });

  test.each(compiled)(
    '$name takes its samples and the examples of its variables',
    ({ name, content, definition }) => {
      for (const data of [...Object.values(definition.samples), exampleData(content.variables)]) {
        expect(checkData({ name, variables: content.variables }, data)).toEqual([]);
      }
    },
  );

  test.each(compiled)('$name says the same in every language', ({ definition }) => {
    const { en = {}, ...others } = definition.texts;
    for (const texts of Object.values(others)) expect(Object.keys(texts)).toEqual(Object.keys(en));
  });

  test.each(compiled)('$name documents every variable', ({ content }) => {
    for (const variable of Object.values(content.variables)) {
      expect(variable.description).toMatch(/\.$/);
      expect(variable.example).toBeDefined();
    }
  });

  test.each(cases)(
    '$name, $sample, $locale, $brand: valid HTML of a size that no client clips',
    async (one) => {
      const { html, subject, text } = render(one);
      const report = await validator.validateString(html);
      expect(
        report.results.flatMap(({ messages }) =>
          messages.map(({ ruleId, message }) => `${ruleId}: ${message}`),
        ),
      ).toEqual([]);
      expect(mailBytes(html)).toBeLessThan(40_000);
      expect(subject).not.toBe('');
      for (const part of [subject, html, text])
        expect(part).not.toMatch(/\bundefined\b|\[object|NaN|\[\[|\{\{=\s*it\.(?!secret)/);
    },
  );

  test.each(cases.filter(({ sample }) => sample === 'hostile'))(
    '$name shows hostile data as text, $locale, $brand',
    (one) => {
      const { html, subject } = render(one);
      const elements = findAll(() => true, parseDocument(html).children);
      expect(elements.filter(({ name }) => ['script', 'iframe', 'b'].includes(name))).toEqual([]);
      expect(
        elements.flatMap(({ attribs }) => Object.keys(attribs)).filter((name) => name.startsWith('on')),
      ).toEqual([]);
      expect(subject).not.toMatch(/[\r\n]/);
      expect(html).not.toMatch(/[\u0000\u0007\u0080-\u009f]/);
    },
  );
});
