import * as z from 'zod';
import { jsonValueSchema } from '../platform/fields.ts';
import { systemVariables } from './system-variables.ts';
import { variableFormats } from './variable-formats.ts';
import { checkVariable, hasType, nameOfType, type Variable, variableTypes } from './variables.ts';

const variableName = z.string().regex(/^[A-Za-z_$][\w$]{0,63}$/, {
  error: 'A name starts with a letter, and has letters, digits and _ only.',
});

const choiceSchema = z
  .union([z.string().describe('Of a string.'), z.number().describe('Of a number.')])
  .meta({ id: 'VariableChoice', description: 'A value that a variable may have.' });
const typeSchema = z
  .enum(variableTypes)
  .meta({ id: 'VariableType', description: 'What a value is in JSON.' });
const formatSchema = z
  .enum(variableFormats)
  .meta({ id: 'VariableFormat', description: 'What a string must be, such as `date-time`.' });

export const variableSchema: z.ZodType<Variable> = z
  .lazy(() =>
    z.strictObject({
      type: typeSchema.describe('What its value is.'),
      format: formatSchema.optional().describe('What a string must be.'),
      required: z.boolean().optional().describe('Refuses mails without it; false when left out.'),
      default: jsonValueSchema.optional().describe('Any JSON value: what it is where the data leave it out.'),
      description: z.string().max(500).optional().describe('What it is for, for people.'),
      example: jsonValueSchema.optional().describe('Any JSON value: what it is in previews without data.'),
      enum: z.array(choiceSchema).min(1).max(100).optional().describe('The only values that it may have.'),
      maxLength: z.int().min(1).max(100_000).optional().describe('Characters of a string, at most.'),
      maxItems: z.int().min(1).max(5000).optional().describe('Items of an array, at most.'),
      minimum: z.number().optional().describe('The least that a number may be.'),
      maximum: z.number().optional().describe('The most that a number may be.'),
      items: variableSchema.optional().describe('What each item of an array is; anything when left out.'),
      properties: z
        .record(variableName, variableSchema)
        .optional()
        .describe('What an object may hold, by name; anything when left out.'),
    }),
  )
  .meta({ id: 'TemplateVariable', description: 'A variable of a template, or a part of one.' });

export const variablesSchema = z.record(variableName, variableSchema).superRefine((variables, context) => {
  const refuse = (path: string[], code: string, message: string): void => {
    context.addIssue({ code: 'custom', path, message, params: { code } });
  };
  for (const [name, variable] of Object.entries(variables)) {
    if (Object.hasOwn(systemVariables, name)) {
      refuse([name], 'name_taken', `"${name}" is what every mail has from the service; take another name.`);
    }
    for (const { path, code, detail } of contradictions(variable, [name])) refuse(path, code, detail);
  }
});

interface Contradiction {
  path: string[];
  code: string;
  detail: string;
}

/** Where a declaration contradicts itself, so that its own default could not be sent. */
const contradictions = (variable: Variable, path: string[]): Contradiction[] => {
  const { default: fallback, enum: words, minimum, maximum, items, properties } = variable;
  const found: Contradiction[] = [];
  if (fallback !== undefined) {
    const faults = checkVariable('', { ...variable, required: true, default: undefined }, fallback);
    found.push(
      ...faults.map(({ pointer, detail }) => ({
        path: [...path, 'default'],
        code: 'invalid_default',
        detail: `The default does not fit${pointer === '' ? '' : ` at ${pointer}`}: ${detail}`,
      })),
    );
  }
  if (words?.some((word) => !hasType(variable.type, word))) {
    const detail = `Each value of enum must be ${nameOfType[variable.type]}.`;
    found.push({ path: [...path, 'enum'], code: 'invalid_enum', detail });
  }
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    const detail = 'No number is as large as minimum and as small as maximum.';
    found.push({ path: [...path, 'minimum'], code: 'invalid_range', detail });
  }
  const inner = Object.entries(properties ?? {});
  return [
    ...found,
    ...(items ? contradictions(items, [...path, 'items']) : []),
    ...inner.flatMap(([name, one]) => contradictions(one, [...path, 'properties', name])),
  ];
};
