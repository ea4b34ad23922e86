import type { Category } from '../preferences/categories.ts';

export interface TemplateVariable {
  type: 'string' | 'number' | 'boolean';
  format?: 'https-url';
  required: boolean;
  maxLength?: number;
  description: string;
  example: unknown;
}

/** One version of a template: its sources are Eta with `{{ }}` tags. */
export interface Template {
  name: string;
  version: number;
  category: Category;
  description: string;
  subjectTemplate: string;
  htmlTemplate: string;
  textTemplate: string;
  variables: Readonly<Record<string, TemplateVariable>>;
}
