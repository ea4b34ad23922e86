import { type Item, readValue } from './attribute-values.ts';

/** An attribute that a table or an index is found by. */
export interface KeyAttribute {
  name: string;
  type: string;
  role: 'hash' | 'range';
}

export interface TableSchema {
  key: readonly KeyAttribute[];
  indexes: ReadonlyMap<string, readonly KeyAttribute[]>;
}

/** How a table is found by; undefined for one that is not known, whose keys nobody can judge. */
export type SchemaOf = (table: string) => TableSchema | undefined;

interface KeyElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}

/** What CreateTable is told of a table. */
export interface TableDescription {
  AttributeDefinitions: readonly { AttributeName: string; AttributeType: string }[];
  KeySchema: readonly KeyElement[];
  GlobalSecondaryIndexes?: readonly { IndexName: string; KeySchema: readonly KeyElement[] }[] | undefined;
}

export const schemaOf = (table: TableDescription): TableSchema => {
  const types = new Map(table.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
  const read = (elements: readonly KeyElement[]): KeyAttribute[] =>
    elements.map(({ AttributeName, KeyType }) => ({
      name: AttributeName,
      type: types.get(AttributeName) ?? 'S',
      role: KeyType === 'HASH' ? 'hash' : 'range',
    }));
  return {
    key: read(table.KeySchema),
    indexes: new Map(
      (table.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName, read(index.KeySchema)]),
    ),
  };
};

/** Bytes of UTF-8. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST = { hash: 2048, range: 1024 } as const;

/** What AWS says to a value that a key attribute may not have. */
export const faultOfKeyValue = ({ name, type, role }: KeyAttribute, value: unknown): string | undefined => {
  const read = readValue(value);
  if (read?.type !== type) {
    return `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${read?.type ?? 'none'}`;
  }
  if (type === 'N') return undefined;
  const bytes = Buffer.byteLength(String(read.content), type === 'B' ? 'base64' : 'utf8');
  if (bytes === 0) {
    return (
      'One or more parameter values are not valid. ' +
      `The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`
    );
  }
  return bytes > LONGEST[role]
    ? `One or more parameter values were invalid: Size of the ${role} key ${name} has exceeded the maximum size limit of ${LONGEST[role]} bytes`
    : undefined;
};

/** What an item, or the values that an update sets, may not have in the attributes of a key and of indexes. */
export const faultsOfKeyAttributes = function* (schema: TableSchema, item: Item): Generator<string> {
  for (const attribute of [...schema.key, ...[...schema.indexes.values()].flat()]) {
    if (!(attribute.name in item)) continue;
    const fault = faultOfKeyValue(attribute, item[attribute.name]);
    if (fault !== undefined) yield fault;
  }
};

/** What may be wrong with the key of one item. */
export const faultsOfKey = function* (schema: TableSchema, key: Item): Generator<string> {
  const names = schema.key.map(({ name }) => name);
  if (Object.keys(key).length !== names.length || !names.every((name) => name in key)) {
    yield 'The provided key element does not match the schema';
  }
  yield* faultsOfKeyAttributes({ key: schema.key, indexes: new Map() }, key);
};

/** What may be missing of an item. */
export const faultsOfItemKey = function* (schema: TableSchema, item: Item): Generator<string> {
  for (const { name } of schema.key) {
    if (!(name in item))
      yield `One or more parameter values were invalid: Missing the key ${name} in the item`;
  }
  yield* faultsOfKeyAttributes(schema, item);
};
