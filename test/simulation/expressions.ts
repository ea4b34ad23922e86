/** An item as the document client has it. */
export type Item = Record<string, unknown>;

/** Names and values that an expression refers to. */
export interface Bindings {
  names: Record<string, string>;
  values: Record<string, unknown>;
}

const tokensOf = (expression: string): string[] => expression.match(/<>|<=|>=|[()=<>,+]|[#:]?\w+/g) ?? [];

type Operand = (item: Item) => unknown;
type Condition = (item: Item) => boolean;

/**
 * Reads a condition of DynamoDB's expression language, as far as the service uses it.
 * @throws Error for anything else: it is never guessed.
 */
export const parseCondition = (expression: string, bindings: Bindings): Condition => {
  const tokens = tokensOf(expression);
  const next = (): string => tokens.shift() ?? '';
  const expect = (token: string): void => {
    const found = next();
    if (found !== token) throw new Error(`"${token}" expected, not "${found}", in ${expression}`);
  };
  const operand = (): Operand => operandOf(next(), bindings);
  const either = (): Condition => {
    const parts = [both()];
    while (tokens[0] === 'OR') {
      next();
      parts.push(both());
    }
    return (item) => parts.some((part) => part(item));
  };
  const both = (): Condition => {
    const parts = [term()];
    while (tokens[0] === 'AND') {
      next();
      parts.push(term());
    }
    return (item) => parts.every((part) => part(item));
  };
  const term = (): Condition => {
    if (tokens[0] === '(') {
      next();
      const inner = either();
      expect(')');
      return inner;
    }
    if (tokens[1] === '(') return call(next());
    const left = operand();
    const operator = next();
    if (operator === 'BETWEEN') {
      const low = operand();
      expect('AND');
      const high = operand();
      return (item) => compare(left(item), '>=', low(item)) && compare(left(item), '<=', high(item));
    }
    const right = operand();
    return (item) => compare(left(item), operator, right(item));
  };
  const call = (name: string): Condition => {
    expect('(');
    const subject = operand();
    if (name === 'begins_with') {
      expect(',');
      const prefix = operand();
      expect(')');
      return (item) => textOf(subject(item)).startsWith(textOf(prefix(item)));
    }
    expect(')');
    if (name === 'attribute_exists') return (item) => subject(item) !== undefined;
    if (name === 'attribute_not_exists') return (item) => subject(item) === undefined;
    throw new Error(`The function ${name} is not known, in ${expression}`);
  };
  const condition = either();
  if (tokens.length > 0) throw new Error(`Unread: ${tokens.join(' ')}, in ${expression}`);
  return condition;
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const operandOf = (token: string, { names, values }: Bindings): Operand => {
  if (token.startsWith(':')) return () => values[token];
  const name = token.startsWith('#') ? (names[token] ?? token) : token;
  return (item) => item[name];
};

const compare = (left: unknown, operator: string, right: unknown): boolean => {
  if (operator === '=') return left === right;
  if (operator === '<>') return left !== right;
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false;
  const order = left === right ? 0 : 1;
  const words = left < String(right) ? -1 : order;
  const sign = typeof left === 'number' ? Math.sign(left - Number(right)) : words;
  switch (operator) {
    case '<':
      return sign < 0;
    case '<=':
      return sign <= 0;
    case '>':
      return sign > 0;
    case '>=':
      return sign >= 0;
    default:
      throw new Error(`The operator ${operator} is not known`);
  }
};

/** Applies an update expression to an item; answers the new item. */
export const applyUpdate = (expression: string, bindings: Bindings, before: Item): Item => {
  const after = { ...before };
  for (const [, verb = '', clauses = ''] of expression.matchAll(
    /\b(SET|ADD|DELETE|REMOVE) (.*?)(?= SET | ADD | DELETE | REMOVE |$)/g,
  )) {
    for (const clause of clauses.split(', ')) {
      const [target = '', ...rest] = tokensOf(clause);
      const name = bindings.names[target] ?? target;
      const operand = (): unknown => operandOf(rest[0] ?? '', bindings)(before);
      let next: unknown;
      if (verb === 'SET') next = assigned(rest, bindings, before);
      else if (verb === 'ADD') next = added(before[name], operand());
      else if (verb === 'DELETE') next = withoutMembers(before[name], operand());
      if (next === undefined) Reflect.deleteProperty(after, name);
      else after[name] = next;
    }
  }
  return after;
};

const membersOf = (set: unknown): ReadonlySet<unknown> => (set instanceof Set ? set : new Set());

const added = (before: unknown, value: unknown): unknown =>
  value instanceof Set ? membersOf(before).union(value) : Number(before ?? 0) + Number(value);

/** DynamoDB knows no empty set: one that loses its last member is gone. */
const withoutMembers = (before: unknown, value: unknown): unknown => {
  const left = membersOf(before).difference(membersOf(value));
  return left.size === 0 ? undefined : left;
};

const assigned = ([equals, left = '', plus, right]: string[], bindings: Bindings, item: Item): unknown => {
  if (equals !== '=') throw new Error('An assignment has an =');
  const value = operandOf(left, bindings)(item);
  if (plus === undefined || right === undefined) return value;
  return Number(value) + Number(operandOf(right, bindings)(item));
};
