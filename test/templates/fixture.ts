import type { RenderContext, Rendered } from '../../functions/rendering/render.ts';
import { compileTemplate, renderTemplate } from '../../functions/rendering/render.ts';
import type { TemplateContent } from '../../functions/rendering/template.ts';
import { parseConfig } from '../../lib/read-config.ts';

export const NOW = Date.parse('2027-01-04T09:00:00Z');

export const { brand } = parseConfig('brand: { company: Acme }', 'app.yaml');

export const aContext = (different: Partial<RenderContext> = {}): RenderContext => ({
  brand,
  locale: 'en',
  timezone: 'UTC',
  recipient: { email: 'ada@example.com', name: 'Ada' },
  links: {},
  now: NOW,
  ...different,
});

export const aContent = (different: Partial<TemplateContent> = {}): TemplateContent & { name: string } => ({
  name: 'test',
  category: 'system',
  subjectTemplate: 'Subject',
  htmlTemplate: '<p>HTML</p>',
  textTemplate: 'Text',
  variables: {},
  ...different,
});

/** Renders a template of these parts with data. */
export const rendered = (
  content: Partial<TemplateContent>,
  data: Record<string, unknown> = {},
  context: Partial<RenderContext> = {},
): Rendered => renderTemplate(compileTemplate(aContent(content)), data, aContext(context));

/** What a source shows in HTML. */
export const html = (source: string, data: Record<string, unknown> = {}): string =>
  rendered({ htmlTemplate: source }, data).html;

/** What a source shows in the text part, without the line break at its end. */
export const text = (
  source: string,
  data: Record<string, unknown> = {},
  more: Partial<RenderContext> = {},
): string => rendered({ textTemplate: source }, data, more).text.slice(0, -1);
