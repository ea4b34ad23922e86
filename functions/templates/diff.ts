import { createTwoFilesPatch } from 'diff';
import type { TemplateContent } from '../rendering/template.ts';

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
  let steps = MAX_STEPS;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [a = '', b = ''] = [before.get(field), after.get(field)];
    if (a === b) return [];
    const names = [`${field} ${from.label}`, `${field} ${to.label}`] as const;
    const maxEditLength = Math.floor(Math.sqrt(steps));
    const compared = createTwoFilesPatch(...names, a, b, undefined, undefined, { maxEditLength });
    const diff = compared ?? replaced(...names, a, b);
    steps -= Math.min(compared === undefined ? steps : changedLines(compared) ** 2, steps);
    return [{ field, diff }];
  });
};

/**
 * Comparing takes steps by the square of the lines that differ (Myers' algorithm). Fields beyond these are as good as
 * written anew.
 */
const MAX_STEPS = 500 ** 2;
const changedLines = (diff: string): number => diff.match(/^[+-]/gm)?.length ?? 0;

/** A patch that takes out all of one text and puts in all of the other. */
const replaced = (fromName: string, toName: string, a: string, b: string): string => {
  const [out, into] = [a, b].map((text) => text.replace(/\n$/, '').split('\n'));
  return [
    `--- ${fromName}`,
    `+++ ${toName}`,
    `@@ -1,${out?.length ?? 0} +1,${into?.length ?? 0} @@`,
    ...(out ?? []).map((line) => `-${line}`),
    ...(into ?? []).map((line) => `+${line}`),
    '',
  ].join('\n');
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
