import { compareValues, type Item, readValue } from './attribute-values.ts';
import { isReserved } from './reserved-words.ts';

export const expressionKinds = [
  'UpdateExpression',
  'ConditionExpression',
  'KeyConditionExpression',
  'FilterExpression',
  'ProjectionExpression',
] as const;
export type ExpressionKind = (typeof expressionKinds)[number];

/** A request's expressions, and what they refer to. */
export type Expressions = { [Kind in ExpressionKind]?: string | undefined } & {
  ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  ExpressionAttributeValues?: Item | undefined;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST_BYTES = 4096;
const MOST_OPERATORS = 300;
const MOST_IN_LIST = 100;

const OPERATORS = new Set(['=', '<>', '<', '<=', '>', '>=', '+', '-', 'AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>=']);
const SCALARS = new Set(['S', 'N', 'B']);
const KEYWORDS: Readonly<Record<ExpressionKind, readonly string[]>> = {
  UpdateExpression: ['SET', 'REMOVE', 'ADD', 'DELETE'],
  ConditionExpression: ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  KeyConditionExpression: ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  FilterExpression: ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'],
  ProjectionExpression: [],
};

export const tokensOf = (expression: string): string[] =>
  expression.match(/<>|<=|>=|[#:]?[A-Za-z0-9_]+|[^\s]/g) ?? [];

/** What AWS refuses of a request's expressions before it looks at an item. */
export const faultsOfExpressions = function* (request: Expressions): Generator<string> {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = request;
  const given = expressionKinds.flatMap((kind) => {
    const text = request[kind];
    return text === undefined ? [] : [{ kind, text, tokens: tokensOf(text) }];
  });
  for (const [what, all] of Object.entries({ Names: names, Values: values })) {
    if (all === undefined) continue;
    if (given.length === 0) yield `ExpressionAttribute${what} can only be specified when using expressions`;
    if (Object.keys(all).length === 0) yield `ExpressionAttribute${what} must not be empty`;
  }
  for (const { kind, text, tokens } of given) {
    for (const fault of faultsOfExpression(kind, text, tokens, request)) yield `Invalid ${kind}: ${fault}`;
  }
  const used = new Set(given.flatMap(({ tokens }) => tokens));
  for (const [what, all] of Object.entries({ Names: names, Values: values })) {
    const unused = Object.keys(all ?? {}).filter((name) => !used.has(name));
    if (unused.length > 0) {
      yield `Value provided in ExpressionAttribute${what} unused in expressions: keys: {${unused.join(', ')}}`;
    }
  }
};

const faultsOfExpression = function* (
  kind: ExpressionKind,
  text: string,
  tokens: readonly string[],
  { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} }: Expressions,
): Generator<string> {
  if (tokens.length === 0) yield 'The expression can not be empty;';
  if (Buffer.byteLength(text) > LONGEST_BYTES) {
    yield `Expression size has exceeded the maximum allowed size; expression size: ${Buffer.byteLength(text)}`;
  }
  if (tokens.filter((token) => OPERATORS.has(token.toUpperCase())).length > MOST_OPERATORS) {
    yield `The expression contains too many operators; operator count is over ${MOST_OPERATORS}`;
  }
  for (const [i, token] of tokens.entries()) {
    if (token.startsWith('#') && !(token in names)) {
      yield `An expression attribute name used in the document path is not defined; attribute name: ${token}`;
    }
    if (token.startsWith(':') && !(token in values)) {
      yield `An expression attribute value used in expression is not defined; attribute value: ${token}`;
    }
    if (isAttribute(kind, tokens, i) && isReserved(token)) {
      yield `Attribute name is a reserved keyword; reserved keyword: ${token}`;
    }
  }
  if (kind === 'UpdateExpression') yield* faultsOfUpdate(tokens, names, values);
  else if (kind === 'ProjectionExpression')
    yield* overlaps(split(tokens, ',').map((one) => pathOf(one, names)));
  else yield* faultsOfConditions(tokens, values);
};

const isAttribute = (kind: ExpressionKind, tokens: readonly string[], i: number): boolean => {
  const token = tokens[i] ?? '';
  return /^[A-Za-z]/.test(token) && tokens[i + 1] !== '(' && !KEYWORDS[kind].includes(token.toUpperCase());
};

const faultsOfConditions = function* (tokens: readonly string[], values: Item): Generator<string> {
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1] ?? '';
    const after = tokens[i + 1] ?? '';
    if (COMPARISONS.has(token)) {
      const isPath = tokens[i - 2] === '.' || tokens[i + 2] === '.' || tokens[i + 2] === '[';
      if (before === after && !isPath) {
        yield `The first operand must be distinct from the remaining operands for this operator or function; operator: ${token}, first operand: [${before}]`;
      }
      if (token !== '=' && token !== '<>') yield* notScalar(token, [before, after], values);
    }
    if (token.toUpperCase() === 'BETWEEN') {
      const last = tokens[i + 3] ?? '';
      yield* notScalar(token, [after, last], values);
      yield* upsideDown(values[after], values[last]);
    }
    if (token.toUpperCase() === 'IN') {
      const list = tokens.slice(i + 2, tokens.indexOf(')', i));
      if (split(list, ',').length > MOST_IN_LIST) {
        yield `Invalid number of operands for the IN operator; it takes at most ${MOST_IN_LIST}`;
      }
    }
  }
};

