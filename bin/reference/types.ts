import { type JsonSchema, nameOf } from './document.ts';

/** What a writer of types knows: the named schemas, and where each has a section of its own. */
export interface Names {
  schemas: Readonly<Record<string, JsonSchema>>;
  /** Where a name is described; undefined where it is told at the place that has it. */
  linkTo: (name: string) => string | undefined;
}

/** A field as tables show it; what stands in an object or a list has the path to it. */
export interface Field {
  name: string;
  type: string;
  isNeeded: boolean;
  description: string;
}

/** The schema that a name stands for, unless it has a section of its own. */
const inlined = (schema: JsonSchema, names: Names): JsonSchema => {
  const name = nameOf(schema);
  if (name === undefined || names.linkTo(name) !== undefined) return schema;
  return names.schemas[name] ?? schema;
};

const formats: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  'date-time': 'time',
  date: 'date',
  time: 'time of day',
  uri: 'URL',
};

const counted = (word: string, least: number | undefined, most: number | undefined): string => {
  const [from, to] = [least?.toLocaleString('en'), most?.toLocaleString('en')];
  if (to === undefined) return least === undefined || least < 2 ? '' : `, ${least} ${word} or more`;
  return from === undefined || from === '0' ? `, up to ${to} ${word}` : `, ${from} to ${to} ${word}`;
};

const numberWords = (word: string, { minimum, maximum, exclusiveMinimum }: JsonSchema): string => {
  const bound = (value: number | undefined): number | undefined =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? undefined : value;
  const [least, most] = [bound(minimum), bound(maximum)];
  if (exclusiveMinimum !== undefined) return `${word}, more than ${exclusiveMinimum}`;
  if (least !== undefined && most !== undefined)
    return `${word}, ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
  if (least !== undefined) return `${word}, ${least} or more`;
  return most === undefined ? word : `${word}, up to ${most}`;
};

const value = (one: unknown): string => `\`${typeof one === 'string' ? one : JSON.stringify(one)}\``;

/** What type a schema has, in words, with its bounds. */
export const typeWords = (schema: JsonSchema, names: Names): string => {
  const name = nameOf(schema);
  const link = name === undefined ? undefined : names.linkTo(name);
  if (link !== undefined) return `[${name}](${link})`;
  const own = inlined(schema, names);
  const choices = own.anyOf ?? own.oneOf;
  if (own.const !== undefined) return value(own.const);
  if (own.enum !== undefined) return own.enum.map(value).join(', ');
  if (choices !== undefined)
    return [...new Set(choices.map((choice) => typeWords(choice, names)))].join(' or ');
  return plainWords(own, names);
};

const ANYTHING = 'any JSON value';

const plainWords = (schema: JsonSchema, names: Names): string => {
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => plainWords({ ...schema, type }, names)).join(' or ');
  }
  switch (schema.type) {
    case 'string':
      return `${formats[schema.format ?? ''] ?? 'text'}${counted('characters', schema.minLength, schema.maxLength)}`;
    case 'array':
      return `list of ${schema.items === undefined ? 'anything' : typeWords(schema.items, names)}${counted('items', schema.minItems, schema.maxItems)}`;
    case 'integer':
      return numberWords('whole number', schema);
    case 'number':
      return numberWords('number', schema);
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return '`null`';
    case 'object':
      return objectWords(schema, names);
    default:
      return schema.allOf === undefined ? ANYTHING : 'object';
  }
};

const objectWords = ({ additionalProperties: other }: JsonSchema, names: Names): string => {
  const words = typeof other === 'object' ? typeWords(other, names) : ANYTHING;
  return words === ANYTHING ? 'object' : `object, by name: ${words}`;
};

/** The fields of a schema: of objects that have no section, what stands in them too. */
export const fieldsOf = (schema: JsonSchema, names: Names, at = ''): Field[] => {
  const own = inlined(schema, names);
  const parts = (own.allOf ?? []).map((part) => inlined(part, names));
  return [own, ...parts].flatMap(({ properties, required }) =>
    Object.entries(properties).flatMap(([name, field]) => {
      const itself = {
        name: at + name,
        type: typeWords(field, names),
        isNeeded: required.includes(name),
        description: field.description ?? namedDescription(field, names),
      };
      return [itself, ...innerFields(field, names, at + name)];
    }),
  );
};

const namedDescription = (schema: JsonSchema, names: Names): string =>
  inlined(schema, names).description ?? '';

/** The sections whose fields a schema has as well as its own. */
export const basesOf = ({ allOf = [] }: JsonSchema, names: Names): string[] =>
  allOf
    .filter((part) => inlined(part, names) === part && nameOf(part) !== undefined)
    .map((part) => typeWords(part, names));

/** What stands in a field that is an object, a list of objects or one of several. */
const innerFields = (field: JsonSchema, names: Names, at: string): Field[] => {
  const own = inlined(field, names);
  if (own.items !== undefined) return innerFields(own.items, names, `${at}[]`);
  if (typeof own.additionalProperties === 'object')
    return innerFields(own.additionalProperties, names, `${at}.*`);
  const choices = own.anyOf ?? own.oneOf ?? [];
  if (choices.length > 0) return choices.flatMap((choice) => innerFields(choice, names, at));
  if (nameOf(own) !== undefined) return [];
  return fieldsOf(own, names, `${at}.`);
};
