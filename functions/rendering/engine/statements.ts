import type { AnyNode, ForOfStatement, IfStatement } from 'acorn';
import { emitExpression, type ExpressionScope } from './expressions.ts';
import { helperNames } from './helper-names.ts';
import { afterHole, contextOf, joined } from './html-context.ts';
import { type HtmlState, htmlStart } from './html-state.ts';
import { anywhere, readHtml } from './html-tokens.ts';
import { MAX_DEPTH, type ParsedSource, TOO_DEEP, type TopLevel } from './parse.ts';
import { makeReadLog, type ReadLog } from './reads.ts';
import { type Outline, placeOfHole } from './outline.ts';
import type { SourceMap } from './source-map.ts';
import { TemplateFault } from './template-fault.ts';

/** What a source is for: it decides how values are escaped. */
export type Medium = 'html' | 'text' | 'header';

/** A walk over the statements of one source, and how far it has come. */
interface Walk {
  readonly medium: Medium;
  readonly traced: boolean;
  readonly sourceMap: SourceMap;
  readonly refuse: ExpressionScope['refuse'];
  readonly log: ReadLog;
  html: HtmlState;
  /** What the source writes, as far as it was walked, of the block that the walk is in. */
  outline: Outline;
  depth: number;
  /** Blocks around that may leave out what is in them; whether there is a link is for the service to say. */
  choices: number;
}

/**
 * Writes the statements of a source anew from the allowed parts, and logs what they read.
 * @throws TemplateFault with the place of the first statement or expression that is not allowed.
 */
export const emitStatements = (
  { body, sourceMap }: ParsedSource,
  medium: Medium,
  traced: boolean,
): { code: string; log: ReadLog; outline: Outline } => {
  const refuse = (node: AnyNode, why: string): never => {
    throw new TemplateFault('template_forbidden', why, sourceMap.at(node.start));
  };
  const log = makeReadLog(sourceMap, refuse);
  const outline: Outline = [];
  const walk: Walk = {
    medium,
    traced,
    sourceMap,
    refuse,
    log,
    html: htmlStart,
    outline,
    depth: 0,
    choices: 0,
  };
  const code = emitAll(body, [], walk);
  const { at, outlook } = walk.html;
  if (at !== 'lost' && (at !== 'text' || outlook !== undefined)) {
    throw new TemplateFault('template_syntax', 'The HTML ends inside a tag, comment or <style>.');
  }
  return { code, log, outline };
};

const emitAll = (body: readonly TopLevel[], loops: readonly string[], walk: Walk): string =>
  body.map((statement) => emitOne(statement, loops, walk)).join('');

const emitOne = (node: TopLevel, loops: readonly string[], walk: Walk): string => {
  walk.depth += 1;
  if (walk.depth > MAX_DEPTH) {
    throw new TemplateFault('template_limit', TOO_DEEP, walk.sourceMap.at(node.start));
  }
  const code = emitStatement(node, loops, walk);
  walk.depth -= 1;
  return code;
};

const emitStatement = (node: TopLevel, loops: readonly string[], walk: Walk): string => {
  switch (node.type) {
    case 'ExpressionStatement':
      return emitOutput(node, loops, walk);
    case 'IfStatement':
      return emitBranch(node, loops, walk);
    case 'ForOfStatement':
      return emitLoop(node, loops, walk);
    case 'BlockStatement':
      return emitAll(node.body, loops, walk);
    case 'EmptyStatement':
      return '';
    default:
      return walk.refuse(
        node,
        `Only {{= … }}, if, else and for (const … of …) are allowed, not ${wordOf(node.type)}.`,
      );
  }
};

/** `__eta.res+='…'` of the source's own text, or `__eta.res+=__eta.e(__eta.f(…))` of a value. */
const emitOutput = (node: TopLevel, loops: readonly string[], walk: Walk): string => {
  if (walk.sourceMap.isAuthored(node.start)) {
    return walk.refuse(node, 'Only {{= … }} shows a value; nothing can be called or assigned in {{ … }}.');
  }
  const right =
    node.type === 'ExpressionStatement' && node.expression.type === 'AssignmentExpression'
      ? node.expression.right
      : undefined;
  if (right?.type === 'Literal' && typeof right.value === 'string') {
    if (walk.medium === 'html') {
      walk.html = readHtml(walk.html, right.value);
      if (walk.html.isBroken) walk.refuse(node, BROKEN);
      const length = right.value.length - walk.html.unread;
      if (length > 0) walk.outline.push({ kind: 'text', text: right.value.slice(0, length) });
    }
    return `${emitTrace(node, walk)}r+=${JSON.stringify(right.value)};`;
  }
  const shown = innerArgument(innerArgument(right, 'e'), 'f');
  if (shown === undefined || !walk.sourceMap.isAuthored(shown.start)) {
    return walk.refuse(node, 'Only {{= … }} shows values, one in a tag; {{~ … }} is not allowed.');
  }
  const readsBefore = walk.log.paths.length;
  const value = emitExpression(shown, walk.log.scopeOf(loops));
  const path = isPath(shown) ? walk.log.paths[readsBefore]?.names : undefined;
  if (path) walk.log.onShown(shown, path, walk.choices === 0);
  return `${emitTrace(node, walk)}r+=$.${escaperAt(shown, walk)}(${value});`;
};

