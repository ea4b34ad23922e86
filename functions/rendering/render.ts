import { asName } from '../platform/strangers-words.ts';
import type { Config } from '../platform/config.ts';
import { htmlBoundsFault } from '../platform/html-bounds.ts';
import { htmlToPlainText } from '../platform/plain-text.ts';
import { asLine } from '../platform/one-line.ts';
import { type BrandScope, brandScope } from '../brand/brand.ts';
import { checkSource } from './engine/compile.ts';
import { makeBudget, type Spend } from './engine/budget.ts';
import { makeHelpers } from './engine/helpers.ts';
import { dayPart } from './engine/formats.ts';
import {
  closestLocale,
  DEFAULT_LOCALE,
  formatLocale,
  isRightToLeft,
  localesFor,
  onceALocale,
} from '../platform/locales.ts';
import { makeRun, makeRuntime, type Run } from './engine/runtime.ts';
import { TemplateFault } from './engine/template-fault.ts';
import type { LocaleSources, TemplateContent, TemplateVersion } from './template.ts';
import { withDefaults } from './variables.ts';
import { escapeHtml } from '../platform/html.ts';

export interface Rendered {
  subject: string;
  html: string;
  text: string;
  /** The language that was chosen. */
  locale: string;
}

/** Links of one mail; none in a category that nobody may refuse. */
export interface MailLinks {
  preferences?: string | undefined;
  unsubscribe?: string | undefined;
}

export interface RenderContext {
  brand: Config['brand'];
  /** The reader's: BCP 47 and IANA. */
  locale: string;
  timezone: string;
  recipient: { email: string; name?: string | undefined };
  links: MailLinks;
  /** Where pages of ours are, such as that of an appointment; without a slash at its end. */
  pagesUrl?: string | undefined;
  /** Epoch milliseconds that "in 2 hours" counts from. */
  now: number;
  /** What the mail's work is paid from; a budget of its own when left out. */
  spend?: Spend;
  /** Told which line of the source the HTML goes on from; of traced templates alone. */
  trace?: (length: number, line: number) => void;
}

interface CompiledSources {
  subject: Run;
  html: Run;
  text: Run | undefined;
}

/** A template ready to be rendered any number of times. */
export interface CompiledTemplate {
  content: TemplateContent & { name: string };
  own: CompiledSources;
  byLocale: ReadonlyMap<string, CompiledSources>;
}

interface CompileOptions {
  traced?: boolean;
}

const compileSources = (
  { subjectTemplate, htmlTemplate, textTemplate }: LocaleSources,
  options: CompileOptions,
): CompiledSources => ({
  subject: makeRun(checkSource(subjectTemplate, 'header').code),
  html: makeRun(checkSource(htmlTemplate, 'html', options).code),
  text: textTemplate === undefined ? undefined : makeRun(checkSource(textTemplate, 'text').code),
});

/** Checks a template against the allow-list and compiles it. @throws TemplateFault. */
export const compileTemplate = (
  content: TemplateContent & { name: string },
  options: CompileOptions = {},
): CompiledTemplate => ({
  content,
  own: compileSources(content, options),
  byLocale: new Map(
    Object.entries(content.locales ?? {}).map(([locale, sources]) => [
      locale,
      compileSources(sources, options),
    ]),
  ),
});

const MAX_KEPT = 200;
const compiled = new Map<string, CompiledTemplate>();

