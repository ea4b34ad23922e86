import * as z from 'zod';
import type { Fault } from '../platform/errors.ts';
import { escapePointer } from '../platform/faults.ts';

/** Formats that are checked; other words of JSON Schema are taken as a note. */
const formatChecks: Readonly<Record<string, { holds: (value: string) => boolean; detail: string }>> = {
  'date-time': {
    holds: (value) => /^\d{4}-\d{2}-\d{2}T\S+$/.test(value) && !Number.isNaN(Date.parse(value)),
    detail: 'Must be an ISO 8601 time, such as 2027-01-31T09:00:00+01:00.',
  },
  date: {
    holds: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
    detail: 'Must be a day, such as 2027-01-31.',
  },
  email: { holds: (value) => /^[^\s@<>]+@[^\s@<>]+$/.test(value), detail: 'Must be an e-mail address.' },
  uri: {
    holds: (value) => /^(https?:\/\/|mailto:|tel:)\S+$/i.test(value) && URL.canParse(value),
    detail: 'Must be a URL that starts with https://, http://, mailto: or tel:.',
  },
  'https-url': {
    holds: (value) => /^https:\/\/\S+$/i.test(value) && URL.canParse(value),
    detail: 'Must be a URL that starts with https://.',
  },
  currency: { holds: (value) => /^[A-Z]{3}$/.test(value), detail: 'Must be a currency, such as EUR.' },
};
const notedFormats = [
  'url',
  'time',
  'duration',
  'uuid',
  'hostname',
  'phone',
  'idn-email',
  'iri',
  'timezone',
  'locale',
];
export const variableFormats = [...Object.keys(formatChecks), ...notedFormats];

export const variableTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
export type VariableType = (typeof variableTypes)[number];

/** One declared variable, or a part of one: a subset of JSON Schema. */
export interface Variable {
  type: VariableType;
  format?: string | undefined;
  required?: boolean | undefined;
  default?: unknown;
  description?: string | undefined;
  example?: unknown;
  enum?: readonly (string | number)[] | undefined;
  maxLength?: number | undefined;
  maxItems?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  /** Of an array: what each item is; anything, when left out. */
  items?: Variable | undefined;
  /** Of an object: what it may hold; anything, when left out. */
  properties?: Readonly<Record<string, Variable>> | undefined;
}
export type Variables = Readonly<Record<string, Variable>>;

const variableName = z.string().regex(/^[A-Za-z_$][\w$]{0,63}$/, {
  error: 'A name starts with a letter, and has letters, digits and _ only.',
});

export const variableSchema: z.ZodType<Variable> = z
  .lazy(() =>
    z.strictObject({
      type: z.enum(variableTypes),
      format: z.enum(variableFormats).optional(),
      required: z.boolean().optional(),
      default: z.unknown().optional(),
      description: z.string().max(500).optional(),
      example: z.unknown().optional(),
      enum: z
        .array(z.union([z.string(), z.number()]))
        .min(1)
        .max(100)
        .optional(),
      maxLength: z.int().min(1).max(100_000).optional(),
      maxItems: z.int().min(1).max(5000).optional(),
      minimum: z.number().optional(),
      maximum: z.number().optional(),
      items: variableSchema.optional(),
      properties: z.record(variableName, variableSchema).optional(),
    }),
  )
  .meta({ id: 'TemplateVariable' });
export const variablesSchema = z.record(variableName, variableSchema);

/** Checks data against what a template declares; every fault at once, each by its JSON pointer. */
export const checkData = (
  template: { name: string; variables: Variables },
  data: Readonly<Record<string, unknown>>,
): Fault[] => {
  const names = Object.keys(template.variables);
  const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  return checkProperties(
    '/data',
    template.variables,
    data,
    (name) => `Template ${template.name} has no variable "${name}"; ${has}.`,
  );
};

const checkProperties = (
  pointer: string,
  declared: Variables,
  value: Readonly<Record<string, unknown>>,
  unknown: (name: string) => string,
): Fault[] => [
  ...Object.keys(value)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => ({
      pointer: `${pointer}/${escapePointer(name)}`,
      code: 'unknown_field',
      detail: unknown(name),
    })),
  ...Object.entries(declared).flatMap(([name, variable]) =>
    checkVariable(
      `${pointer}/${escapePointer(name)}`,
      variable,
      Object.hasOwn(value, name) ? value[name] : undefined,
    ),
  ),
];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasType = (type: VariableType, value: unknown): boolean => {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'string':
    case 'boolean':
      return typeof value === type;
  }
};

