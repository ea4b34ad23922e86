import type { Spend } from './engine/budget.ts';
import type { Fault } from '../platform/errors.ts';
import { escapePointer, shortName } from '../platform/faults.ts';
import { exampleTexts, formatChecks, type VariableFormat } from './variable-formats.ts';

export const variableTypes = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
export type VariableType = (typeof variableTypes)[number];

/** One declared variable, or a part of one: a subset of JSON Schema. */
export interface Variable {
  type: VariableType;
  format?: VariableFormat | undefined;
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

/** Checks data against what a template declares; every fault at once, each by its JSON pointer: of a list or object the first hundred. */
export const checkData = (
  template: { name: string; variables: Variables },
  data: Readonly<Record<string, unknown>>,
): Fault[] => {
  const names = Object.keys(template.variables);
  const has = names.length === 0 ? 'it has none' : `it has ${someOf(names)}`;
  return checkProperties(
    '/data',
    template.variables,
    data,
    (name) => `Template ${template.name} has no variable "${shortName(name)}"; ${has}.`,
  );
};

const MAX_NAMES = 20;
/** Names as a sentence lists them; the first, when there are many. */
export const someOf = (names: readonly string[]): string =>
  names.length > MAX_NAMES
    ? `${names.slice(0, MAX_NAMES).join(', ')} and ${names.length - MAX_NAMES} more`
    : names.join(', ');

const checkProperties = (
  pointer: string,
  declared: Variables,
  value: Readonly<Record<string, unknown>>,
  unknown: (name: string) => string,
): Fault[] => [
  ...Object.keys(value)
    .filter((name) => !Object.hasOwn(declared, name))
    .slice(0, MAX_FAULTS)
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

export const hasType = (type: VariableType, value: unknown): boolean => {
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

export const nameOfType: Readonly<Record<VariableType, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'a boolean',
  array: 'an array',
  object: 'an object',
};

/** Checks one value; an empty list when it fits. */
export const checkVariable = (pointer: string, variable: Variable, value: unknown): Fault[] => {
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
    return variable.items === undefined ? [] : checkItems(pointer, variable.items, value);
  }
  if (isRecord(value) && variable.properties) {
    const names = someOf(Object.keys(variable.properties));
    return checkProperties(
      pointer,
      variable.properties,
      value,
      (name) => `"${name}" is not a field here; there is ${names}.`,
    );
  }
  return [];
};

/** More than anybody mends at a time. */
const MAX_FAULTS = 100;

const checkItems = (pointer: string, items: Variable, values: readonly unknown[]): Fault[] => {
  const declared = { ...items, required: true };
  const faults: Fault[] = [];
  for (const [i, item] of values.entries()) {
    faults.push(...checkVariable(`${pointer}/${i}`, declared, item));
    if (faults.length >= MAX_FAULTS) break;
  }
  return faults;
};

type MakeFault = (code: string, detail: string) => Fault[];

const checkText = (variable: Variable, value: string, fault: MakeFault): Fault[] => {
  if (variable.required === true && value.trim() === '') return fault('missing', 'Must not be empty.');
  if (value.length > (variable.maxLength ?? Infinity)) {
    return fault('too_big', `Must have at most ${variable.maxLength ?? 0} characters.`);
  }
  const check = variable.format && formatChecks[variable.format];
  return check === undefined || check.holds(value) ? [] : fault('invalid_format', check.detail);
};

const checkNumber = (variable: Variable, value: number, fault: MakeFault): Fault[] => {
  if (value < (variable.minimum ?? -Infinity))
    return fault('too_small', `Must be at least ${variable.minimum ?? 0}.`);
  if (value > (variable.maximum ?? Infinity))
    return fault('too_big', `Must be at most ${variable.maximum ?? 0}.`);
  return [];
};

/** Data with the declared defaults where nothing was given, also inside objects and lists. */
export const withDefaults = (
  variables: Variables,
  data: Readonly<Record<string, unknown>>,
  spend: Spend,
): Record<string, unknown> => {
  const filled: Record<string, unknown> = { ...data };
  for (const [name, variable] of Object.entries(variables)) {
    spend(FILL_WORK);
    const value = filledIn(variable, Object.hasOwn(filled, name) ? filled[name] : undefined, spend);
    if (value !== undefined) filled[name] = value;
  }
  return filled;
};

/** Looking at one place of the data, and filling it. */
const FILL_WORK = 100;

const filledIn = (variable: Variable, value: unknown, spend: Spend): unknown => {
  if (value === undefined || value === null) return variable.default;
  if (!hasDefaults(variable)) return value;
  if (variable.properties && isRecord(value)) return withDefaults(variable.properties, value, spend);
  const { items } = variable;
  return items && Array.isArray(value) ? value.map((item) => filledIn(items, item, spend)) : value;
};

const known = new WeakMap<Variable, boolean>();
/** Whether a default is declared anywhere inside; most variables have none, and need no copy. */
const hasDefaults = (variable: Variable): boolean => {
  const before = known.get(variable);
  if (before !== undefined) return before;
  const inner = [...Object.values(variable.properties ?? {}), ...(variable.items ? [variable.items] : [])];
  const found = inner.some((one) => one.default !== undefined || hasDefaults(one));
  known.set(variable, found);
  return found;
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
      return variable.enum?.[0] ?? (variable.format ? exampleTexts[variable.format] : name);
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
