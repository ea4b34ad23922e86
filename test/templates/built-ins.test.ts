import { findAll } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { HtmlValidate } from 'html-validate/node';
import { describe, expect, test } from 'vitest';
import { mailBytes } from '../../functions/rendering/mail-size.ts';
import { previewLinks } from '../../functions/templates/sample-mail.ts';
import { compileTemplate, renderTemplate } from '../../functions/rendering/render.ts';
import { checkData, exampleData } from '../../functions/rendering/variables.ts';
import { builtIns } from '../../templates/built-in.ts';
import { compileBuiltIn } from '../../templates/compile.ts';
import { sampleBrands } from '../../templates/shared/specimen/brands.ts';
import { specimens } from '../../templates/shared/specimen/specimens.ts';
import { aContext } from './fixture.ts';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:a11y', 'html-validate:document'],
  // MJML marks the mail with role="article", since clients do not know the element.
  rules: { 'prefer-native-element': 'off' },
});

const compiled = await Promise.all(
  [...builtIns, ...specimens].map(async (definition) => ({
    definition,
    ...(await compileBuiltIn(definition)),
  })),
);
const cases = compiled.flatMap(({ definition, name, content }) =>
  Object.entries(definition.samples).flatMap(([sample, data]) =>
    Object.keys(definition.texts).flatMap((locale) =>
      Object.entries(sampleBrands).map(([brand, config]) => ({
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
      expect(mailBytes(html)).toBeLessThan(42_000);
      expect(subject).not.toBe('');
      for (const part of [subject, html, text])
        expect(part).not.toMatch(/\bundefined\b|\[object|NaN|\[\[|\{\{=\s*it\.(?!secret)/);
    },
  );

  test.each(cases.filter(({ sample, brand }) => sample === 'rich' && brand === 'plain'))(
    '$name shows no marks of Markdown, $locale',
    (one) => {
      const { html, subject, text } = render(one);
      for (const part of [subject, html, text]) expect(part).not.toMatch(/\*\*|\*\w|\|--|^ *(#+|>) /m);
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
      const leadsTo = elements.map(({ attribs }) => `${attribs['href'] ?? ''} ${attribs['src'] ?? ''}`);
      expect(leadsTo.filter((address) => /^https?:.*evil/.test(address.trim()))).toEqual([]);
      expect(subject).not.toMatch(/[\r\n]/);
      expect(html).not.toMatch(/[\u0000\u0007\u0080-\u009f]/);
    },
  );
});