const notScalar = function* (operator: string, operands: readonly string[], values: Item): Generator<string> {
  for (const operand of operands) {
    const type = readValue(values[operand])?.type;
    if (type !== undefined && !SCALARS.has(type)) {
      yield `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${type}`;
    }
  }
};

const upsideDown = function* (low: unknown, high: unknown): Generator<string> {
  if (low === undefined || high === undefined) return;
  if (readValue(low)?.type !== readValue(high)?.type) {
    yield 'The BETWEEN operator requires same data type for lower and upper bounds';
  }
  if ((compareValues(low, high) ?? 0) > 0) {
    yield 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
  }
};

/** A change that an update expression asks for; `value` when it is one from ExpressionAttributeValues as it is. */
interface Change {
  path: string[];
  value: unknown;
}

const faultsOfUpdate = function* (
  tokens: readonly string[],
  names: Readonly<Record<string, string>>,
  values: Item,
): Generator<string> {
  const verbs = tokens.filter((_token, i) => isVerb(tokens, i)).map((verb) => verb.toUpperCase());
  const twice = verbs.find((verb, i) => verbs.indexOf(verb) !== i);
  if (twice !== undefined) yield `The "${twice}" section can only be used once in an update expression;`;
  yield* overlaps(changesOf(tokens, names, values).map(({ path }) => path));
};

const isVerb = (tokens: readonly string[], i: number): boolean =>
  KEYWORDS.UpdateExpression.includes(tokens[i]?.toUpperCase() ?? '') && tokens[i - 1] !== '.';

const changesOf = (
  tokens: readonly string[],
  names: Readonly<Record<string, string>>,
  values: Item,
): Change[] => {
  const starts = tokens.flatMap((_token, i) => (isVerb(tokens, i) ? [i] : []));
  return starts.flatMap((start, n) =>
    split(tokens.slice(start + 1, starts[n + 1]), ',').map((clause) => {
      const end = clause.findIndex((token) => token === '=' || token.startsWith(':'));
      const [value = '', ...more] = clause.slice(end).filter((token) => token !== '=');
      return {
        path: pathOf(end === -1 ? clause : clause.slice(0, end), names),
        value: end === -1 || more.length > 0 ? undefined : values[value],
      };
    }),
  );
};

/** Attributes that an update sets to a value from ExpressionAttributeValues, or changes in another way (undefined). */
export const attributesChanged = (request: Expressions): Map<string, unknown> =>
  new Map(
    changesOf(
      tokensOf(request.UpdateExpression ?? ''),
      request.ExpressionAttributeNames ?? {},
      request.ExpressionAttributeValues ?? {},
    ).map(({ path, value }) => [path[0] ?? '', path.length === 1 ? value : undefined]),
  );

/** Splits at a token that stands outside of parentheses. */
const split = (tokens: readonly string[], at: string): string[][] => {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    depth += Number(token === '(') - Number(token === ')');
    if (token === at && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
};

const pathOf = (tokens: readonly string[], names: Readonly<Record<string, string>>): string[] =>
  tokens.filter((token) => !['.', '[', ']'].includes(token)).map((token) => names[token] ?? token);

const overlaps = function* (paths: readonly string[][]): Generator<string> {
  for (const [i, one] of paths.entries()) {
    const other = paths
      .slice(0, i)
      .find((before) => before.every((part, n) => n >= one.length || part === one[n]));
    if (other !== undefined) {
      yield `Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [${other.join(', ')}], path two: [${one.join(', ')}]`;
    }
  }
};
