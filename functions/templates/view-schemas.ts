import * as z from 'zod';
import { categorySchema } from '../contract/category.ts';
import { templateContentSchema } from '../rendering/template.ts';

const instant = z.iso.datetime();

const summaryFields = {
  name: z.string(),
  category: categorySchema,
  description: z.string().optional(),
  isActive: z.boolean().describe('Whether e-mails may name it.'),
  isArchived: z.boolean(),
  isBuiltIn: z.boolean().describe('Whether it came with the service.'),
  activeVersion: z.int().optional().describe('What is sent.'),
  latestVersion: z.int().describe('0 before the first publication.'),
  updateOffered: z
    .int()
    .optional()
    .describe('Of a built-in: the version that a newer release brought; activate it to use it.'),
  createdAt: instant,
  updatedAt: instant,
};

/** A template as lists show it. */
export const templateSummarySchema = z
  .object(summaryFields)
  .meta({ id: 'TemplateSummary', description: 'A template without its content.' });

/** A template with its draft, or with its active version where there is no draft. */
export const templateSchema = z
  .object({
    ...summaryFields,
    ...templateContentSchema.shape,
    hasDraft: z.boolean(),
    revision: z.int().describe('Of the draft: its ETag without the quotes.'),
  })
  .meta({
    id: 'Template',
    description: 'A template with its draft, or with its active version where there is no draft.',
  });

/** A version as lists show it. */
export const templateVersionSchema = z
  .object({
    version: z.int(),
    isActive: z.boolean().describe('Whether it is what is sent.'),
    publishedAt: instant,
    publishedBy: z.string().describe('The client whose key it was.'),
    note: z.string().optional(),
    category: categorySchema,
  })
  .meta({ id: 'TemplateVersion', description: 'A version of a template without its content.' });
