import {
  type AnyNode,
  type CallExpression,
  type ForOfStatement,
  type IfStatement,
  type ModuleDeclaration,
  parse,
  type Statement,
} from 'acorn';
import { Eta } from 'eta/core';
import { emitExpression, type ExpressionScope, readPath } from './expressions.ts';
import { afterHole, contextOf, type HtmlState, htmlStart, readHtml, sameState } from './html-context.ts';
import { helperNames } from './helper-names.ts';
import { scanTags, type Tag } from './scan.ts';
import { lastUpTo } from './sorted.ts';
import { makePlaceOf, placeOf, type SourcePlace, TemplateFault } from './template-fault.ts';

/** What a source is for: it decides how values are escaped. */
export type Medium = 'html' | 'text' | 'header';

/** In a path: each item of a list. */
export const EACH = '[]';
/** In a path: what a helper or an expression gave, whose shape nobody declares. */
export const COMPUTED = '()';

/** A path that a source reads: `it.steps[].text` is `['steps', '[]', 'text']`. */
export interface PathRead {
  names: readonly string[];
  place: SourcePlace;
}

/**
 * A text that a source asks for: `t('key')`, `t(it.outcome)` or `t('follow_' + it.outcome)`; the last two read a path.
 * The key is undefined when it is made in another way.
 */
export interface TextRead {
  key: { prefix: string; names: readonly string[] | undefined } | undefined;
  place: SourcePlace;
}

export interface CheckedSource {
  /** JavaScript of the body of a function of `it` and `$`, made from allowed parts alone. */
  code: string;
  reads: readonly PathRead[];
  texts: readonly TextRead[];
}

/** The largest source of one part of a template. */
const MAX_SOURCE_BYTES = 256 * 1024;
/** Deeper or longer code than this is no e-mail. */
const MAX_EXPRESSION_LENGTH = 2000;
const MAX_DEPTH = 100;
const TOO_DEEP = `Blocks are nested more than ${MAX_DEPTH} deep.`;

const eta = new Eta({
  tags: ['{{', '}}'],
  autoEscape: true,
  autoFilter: true,
  // A line break after a tag is the author's: without it, lines of the text part run together.
  autoTrim: false,
});

/** A piece of the generated code, and the tag that it came from. */
interface Piece {
  start: number;
  tag: Tag | undefined;
  /** Where it stands in the source. */
  sourceOffset: number;
}

/**
 * Reads a source by Eta's parser and code generator, walks the syntax tree of what they make, and writes it anew from
 * the allowed parts, each value escaped for the place where it stands.
 * `traced` code tells its runtime which line of the source it writes from.
 * @throws TemplateFault with the place of the first fault.
 */
export const checkSource = (
  source: string,
  medium: Medium,
  options: { traced?: boolean } = {},
): CheckedSource => {
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_SOURCE_BYTES) {
    throw new TemplateFault(
      'template_limit',
      `It has ${bytes} bytes; at most ${MAX_SOURCE_BYTES} are allowed.`,
    );
  }
  const { javascript, pieces } = generate(source);
  const places = makePlaces(source, pieces);
  const body = parseJavascript(javascript, places);
  const walk = makeWalk(medium, places, options.traced === true);
  const code = walk.statements(body, []);
  if (walk.state().at !== 'text') {
    throw new TemplateFault('template_syntax', 'The HTML ends inside a tag, comment or <style>.');
  }
  return { code: `let r="";${code}return r;`, reads: walk.reads, texts: walk.texts };
};

const generate = (source: string): { javascript: string; pieces: Piece[] } => {
  const tags = scanTags(source);
  const items = parseByEta(source);
  const found = items.filter((item) => typeof item !== 'string');
  if (found.length !== tags.length) {
    throw new TemplateFault('template_syntax', 'A string or comment inside a tag can not be read.');
  }
  const pieces: Piece[] = [];
  let javascript = '';
  let next = 0;
  let sourceOffset = 0;
  for (const item of items) {
    const tag = typeof item === 'string' ? undefined : tags[next++];
    sourceOffset = tag?.offset ?? sourceOffset;
    if (tag !== undefined && tag.value.length > MAX_EXPRESSION_LENGTH) {
      throw new TemplateFault(
        'template_limit',
        `A tag has at most ${MAX_EXPRESSION_LENGTH} characters.`,
        placeOf(source, tag.offset),
      );
    }
    const generated = eta.compileBody([item]);
    const start = javascript.length;
    javascript += generated;
    pieces.push({ start, tag, sourceOffset });
    sourceOffset = tag?.end ?? sourceOffset;
  }
  return { javascript, pieces };
};

