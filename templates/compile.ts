import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import mjml2html from 'mjml';
import { type TemplateContent, templateContentSchema } from '../functions/rendering/template.ts';
import type { AnyBuiltIn } from './define.ts';
import { sharedTexts } from './shared/texts.ts';

const here = import.meta.dirname;
const shared = path.join(here, 'shared');

export interface CompiledBuiltIn {
  name: string;
  content: TemplateContent;
}

/** A source of MJML that can't be compiled; its message names the source. */
export class MjmlError extends Error {
  override readonly name = 'MjmlError';
}

/** Compiles the folder of a built-in to the content of a version. @throws MjmlError. */
export const compileBuiltIn = async (definition: AnyBuiltIn): Promise<CompiledBuiltIn> => {
  const { name, category, description, variables, samples, texts } = definition;
  const read = (file: string): string =>
    readFileSync(path.join(here, definition.folder ?? name, file), 'utf8');
  const slots = { title: definition.title, preheader: definition.preheader };
  const layout = readFileSync(path.join(shared, 'layouts', `${definition.layout}.mjml`), 'utf8');
  const textLayout = readFileSync(path.join(shared, 'layout.txt'), 'utf8');
  const content = {
    category,
    description,
    subjectTemplate: definition.subject,
    htmlTemplate: await compileMjml(fill(layout, { ...slots, body: read('body.mjml') }), `${name}/body.mjml`),
    textTemplate: fill(textLayout, {
      why: definition.layout === 'team' ? 'whyTeam' : 'why',
      body: read('text.txt').trimEnd(),
    }),
    variables,
    locale: 'en',
    texts: Object.fromEntries(
      Object.entries(texts).map(([locale, own]) => [locale, { ...sharedTextsOf(locale), ...own }]),
    ),
    sampleData: samples.rich,
    samples: { minimal: samples.minimal, hostile: samples.hostile },
  };
  // Round trip through JSON, which is how it is stored.
  return { name, content: templateContentSchema.parse(JSON.parse(JSON.stringify(content))) };
};

const sharedTextsOf = (locale: string): Record<string, string> =>
  locale === 'en' || locale === 'de' ? sharedTexts[locale] : {};

/**
 * Compiles MJML with our partials to the HTML that is stored and sent.
 * `file` names the source in faults. @throws MjmlError.
 */
export const compileMjml = async (source: string, file: string): Promise<string> => {
  const { html, errors } = await mjml2html(expandPartials(source, file), {
    validationLevel: 'soft',
    minify: true,
    // The other ways to minify break tags of the template: they are no CSS, and no list of class names.
    minifyOptions: { minifyCss: false, sortAttributesWithLists: false },
  });
  // Colours and sizes that come from the brand are tags, which MJML takes for faults.
  const faults = errors.filter(({ message }) => !message.includes('{{'));
  if (faults.length > 0) {
    throw new MjmlError(`${file}: ${faults.map(({ formattedMessage }) => formattedMessage).join('; ')}`);
  }
  return html;
};

/** Fills `[[name]]`; what is not given stays empty. */
const fill = (source: string, slots: Readonly<Record<string, string>>): string =>
  source.replace(/\[\[(\w+)\]\]/g, (_all, name: string) => slots[name] ?? '');

const partialTag = /<partial\s+((?:[\w-]+="[^"]*"\s*)*)(?:\/>|>((?:(?!<partial\b)[\s\S])*?)<\/partial\s*>)/;
const slotTag = /<slot\s+name="(\w+)"\s*>([\s\S]*?)<\/slot\s*>/g;

/** Puts the files of shared/partials in the place of `<partial name="…" …>content</partial>`, the innermost first. */
const expandPartials = (source: string, file: string): string => {
  let expanded = source;
  for (let found = partialTag.exec(expanded); found; found = partialTag.exec(expanded)) {
    const [whole, attributes = '', inner = ''] = found;
    const slots: Record<string, string> = {};
    for (const [, name = '', value = ''] of attributes.matchAll(/([\w-]+)="([^"]*)"/g)) slots[name] = value;
    const content = inner.replace(slotTag, (_all, name: string, value: string) => {
      slots[name] = value;
      return '';
    });
    const partial = path.join(shared, 'partials', `${slots['name'] ?? ''}.mjml`);
    if (!existsSync(partial)) throw new MjmlError(`${file}: there is no partial "${slots['name'] ?? ''}"`);
    const filled = fill(readFileSync(partial, 'utf8'), { ...slots, content: content.trim() });
    expanded = expanded.replace(whole, () => filled);
  }
  return expanded;
};
