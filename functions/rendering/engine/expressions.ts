import type { AnyNode, CallExpression, Expression, MemberExpression, SpreadElement } from 'acorn';

/** What a template's expression is made of. Nothing of the author's text gets into code but through here. */
export interface ExpressionScope {
  /** Loop variables that are in reach. */
  loops: readonly string[];
  /** Names of helpers. */
  helpers: ReadonlySet<string>;
  /** Told of every path that is read: its root, `it` or a loop variable, and its names. */
  onPath: (root: string, names: readonly string[], node: AnyNode) => void;
  /** Told of every call of a helper. */
  onCall: (helper: string, node: CallExpression) => void;
  /** Refuses a node. */
  refuse: (node: AnyNode, why: string) => never;
}

/** Names that lead from data to JavaScript itself. */
const forbiddenNames = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'prototype',
  'arguments',
  'callee',
  'caller',
  'apply',
  'bind',
  'call',
]);

const binaryOperators = new Set(['-', '*', '/', '%', '===', '!==', '==', '!=', '<', '>', '<=', '>=']);

/** The code of an expression that passes the allow-list; everything else is refused. */
export const emitExpression = (node: Expression | AnyNode, scope: ExpressionScope): string => {
  const emit = (inner: AnyNode): string => emitExpression(inner, scope);
  switch (node.type) {
    case 'Literal':
      return emitLiteral(node.value, () => scope.refuse(node, refusalOfLiteral(node)));
    case 'Identifier':
    case 'MemberExpression':
      return emitPath(node, scope);
    case 'ChainExpression':
      return emit(node.expression);
    case 'LogicalExpression':
      return `(${emit(node.left)}${node.operator}${emit(node.right)})`;
    case 'ConditionalExpression':
      return `(${emit(node.test)}?${emit(node.consequent)}:${emit(node.alternate)})`;
    case 'UnaryExpression':
      if (node.operator === '!') return `(!${emit(node.argument)})`;
      if (node.operator === '-' || node.operator === '+') {
        return `(${node.operator} $.operand(${emit(node.argument)}))`;
      }
      return scope.refuse(node, `"${node.operator}" is not allowed.`);
    case 'BinaryExpression':
      if (node.operator === '+') return `$.plus(${emit(node.left)},${emit(node.right)})`;
      if (!binaryOperators.has(node.operator))
        return scope.refuse(node, `"${node.operator}" is not allowed.`);
      return `($.operand(${emit(node.left)}) ${node.operator} $.operand(${emit(node.right)}))`;
    case 'CallExpression':
      return emitCall(node, scope);
    case 'ParenthesizedExpression':
      return emit(node.expression);
    default:
      return scope.refuse(node, refusals[node.type] ?? `${node.type} is not allowed.`);
  }
};

const emitLiteral = (value: unknown, refuse: () => never): string =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? JSON.stringify(value).replace(
        /[\u2028\u2029]/g,
        (separator) => `\\u${separator.charCodeAt(0).toString(16)}`,
      )
    : refuse();

const refusalOfLiteral = (node: AnyNode): string =>
  'regex' in node ? 'Regular expressions are not allowed.' : 'This kind of number is not allowed.';

const refusals: Readonly<Record<string, string>> = {
  AssignmentExpression: 'Assignments are not allowed; a template only shows what it is given.',
  UpdateExpression: 'Assignments are not allowed; a template only shows what it is given.',
  NewExpression: '"new" is not allowed.',
  ThisExpression: '"this" is not allowed; data are read from "it".',
  FunctionExpression: 'Functions are not allowed.',
  ArrowFunctionExpression: 'Functions are not allowed; to walk a list use for (const x of it.list) { }.',
  ClassExpression: 'Classes are not allowed.',
  TemplateLiteral: 'Template literals are not allowed; join texts with +.',
  TaggedTemplateExpression: 'Tagged templates are not allowed.',
  ObjectExpression: 'Objects are not allowed; pass the data in.',
  ArrayExpression: 'Lists are not allowed; pass the data in.',
  SequenceExpression: 'One expression a tag: commas are not allowed.',
  AwaitExpression: '"await" is not allowed.',
  YieldExpression: '"yield" is not allowed.',
  ImportExpression: '"import" is not allowed.',
  MetaProperty: 'This is not allowed.',
  SpreadElement: '"..." is not allowed.',
};

/** `it.a.b[0]`: a missing step gives nothing, never an error. */
const emitPath = (node: AnyNode, scope: ExpressionScope): string => {
  const { root, names } = readPath(node, scope);
  scope.onPath(root, names, node);
  return `${root === 'it' ? 'it' : `v_${root}`}${names.map((name) => `?.[${JSON.stringify(name)}]`).join('')}`;
};

/** The root of a path, `it` or a loop variable, and the names that follow; anything else is refused. */
export const readPath = (node: AnyNode, scope: ExpressionScope): { root: string; names: string[] } => {
  const names: string[] = [];
  let at = node;
  while (at.type === 'MemberExpression' || at.type === 'ChainExpression') {
    if (at.type === 'ChainExpression') at = at.expression;
    else {
      names.unshift(memberName(at, scope));
      at = at.object;
    }
  }
  if (at.type !== 'Identifier') {
    return scope.refuse(at, 'Only data can be read: start from "it" or from the variable of a loop.');
  }
  if (at.name !== 'it' && !scope.loops.includes(at.name)) {
    return scope.refuse(
      at,
      at.name === 'undefined'
        ? '"undefined" is not allowed; write !it.name.'
        : `"${at.name}" is not known here; data are read from "it", such as it.${at.name}.`,
    );
  }
  return { root: at.name, names };
};

const memberName = (node: MemberExpression, scope: ExpressionScope): string => {
  const { property } = node;
  if (node.computed) {
    if (
      property.type === 'Literal' &&
      typeof property.value === 'number' &&
      Number.isInteger(property.value)
    ) {
      return String(property.value);
    }
    return scope.refuse(property, 'In [ ] only a whole number is allowed, such as it.items[0].');
  }
  if (property.type !== 'Identifier') return scope.refuse(property, 'Private names are not allowed.');
  if (forbiddenNames.has(property.name) || property.name.startsWith('__')) {
    return scope.refuse(property, `The name "${property.name}" is not allowed.`);
  }
  return property.name;
};

const emitCall = (node: CallExpression, scope: ExpressionScope): string => {
  const { callee } = node;
  if (callee.type !== 'Identifier' || !scope.helpers.has(callee.name) || scope.loops.includes(callee.name)) {
    return scope.refuse(node, `Only helpers may be called: ${[...scope.helpers].join(', ')}.`);
  }
  const args: (Expression | SpreadElement)[] = node.arguments;
  scope.onCall(callee.name, node);
  const emit = callee.name === 'plural' ? emitForm : emitExpression;
  const values = args.map((arg) => `,${emit(arg, scope)}`).join('');
  return `$.call(${JSON.stringify(callee.name)}${values})`;
};

/** A form of `plural`; where it is a text of `t`, its `{n}` is left for `plural` to fill. */
const emitForm = (node: Expression | SpreadElement, scope: ExpressionScope): string => {
  const code = emitExpression(node, scope);
  return node.type === 'CallExpression' && code.startsWith('$.call("t",')
    ? `${code.slice(0, -1)},"n","{n}")`
    : code;
};
