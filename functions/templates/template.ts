import * as z from 'zod';
import { localeTagSchema } from '../platform/fields.ts';
import { type Category, categories } from '../preferences/categories.ts';
import { variablesSchema } from './declarations.ts';
import type { Variables } from './variables.ts';

/** The largest template: all its sources together. DynamoDB's items hold 400 KB. */
export const MAX_TEMPLATE_BYTES = 256 * 1024;
const MAX_SAMPLE_BYTES = 64 * 1024;
/** Each sample is looked at in each language before a template is published. */
const MAX_SAMPLES = 20;
const MAX_LANGUAGES = 100;

export const templateNameSchema = z.string().regex(/^[a-z][a-z0-9_]{1,63}$/, {
  error: 'A name has 2 to 64 characters: a to z, digits and _, and starts with a letter.',
});

const source = z.string();
const sources = {
  subjectTemplate: source,
  htmlTemplate: source,
  textTemplate: source.optional(),
};

/** The sources of one language, where they are not the template's own. */
const localeSources = z.strictObject(sources);

const contentFields = {
  category: z.enum(categories),
  description: z.string().max(1000).optional(),
  ...sources,
  variables: variablesSchema.default({}),
  /** The language of the sources themselves. */
  locale: localeTagSchema.optional(),
  locales: z.record(localeTagSchema, localeSources).optional(),
  /** What `t('key')` says, by language. */
  texts: z.record(localeTagSchema, z.record(z.string().min(1).max(64), z.string().max(2000))).optional(),
  sampleData: z.record(z.string(), z.unknown()).optional(),
  /** More samples, by name. */
  samples: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
};

const checkSizes = (content: Omit<TemplateContent, 'variables'>, context: z.RefinementCtx): void => {
  const tooBig = (field: string, what: string, bytes: number, most: number): void => {
    if (bytes <= most) return;
    const message = `${what} have ${bytes} bytes together; at most ${most} are allowed.`;
    context.addIssue({ code: 'custom', path: [field], message, params: { code: 'too_big' } });
  };
  const tooMany = (field: string, what: string, count: number, most: number): void => {
    if (count <= most) return;
    const message = `There are ${count} ${what}; at most ${most} are allowed.`;
    context.addIssue({ code: 'custom', path: [field], message, params: { code: 'template_limit' } });
  };
  tooMany('locales', 'languages', Object.keys(content.locales ?? {}).length, MAX_LANGUAGES);
  tooMany('texts', 'languages', Object.keys(content.texts ?? {}).length, MAX_LANGUAGES);
  tooMany('samples', 'samples', Object.keys(content.samples ?? {}).length, MAX_SAMPLES);
  tooBig('htmlTemplate', 'The sources', contentBytes(content), MAX_TEMPLATE_BYTES);
  tooBig('sampleData', 'The samples', jsonBytes([content.sampleData, content.samples]), MAX_SAMPLE_BYTES);
};

/** What an author writes, and a version keeps as it was. */
export const templateContentSchema = z.strictObject(contentFields).superRefine(checkSizes);

/** The same with the name of a template that is new. */
export const newTemplateSchema = z
  .strictObject({ name: templateNameSchema, ...contentFields })
  .superRefine(checkSizes);

export interface TemplateContent {
  category: Category;
  description?: string | undefined;
  subjectTemplate: string;
  htmlTemplate: string;
  textTemplate?: string | undefined;
  variables: Variables;
  locale?: string | undefined;
  locales?: Record<string, LocaleSources> | undefined;
  texts?: Record<string, Record<string, string>> | undefined;
  sampleData?: Record<string, unknown> | undefined;
  samples?: Record<string, Record<string, unknown>> | undefined;
}

export interface LocaleSources {
  subjectTemplate: string;
  htmlTemplate: string;
  textTemplate?: string | undefined;
}

/** One version of a template, which never changes. */
export interface TemplateVersion extends TemplateContent {
  name: string;
  version: number;
  /** Of its content. */
  hash: string;
}

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const contentBytes = (content: Omit<TemplateContent, 'variables'>): number =>
  [content, ...Object.values(content.locales ?? {})].reduce(
    (sum, { subjectTemplate, htmlTemplate, textTemplate = '' }) =>
      sum +
      Buffer.byteLength(subjectTemplate) +
      Buffer.byteLength(htmlTemplate) +
      Buffer.byteLength(textTemplate),
    jsonBytes(content.texts ?? {}),
  );
