import { page } from './markdown.ts';
import { fieldsOf, type Field, type Names } from './types.ts';

/** So many fields that are all those of another thing are not told again. */
const WORTH_A_LINK = 8;

const isSame = (one: Field, other: Field): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields of a thing: where it has all of another one that is told, those by a link, and the rest as `write` does. */
export const sharedFields = (
  fields: readonly Field[],
  others: readonly string[],
  names: Names,
  write: (fields: readonly Field[]) => string,
): string => {
  const known = others.map((name) => {
    const schema = names.schemas[name];
    return { name, fields: schema === undefined ? [] : fieldsOf(schema, names) };
  });
  const [base] = known
    .filter((other) => other.fields.length >= WORTH_A_LINK && other.fields.length < fields.length)
    .filter((other) => other.fields.every((field) => fields.some((one) => isSame(one, field))))
    .toSorted((one, other) => other.fields.length - one.fields.length);
  if (base === undefined) return write(fields);
  const rest = fields.filter((field) => !base.fields.some((one) => isSame(one, field)));
  return page(`All fields of [${base.name}](${names.linkTo(base.name) ?? ''}), and:`, write(rest)).trimEnd();
};
