import { builtInTemplates } from '../../templates/built-in.ts';
import type { Fault } from '../platform/errors.ts';
import { escapePointer } from '../platform/http.ts';
import type { Template, TemplateVariable } from './template.ts';

const byName = new Map(builtInTemplates.map((template) => [template.name, template]));

/** The active version of a template; undefined when there is none of that name. */
export const findTemplate = (name: string): Template | undefined => byName.get(name);

/** The version that a message pinned. @throws Error when it is gone, which no published version may be. */
export const pinnedTemplate = (name: string, version: number): Template => {
  const template = byName.get(name);
  if (template?.version !== version) throw new Error(`Template ${name} has no version ${version}`);
  return template;
};

export const templateNames = (): string[] => [...byName.keys()];

/** Checks data against the variables that a template declares; every fault at once. */
export const checkData = (template: Template, data: Record<string, unknown>): Fault[] => {
  const undeclared = Object.keys(data)
    .filter((name) => !Object.hasOwn(template.variables, name))
    .map((name) => ({
      pointer: `/data/${escapePointer(name)}`,
      code: 'unknown_field',
      detail: `Template ${template.name} has no variable "${name}"; it has ${Object.keys(template.variables).join(', ')}.`,
    }));
  const declared = Object.entries(template.variables).flatMap(([name, variable]) =>
    checkVariable(`/data/${escapePointer(name)}`, variable, data[name]),
  );
  return [...undeclared, ...declared];
};

const checkVariable = (pointer: string, variable: TemplateVariable, value: unknown): Fault[] => {
  if (value === undefined || value === null) {
    return variable.required
      ? [{ pointer, code: 'missing', detail: `${variable.description} It is required.` }]
      : [];
  }
  if (typeof value !== variable.type) {
    return [{ pointer, code: 'invalid_type', detail: `Must be a ${variable.type}.` }];
  }
  if (typeof value !== 'string') return [];
  if (variable.required && value.trim() === '') {
    return [{ pointer, code: 'missing', detail: 'Must not be empty.' }];
  }
  if (variable.maxLength !== undefined && value.length > variable.maxLength) {
    return [{ pointer, code: 'too_big', detail: `Must have at most ${variable.maxLength} characters.` }];
  }
  if (variable.format === 'https-url' && !isHttpsUrl(value)) {
    return [{ pointer, code: 'invalid_format', detail: 'Must be a URL that starts with https://.' }];
  }
  return [];
};

const isHttpsUrl = (value: string): boolean => /^https:\/\/\S+$/i.test(value) && URL.canParse(value);