const parseByEta = (source: string) => {
  try {
    return eta.parse(source);
  } catch (cause) {
    // scanTags has told of all that Eta complains about; this is what it did not foresee.
    throw new TemplateFault('template_syntax', firstLine(cause));
  }
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : '').split('\n')[0] ?? '';

interface Places {
  /** The place in the source that an offset of the generated code came from. */
  at: (offset: number) => SourcePlace;
  /** Whether an offset of the generated code came out of a tag. */
  isAuthored: (offset: number) => boolean;
  /** The tag whose block is never closed. */
  unclosed: () => SourcePlace | undefined;
}

type TopLevel = Statement | ModuleDeclaration;

const makePlaces = (source: string, pieces: readonly Piece[]): Places => {
  const sourcePlace = makePlaceOf(source);
  const pieceAt = (offset: number): Piece | undefined =>
    pieces[lastUpTo(pieces.length, (i) => pieces[i]?.start ?? 0, offset)];
  const valueStart = (piece: Piece): number => piece.start + PREFIX_LENGTH[prefixOf(piece)];
  const prefixOf = (piece: Piece): 'value' | 'statement' =>
    piece.tag !== undefined && source.slice(piece.tag.offset, piece.tag.valueOffset).includes('=')
      ? 'value'
      : 'statement';
  return {
    at: (offset) => {
      const piece = pieceAt(offset);
      if (piece?.tag === undefined) return sourcePlace(piece?.sourceOffset ?? source.length);
      const within = Math.min(Math.max(offset - valueStart(piece), 0), piece.tag.value.length);
      return sourcePlace(piece.tag.valueOffset + within);
    },
    isAuthored: (offset) => {
      const piece = pieceAt(offset);
      if (piece?.tag === undefined) return false;
      const start = valueStart(piece);
      return offset >= start && offset < start + piece.tag.value.length;
    },
    unclosed: () => {
      const open: Tag[] = [];
      for (const { tag } of pieces) {
        if (tag === undefined) continue;
        for (const brace of tag.value.match(/[{}]/g) ?? []) {
          if (brace === '{') open.push(tag);
          else open.pop();
        }
      }
      const last = open.at(-1);
      return last && sourcePlace(last.offset);
    },
  };
};

/** What Eta writes before the author's code. */
const PREFIX_LENGTH = { value: '__eta.res+=__eta.e(__eta.f('.length, statement: 0 } as const;

const parseJavascript = (javascript: string, places: Places): readonly TopLevel[] => {
  try {
    return parse(javascript, { ecmaVersion: 2022, sourceType: 'script' }).body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // acorn's own words when brackets are nested beyond its stack.
    if (error.message.includes('stack space')) throw new TemplateFault('template_limit', TOO_DEEP);
    const offset = 'pos' in error && typeof error.pos === 'number' ? error.pos : javascript.length;
    const atEnd = offset >= javascript.length;
    throw new TemplateFault(
      'template_syntax',
      atEnd
        ? 'A block is not closed; every { needs a tag with }.'
        : `${error.message.replace(/ \(\d+:\d+\)$/, '')}.`,
      atEnd ? places.unclosed() : places.at(offset),
    );
  }
};

const textOf = (node: AnyNode): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;

