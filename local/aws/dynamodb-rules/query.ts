import { compareValues, type Item, readValue } from './attribute-values.ts';
import { type Expressions, tokensOf } from './expressions.ts';
import { faultOfKeyValue, faultsOfKeyAttributes, type KeyAttribute, type TableSchema } from './keys.ts';

export interface QueryRequest extends Expressions {
  IndexName?: string | undefined;
  Limit?: number | undefined;
  ConsistentRead?: boolean | undefined;
  ExclusiveStartKey?: Item | undefined;
}

interface KeyCondition {
  attribute: string;
  operator: string;
  values: unknown[];
}

/** What AWS refuses of a query or a scan of a known table. */
export const faultsOfRead = function* (schema: TableSchema, request: QueryRequest): Generator<string> {
  const { IndexName: indexName, Limit: limit, ExclusiveStartKey: start } = request;
  const index = indexName === undefined ? [] : schema.indexes.get(indexName);
  if (index === undefined) {
    yield `The table does not have the specified index: ${indexName ?? ''}`;
    return;
  }
  if (limit !== undefined && limit < 1) {
    yield `Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`;
  }
  if (indexName !== undefined && request.ConsistentRead === true) {
    yield 'Consistent reads are not supported on global secondary indexes';
  }
  const readBy = indexName === undefined ? schema.key : index;
  const conditions = conditionsOf(request);
  if (request.KeyConditionExpression !== undefined) yield* faultsOfConditions(readBy, conditions);
  if (start !== undefined) yield* faultsOfStart([...schema.key, ...index], { start, readBy, conditions });
};

const conditionsOf = (request: QueryRequest): KeyCondition[] => {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = request;
  // Parentheses change nothing in what may stand in a key condition.
  const tokens = tokensOf(request.KeyConditionExpression ?? '').filter((token) => !'(),'.includes(token));
  const found: KeyCondition[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const [first = '', second = '', third = '', fourth, fifth = ''] = tokens.slice(i);
    if (first.toUpperCase() === 'AND') continue;
    const isBetween = second.toUpperCase() === 'BETWEEN';
    found.push(
      first === 'begins_with'
        ? { attribute: names[second] ?? second, operator: first, values: [values[third]] }
        : {
            attribute: names[first] ?? first,
            operator: second.toUpperCase(),
            values: isBetween ? [values[third], values[fifth]] : [values[third]],
          },
    );
    i += isBetween && fourth !== undefined ? 4 : 2;
  }
  return found;
};

const faultsOfConditions = function* (
  readBy: readonly KeyAttribute[],
  conditions: readonly KeyCondition[],
): Generator<string> {
  const [hash] = readBy;
  if (!conditions.some(({ attribute, operator }) => attribute === hash?.name && operator === '=')) {
    yield `Query condition missed key schema element: ${hash?.name ?? ''}`;
  }
  for (const { attribute, values } of conditions) {
    const key = readBy.find(({ name }) => name === attribute);
    if (key === undefined) {
      yield `Query key condition not supported: ${attribute} is no key attribute`;
      continue;
    }
    for (const value of values) {
      const fault = faultOfKeyValue(key, value);
      if (fault !== undefined) yield fault;
    }
  }
  if (new Set(conditions.map(({ attribute }) => attribute)).size < conditions.length) {
    yield 'KeyConditionExpressions must only contain one condition per key';
  }
};

/** A start is the key of an item that the same query finds. */
const faultsOfStart = function* (
  keys: readonly KeyAttribute[],
  query: { start: Item; readBy: readonly KeyAttribute[]; conditions: readonly KeyCondition[] },
): Generator<string> {
  const { start, conditions } = query;
  const names = new Set(keys.map(({ name }) => name));
  if (Object.keys(start).length !== names.size || ![...names].every((name) => name in start)) {
    yield 'The provided starting key is invalid';
  }
  for (const fault of faultsOfKeyAttributes({ key: keys, indexes: new Map() }, start)) {
    yield `The provided starting key is invalid: ${fault}`;
  }
  for (const { attribute, operator, values } of conditions) {
    if (attribute in start && !holds(operator, start[attribute], values)) {
      yield 'The provided starting key is outside query boundaries based on provided conditions';
    }
  }
};

const holds = (operator: string, value: unknown, [first, last]: readonly unknown[]): boolean => {
  if (operator === 'begins_with') {
    return String(readValue(value)?.content).startsWith(String(readValue(first)?.content));
  }
  const order = compareValues(value, first);
  if (order === undefined) return true;
  switch (operator) {
    case '=':
      return order === 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return order >= 0 && (compareValues(value, last) ?? 0) <= 0;
  }
};
