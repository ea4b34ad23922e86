import { createTwoFilesPatch } from 'diff';
import type { TemplateContent } from './template.ts';

export interface FieldDiff {
  field: string;
  /** A unified diff; nothing where both are the same. */
  diff: string;
}

/** What two versions differ in, field by field; fields that are the same are left out. */
export const diffTemplates = (
  from: { label: string; content: TemplateContent },
  to: { label: string; content: TemplateContent },
): FieldDiff[] => {
  const before = new Map(fieldsOf(from.content));
  const after = new Map(fieldsOf(to.content));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [a = '', b = ''] = [before.get(field), after.get(field)];
    if (a === b) return [];
    return [{ field, diff: createTwoFilesPatch(`${field} ${from.label}`, `${field} ${to.label}`, a, b) }];
  });
};

const pretty = (value: unknown): string => (value === undefined ? '' : `${JSON.stringify(value, null, 2)}\n`);

const fieldsOf = (content: TemplateContent): [string, string][] => [
  ['category', content.category],
  ['description', content.description ?? ''],
  ['subjectTemplate', content.subjectTemplate],
  ['htmlTemplate', content.htmlTemplate],
  ['textTemplate', content.textTemplate ?? ''],
  ['variables', pretty(content.variables)],
  ['locale', content.locale ?? ''],
  ...Object.entries(content.locales ?? {}).flatMap(([locale, sources]): [string, string][] => [
    [`locales.${locale}.subjectTemplate`, sources.subjectTemplate],
    [`locales.${locale}.htmlTemplate`, sources.htmlTemplate],
    [`locales.${locale}.textTemplate`, sources.textTemplate ?? ''],
  ]),
  ['texts', pretty(content.texts)],
  ['sampleData', pretty(content.sampleData)],
  ['samples', pretty(content.samples)],
];