const makeWalk = (medium: Medium, places: Places, traced: boolean) => {
  const reads: PathRead[] = [];
  const texts: TextRead[] = [];
  /** What each loop variable in reach walks over. */
  const walked = new Map<string, readonly string[]>();
  let html: HtmlState = htmlStart;
  let depth = 0;

  const refuse = (node: AnyNode, why: string): never => {
    throw new TemplateFault('template_forbidden', why, places.at(node.start));
  };
  const pathOf = (root: string, names: readonly string[]): readonly string[] =>
    root === 'it' ? names : [...(walked.get(root) ?? []), ...names];
  const scopeOf = (loops: readonly string[]): ExpressionScope => ({
    loops,
    helpers: helperNames,
    refuse,
    onPath: (root, names, node) => {
      reads.push({ names: pathOf(root, names), place: places.at(node.start) });
    },
    onCall: (helper, node) => {
      if (helper === 't') texts.push({ key: keyOf(node, loops), place: places.at(node.start) });
    },
  });
  const keyOf = ({ arguments: [key] }: CallExpression, loops: readonly string[]): TextRead['key'] => {
    const [prefix, variable] =
      key?.type === 'BinaryExpression' && key.operator === '+' ? [key.left, key.right] : ['', key];
    const text = typeof prefix === 'string' ? prefix : textOf(prefix);
    const whole = variable && textOf(variable);
    if (text === undefined || variable === undefined) return undefined;
    if (whole !== undefined) return { prefix: text + whole, names: undefined };
    if (variable.type !== 'MemberExpression' && variable.type !== 'ChainExpression') return undefined;
    const { root, names } = readPath(variable, scopeOf(loops));
    return { prefix: text, names: pathOf(root, names) };
  };

  const escaperAt = (node: AnyNode): string => {
    if (medium !== 'html') return medium;
    const context = contextOf(html);
    if (context.kind === 'refused') return refuse(node, context.why);
    html = afterHole(html);
    return context.kind;
  };

  const trace = (node: AnyNode): string => (traced ? `$.at(r.length,${places.at(node.start).line});` : '');

  const statements = (body: readonly TopLevel[], loops: readonly string[]): string =>
    body.map((statement) => one(statement, loops)).join('');

  const one = (node: TopLevel, loops: readonly string[]): string => {
    depth += 1;
    if (depth > MAX_DEPTH) throw new TemplateFault('template_limit', TOO_DEEP, places.at(node.start));
    const code = statement(node, loops);
    depth -= 1;
    return code;
  };

  const statement = (node: TopLevel, loops: readonly string[]): string => {
    switch (node.type) {
      case 'ExpressionStatement':
        return output(node, loops);
      case 'IfStatement':
        return branch(node, loops);
      case 'ForOfStatement':
        return loop(node, loops);
      case 'BlockStatement':
        return statements(node.body, loops);
      case 'EmptyStatement':
        return '';
      default:
        return refuse(
          node,
          `Only {{= … }}, if, else and for (const … of …) are allowed, not ${wordOf(node.type)}.`,
        );
    }
  };

  /** `__eta.res+='…'` of the source's own text, or `__eta.res+=__eta.e(__eta.f(…))` of a value. */
  const output = (node: TopLevel, loops: readonly string[]): string => {
    if (places.isAuthored(node.start)) {
      return refuse(node, 'Only {{= … }} shows a value; nothing can be called or assigned in {{ … }}.');
    }
    const right =
      node.type === 'ExpressionStatement' && node.expression.type === 'AssignmentExpression'
        ? node.expression.right
        : undefined;
    if (right?.type === 'Literal' && typeof right.value === 'string') {
      if (medium === 'html') html = readHtml(html, right.value);
      return `${trace(node)}r+=${JSON.stringify(right.value)};`;
    }
    const shown = innerArgument(innerArgument(right, 'e'), 'f');
    if (shown === undefined || !places.isAuthored(shown.start)) {
      return refuse(node, 'Only {{= … }} shows values, one in a tag; {{~ … }} is not allowed.');
    }
    const value = emitExpression(shown, scopeOf(loops));
    return `${trace(node)}r+=$.${escaperAt(shown)}(${value});`;
  };

  const branch = (node: IfStatement, loops: readonly string[]): string => {
    const test = emitExpression(node.test, scopeOf(loops));
    const before = html;
    const consequent = one(node.consequent, loops);
    const after = html;
    html = before;
    const alternate = node.alternate ? one(node.alternate, loops) : '';
    assertSame(after, node);
    return `if(${test}){${consequent}}${alternate === '' ? '' : `else{${alternate}}`}`;
  };

  const loop = (node: ForOfStatement, loops: readonly string[]): string => {
    const declared = node.left.type === 'VariableDeclaration' ? node.left : undefined;
    const variable = declared?.declarations[0]?.id;
    if (node.await || declared?.kind !== 'const' || variable?.type !== 'Identifier') {
      return refuse(node, 'A loop is written for (const step of it.steps) { }.');
    }
    if (variable.name === 'it' || loops.includes(variable.name) || helperNames.has(variable.name)) {
      return refuse(variable, `"${variable.name}" is taken; name the variable of this loop otherwise.`);
    }
    const readsBefore = reads.length;
    const list = emitExpression(node.right, scopeOf(loops));
    const path = isPath(node.right) ? reads[readsBefore]?.names : undefined;
    const item = path === undefined ? [COMPUTED] : [...path, EACH];
    reads.push({ names: item, place: places.at(node.right.start) });
    walked.set(variable.name, item);
    const before = html;
    const body = one(node.body, [...loops, variable.name]);
    assertSame(before, node);
    return `for(const v_${variable.name} of $.rows(${list})){$.turn();${body}}`;
  };

  /** Both ways through a block must leave off at the same place of the HTML. */
  const assertSame = (other: HtmlState, node: AnyNode): void => {
    if (medium === 'html' && !sameState(html, other)) {
      refuse(node, 'This block opens or closes an HTML tag, attribute or comment that it does not end.');
    }
  };

  return { statements, reads, texts, state: () => html };
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