const nameOfType: Readonly<Record<VariableType, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
};

const checkVariable = (pointer: string, variable: Variable, value: unknown): Fault[] => {
  const fault = (code: string, detail: string): Fault[] => [{ pointer, code, detail }];
  if (value === undefined || value === null) {
    return variable.required === true && variable.default === undefined
      ? fault('missing', [variable.description, 'It is required.'].filter(Boolean).join(' '))
      : [];
  }
  if (!hasType(variable.type, value)) return fault('invalid_type', `Must be ${nameOfType[variable.type]}.`);
  if (variable.enum && !variable.enum.some((one) => one === value)) {
    return fault('invalid_value', `Must be one of ${variable.enum.join(', ')}.`);
  }
  if (typeof value === 'string') return checkText(variable, value, fault);
  if (typeof value === 'number') return checkNumber(variable, value, fault);
  if (Array.isArray(value)) {
    if (value.length > (variable.maxItems ?? Infinity)) {
      return fault('too_big', `Must have at most ${variable.maxItems ?? 0} items.`);
    }
    const { items } = variable;
    return items === undefined
      ? []
      : value.flatMap((item, i) => checkVariable(`${pointer}/${i}`, { ...items, required: true }, item));
  }
  if (isRecord(value) && variable.properties) {
    const names = Object.keys(variable.properties).join(', ');
    return checkProperties(
      pointer,
      variable.properties,
      value,
      (name) => `"${name}" is not a field here; there is ${names}.`,
    );
  }
  return [];
};

type MakeFault = (code: string, detail: string) => Fault[];

const checkText = (variable: Variable, value: string, fault: MakeFault): Fault[] => {
  if (variable.required === true && value.trim() === '') return fault('missing', 'Must not be empty.');
  if (value.length > (variable.maxLength ?? Infinity)) {
    return fault('too_big', `Must have at most ${variable.maxLength ?? 0} characters.`);
  }
  const check = formatChecks[variable.format ?? ''];
  return check === undefined || check.holds(value) ? [] : fault('invalid_format', check.detail);
};

const checkNumber = (variable: Variable, value: number, fault: MakeFault): Fault[] => {
  if (value < (variable.minimum ?? -Infinity))
    return fault('too_small', `Must be at least ${variable.minimum ?? 0}.`);
  if (value > (variable.maximum ?? Infinity))
    return fault('too_big', `Must be at most ${variable.maximum ?? 0}.`);
  return [];
};

/** Data with the declared defaults where nothing was given. */
export const withDefaults = (
  variables: Variables,
  data: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const filled: Record<string, unknown> = { ...data };
  for (const [name, variable] of Object.entries(variables)) {
    if (variable.default !== undefined && (filled[name] === undefined || filled[name] === null)) {
      filled[name] = variable.default;
    }
  }
  return filled;
};

/** A data object made of the examples and defaults that variables declare, for previews without data. */
export const exampleData = (variables: Variables): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, variable]) => {
      const value = exampleOf(name, variable);
      return value === undefined ? [] : [[name, value]];
    }),
  );

const exampleOf = (name: string, variable: Variable): unknown => {
  if (variable.example !== undefined) return variable.example;
  if (variable.default !== undefined) return variable.default;
  if (variable.required !== true) return undefined;
  switch (variable.type) {
    case 'string':
      return variable.enum?.[0] ?? exampleTexts[variable.format ?? ''] ?? name;
    case 'number':
    case 'integer':
      return variable.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return variable.items ? [exampleOf('item', { ...variable.items, required: true })] : [];
    case 'object':
      return exampleData(variable.properties ?? {});
  }
};

const exampleTexts: Readonly<Record<string, string>> = {
  'date-time': '2027-01-31T09:00:00Z',
  date: '2027-01-31',
  email: 'ada@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  'https-url': 'https://example.com/',
  currency: 'EUR',
};