/** A version, compiled once: it never changes. @throws TemplateFault when what is stored does not pass the allow-list. */
export const compileVersion = (version: TemplateVersion): CompiledTemplate => {
  const key = `${version.name}@${version.version}@${version.hash}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const fresh = compileTemplate(version);
  if (compiled.size >= MAX_KEPT) compiled.clear();
  compiled.set(key, fresh);
  return fresh;
};

const brands = new WeakMap<Config['brand'], { scope: BrandScope; slug: string }>();
const brandOf = (brand: Config['brand']) => {
  const known = brands.get(brand);
  if (known) return known;
  const fresh = { scope: brandScope(brand), slug: slug(brand.company) };
  brands.set(brand, fresh);
  return fresh;
};

/**
 * Renders subject, HTML and text with data that passed checkData.
 * @throws TemplateFault `template_limit` when the data make loops or output grow beyond bounds.
 */
export const renderTemplate = (
  template: CompiledTemplate,
  data: Readonly<Record<string, unknown>>,
  context: RenderContext,
): Rendered => {
  const { content } = template;
  const { language, sources, chain } = choiceOf(template, context.locale);
  const spend = context.spend ?? makeBudget();
  const helpers = makeHelpers({
    locale: formatLocale(context.locale, language),
    timezone: context.timezone,
    now: context.now,
    textOf: (key) => chain.find((one) => Object.hasOwn(one, key))?.[key],
    campaign: { source: brandOf(context.brand).slug, name: content.name, content: content.category },
    spend,
  });
  const makePart = (trace?: RenderContext['trace']) => makeRuntime(helpers, spend, trace);
  const scope = {
    ...withDefaults(content.variables, data, spend),
    ...systemScope(context, content, language),
  };
  const written = sources.html(scope, makePart(context.trace)).toWellFormed();
  // What is traced must keep its offsets.
  const html = context.trace ? written : untrackOwnLinks(written, context);
  return {
    subject: asLine(sources.subject(scope, makePart()).toWellFormed()),
    html,
    text: sources.text ? `${tidyText(sources.text(scope, makePart()).toWellFormed())}\n` : plainTextOf(html),
    locale: language,
  };
};

/** @throws TemplateFault `template_limit` when loops wrote more elements than can be read through. */
const plainTextOf = (html: string): string => {
  const fault = htmlBoundsFault(html);
  if (fault !== undefined) {
    throw new TemplateFault('template_limit', `To make a text part of the HTML, ${fault.detail}`);
  }
  return htmlToPlainText(html);
};

type Texts = readonly Readonly<Record<string, string>>[];

/** What of a template a reader gets. */
interface Choice {
  language: string;
  sources: CompiledSources;
  /** Texts in the order in which they are looked up. */
  chain: Texts;
}
const choices = new WeakMap<CompiledTemplate, (locale: string) => Choice>();

const choiceOf = (template: CompiledTemplate, locale: string): Choice => {
  const known = choices.get(template) ?? onceALocale((one) => choose(template, one));
  choices.set(template, known);
  return known(locale);
};

const choose = (template: CompiledTemplate, locale: string): Choice => {
  const own = template.content.locale ?? DEFAULT_LOCALE;
  const texts = Object.keys(template.content.texts ?? {});
  const localized = closestLocale(locale, [own, ...template.byLocale.keys()]);
  const language = closestLocale(locale, [own, ...template.byLocale.keys(), ...texts]) ?? own;
  return {
    language,
    sources: template.byLocale.get(localized ?? own) ?? template.own,
    chain: textsFor(template, language),
  };
};

/** Texts in the order in which a reader of a language is served: those languages that it falls back to, then any. */
const textsFor = ({ content }: CompiledTemplate, language: string): Texts => {
  const { texts = {}, locale = DEFAULT_LOCALE } = content;
  const closest = localesFor([language, locale, DEFAULT_LOCALE], Object.keys(texts));
  return [...new Set([...closest, ...Object.keys(texts)])].map((name) => texts[name] ?? {});
};

/** Mailgun rewrites no link with this attribute (mailgun/documentation#610): a reader must see where it leads. */
const untrackOwnLinks = (
  html: string,
  { links, pagesUrl }: Pick<RenderContext, 'links' | 'pagesUrl'>,
): string => {
  const whole = [links.preferences, links.unsubscribe].filter((url) => url !== undefined);
  const own = [
    ...new Set(whole.map((url) => RegExp.escape(escapeHtml(url)))),
    ...(pagesUrl === undefined ? [] : [`${RegExp.escape(escapeHtml(pagesUrl))}/[^"']*`]),
  ];
  if (own.length === 0) return html;
  const pattern = new RegExp(`href\\s*=\\s*(["'])(?:${own.join('|')})\\1`, 'gi');
  return html.replace(pattern, (href) => `${href} disable-tracking="true"`);
};

const systemScope = (context: RenderContext, content: CompiledTemplate['content'], language: string) => ({
  brand: brandOf(context.brand).scope,
  // A name that reads as an address, or as a sentence, greets nobody.
  recipient: { email: context.recipient.email, name: asName(context.recipient.name) },
  links: context.links,
  mail: {
    category: content.category,
    template: content.name,
    locale: language,
    direction: isRightToLeft(language) ? 'rtl' : 'ltr',
    timezone: context.timezone,
    dayPart: dayPart(context.now, context.timezone),
  },
});

/** Blocks of a text source leave lines behind; two empty lines are never meant. */
const tidyText = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