const BROKEN =
  'Behind a value in <!--[if …]> a > may end the comment for other clients; close it by <![endif]--> first, or write &gt;.';

const emitTrace = (node: AnyNode, { traced, sourceMap }: Walk): string =>
  traced ? `$.at(r.length,${sourceMap.at(node.start).line});` : '';

const escaperAt = (node: AnyNode, walk: Walk): string => {
  if (walk.medium !== 'html') return walk.medium;
  const context = contextOf(walk.html);
  if (context.kind === 'refused') return walk.refuse(node, context.why);
  walk.outline.push({
    kind: 'hole',
    place: placeOfHole(walk.html, context.kind),
    source: walk.sourceMap.at(node.start),
  });
  walk.html = afterHole(walk.html);
  return context.kind;
};

const emitBranch = (node: IfStatement, loops: readonly string[], walk: Walk): string => {
  const readsBefore = walk.log.paths.length;
  const test = emitExpression(node.test, walk.log.scopeOf(loops));
  const reads = walk.log.paths.slice(readsBefore);
  const choices = reads.length > 0 && reads.every(({ names }) => names[0] === 'links') ? 0 : 1;
  walk.choices += choices;
  const before = walk.html;
  const { code: consequent, outline: first } = emitBlock(node.consequent, loops, walk);
  const after = walk.html;
  walk.html = before;
  const { code: alternate, outline: second } = node.alternate
    ? emitBlock(node.alternate, loops, walk)
    : { code: '', outline: [] };
  joinWays(after, node, walk);
  walk.outline.push({ kind: 'choice', ways: [first, second] });
  walk.choices -= choices;
  return `if(${test}){${consequent}}${alternate === '' ? '' : `else{${alternate}}`}`;
};

const emitLoop = (node: ForOfStatement, loops: readonly string[], walk: Walk): string => {
  const declared = node.left.type === 'VariableDeclaration' ? node.left : undefined;
  const variable = declared?.declarations[0]?.id;
  if (node.await || declared?.kind !== 'const' || variable?.type !== 'Identifier') {
    return walk.refuse(node, 'A loop is written for (const step of it.steps) { }.');
  }
  if (variable.name === 'it' || loops.includes(variable.name) || helperNames.has(variable.name)) {
    return walk.refuse(variable, `"${variable.name}" is taken; name the variable of this loop otherwise.`);
  }
  const readsBefore = walk.log.paths.length;
  const list = emitExpression(node.right, walk.log.scopeOf(loops));
  const path = isPath(node.right) ? walk.log.paths[readsBefore]?.names : undefined;
  walk.log.enterLoop(variable.name, node.right, path);
  const before = walk.html;
  // A turn follows what stands before the loop, or another turn.
  walk.html = anywhere(walk.html);
  walk.choices += 1;
  const { code: body, outline } = emitBlock(node.body, [...loops, variable.name], walk);
  walk.choices -= 1;
  joinWays(before, node, walk);
  walk.outline.push({ kind: 'choice', ways: [outline, []] });
  return `for(const v_${variable.name} of $.rows(${list})){$.turn(r.length,${body.length});${body}}`;
};

/** The code of a block, and what it writes by itself. */
const emitBlock = (
  node: TopLevel,
  loops: readonly string[],
  walk: Walk,
): { code: string; outline: Outline } => {
  const around = walk.outline;
  const outline: Outline = [];
  walk.outline = outline;
  const code = emitOne(node, loops, walk);
  walk.outline = around;
  return { code, outline };
};

/** Both ways through a block must leave off at the same place of the HTML. */
const joinWays = (other: HtmlState, node: AnyNode, walk: Walk): void => {
  if (walk.medium !== 'html') return;
  walk.html =
    joined(other, walk.html) ??
    walk.refuse(node, 'This block opens or closes an HTML tag, attribute or comment that it does not end.');
};

const isPath = (node: AnyNode): boolean =>
  node.type === 'Identifier' || node.type === 'MemberExpression' || node.type === 'ChainExpression';

/** The only argument of a call of Eta's own `__eta.<name>`. */
const innerArgument = (node: AnyNode | undefined, name: 'e' | 'f'): AnyNode | undefined =>
  node?.type === 'CallExpression' &&
  node.arguments.length === 1 &&
  node.callee.type === 'MemberExpression' &&
  node.callee.property.type === 'Identifier' &&
  node.callee.property.name === name &&
  node.callee.object.type === 'Identifier' &&
  node.callee.object.name === '__eta'
    ? node.arguments[0]
    : undefined;

const wordOf = (nodeType: string): string =>
  nodeType
    .replace(/Statement$|Declaration$/, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
