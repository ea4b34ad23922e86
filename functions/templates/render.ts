import { Eta } from 'eta/core';
import type { Config } from '../platform/config.ts';
import type { Template } from './template.ts';

export interface Rendered {
  subject: string;
  html: string;
  text: string;
}

export interface RenderContext {
  brand: Config['brand'];
  locale: string;
}

const options = {
  tags: ['{{', '}}'] as [string, string],
  autoFilter: true,
  filterFunction: (value: unknown) =>
    typeof value === 'string'
      ? value
      : typeof value === 'number' || typeof value === 'boolean'
        ? String(value)
        : '',
  cache: true,
  // A line break after a tag is the author's: without it, lines of the text part run together.
  autoTrim: false as const,
};
const htmlEngine = new Eta({ ...options, autoEscape: true });
// Subjects and plain text are no HTML: entities would be seen by the reader.
const textEngine = new Eta({ ...options, autoEscape: false });

type Compiled = Record<'subject' | 'html' | 'text', (scope: Record<string, unknown>) => string>;
const compiled = new Map<string, Compiled>();

const compile = (template: Template): Compiled => {
  const key = `${template.name}@${template.version}`;
  const known = compiled.get(key);
  if (known) return known;
  const compileWith = (engine: Eta, source: string) => {
    const run = engine.compile(source);
    return (scope: Record<string, unknown>) => engine.render(run, scope);
  };
  const made: Compiled = {
    subject: compileWith(textEngine, template.subjectTemplate),
    html: compileWith(htmlEngine, template.htmlTemplate),
    text: compileWith(textEngine, template.textTemplate),
  };
  compiled.set(key, made);
  return made;
};

/** Renders subject, HTML and text of a template whose data has passed checkData. */
export const renderTemplate = (
  template: Template,
  data: Record<string, unknown>,
  context: RenderContext,
): Rendered => {
  const run = compile(template);
  const body = typeof data['body'] === 'string' ? data['body'] : '';
  const scope = {
    ...data,
    actionLabel: data['actionLabel'] ?? data['actionUrl'],
    paragraphs: body.split(/\r?\n\s*\r?\n/).filter((paragraph) => paragraph.trim() !== ''),
    preheader: Array.from(body.replace(/\s+/g, ' ')).slice(0, 120).join(''),
    locale: context.locale,
    brand: {
      company: context.brand.company,
      color: context.brand.color,
      logoUrl: context.brand.logo_url,
      postalAddress: context.brand.postal_address,
    },
  };
  return {
    subject: oneLine(run.subject(scope)),
    html: run.html(scope),
    text: run.text(scope).trim() + '\n',
  };
};

/** Header values hold no line breaks or control characters (RFC 5322 §2.2). */
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
