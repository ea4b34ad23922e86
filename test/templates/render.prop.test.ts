import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkData, findTemplate } from '../../functions/templates/catalogue.ts';
import { renderTemplate } from '../../functions/templates/render.ts';
import { brand } from './fixture.ts';

const template = findTemplate('system_notification')!;
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
const tagsOf = (html: string): string[] => html.match(/<\/?[a-z][^>]*>/gi) ?? [];

test('whatever title and text say, they add no tag to the HTML and no line to the subject', () => {
  const plain = { title: 'Hello', body: 'It works.' };
  const tags = tagsOf(renderTemplate(template, plain, { brand, locale: 'en' }).html);
  fc.assert(
    fc.property(words, words, (title, text) => {
      // Empty lines would make more paragraphs of the template's own.
      const data = { title, body: text.replaceAll(/[\r\n]/g, ' ') };
      fc.pre(checkData(template, data).length === 0);
      const { html, subject } = renderTemplate(template, data, { brand, locale: 'en' });
      expect(tagsOf(html)).toEqual(tags);
      expect(subject).not.toMatch(/[\u0000-\u001f\u007f]/);
    }),
  );
});

test('the same data give the same mail at any time', () => {
  fc.assert(
    fc.property(words, words, (title, body) => {
      const render = () => renderTemplate(template, { title, body }, { brand, locale: 'en' });
      expect(render()).toEqual(render());
    }),
  );
});
