import * as z from 'zod';
import { jsonValueSchema, localeTagSchema } from '../platform/fields.ts';
import { type Category, categorySchema } from '../contract/category.ts';
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

const sources = {
  subjectTemplate: z.string().describe('The subject, with `{{= it.name }}` where a variable stands.'),
  htmlTemplate: z.string().describe('The HTML part.'),
  textTemplate: z.string().optional().describe('The text part; made from the HTML when left out.'),
};

/** The sources of one language, where they are not the template's own. */
const localeSources = z
  .strictObject(sources)
  .meta({ id: 'TemplateSources', description: 'What a template says in one language.' });

const samples = z.record(z.string(), jsonValueSchema);

const contentFields = {
  category: categorySchema.describe('What its mails are for; decides their lane and who may refuse them.'),
  description: z.string().max(1000).optional().describe('What it is for, for people.'),
  ...sources,
  variables: variablesSchema.default({}).describe('What its data may hold, by name; nothing when left out.'),
  locale: localeTagSchema
    .optional()
    .describe('The language of the sources themselves, in BCP 47; `en` when left out.'),
  locales: z
    .record(localeTagSchema, localeSources)
    .optional()
    .describe('Sources in other languages, by BCP 47 tag.'),
  texts: z
    .record(localeTagSchema, z.record(z.string().min(1).max(64), z.string().max(2000)))
    .optional()
    .describe("What `t('key')` says: texts by key, by language."),
  sampleData: samples
    .optional()
    .describe('Data for previews and lint; made from the examples of the variables when left out.'),
  samples: z.record(z.string(), samples).optional().describe('More data for previews and lint, by name.'),
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
export const templateContentSchema = z.strictObject(contentFields).superRefine(checkSizes).meta({
  id: 'TemplateDraft',
  description: 'What an author writes.',
});

/** The same with the name of a template that is new. */
export const newTemplateSchema = z
  .strictObject({
    name: templateNameSchema.describe('What e-mails name it by; stays for ever.'),
    ...contentFields,
  })
  .superRefine(checkSizes)
  .meta({ id: 'NewTemplate', description: 'A template that begins, with its first draft.' });

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
