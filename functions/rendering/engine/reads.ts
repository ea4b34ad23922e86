import type { AnyNode, CallExpression } from 'acorn';
import { type ExpressionScope, readPath } from './expressions.ts';
import { helperNames } from './helper-names.ts';
import { faultOfPlural, formsOf } from './plural.ts';
import type { SourceMap } from './source-map.ts';
import type { SourcePlace } from './template-fault.ts';

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
  /** The plural category that the text is the form of; undefined where it stands for itself. */
  form: string | undefined;
  place: SourcePlace;
}

/** A path that stands in a tag by itself; `always` when no block of the source can leave it out. */
export interface ShownPath {
  names: readonly string[];
  always: boolean;
  place: SourcePlace;
}

/** Keeps what the expressions of a source read, in the order in which they are emitted. */
export interface ReadLog {
  paths: readonly PathRead[];
  texts: readonly TextRead[];
  shown: readonly ShownPath[];
  /** Tells of a tag that shows a path and nothing else. */
  onShown: (node: AnyNode, path: readonly string[], always: boolean) => void;
  /** The scope of expressions inside these loops. */
  scopeOf: (loops: readonly string[]) => ExpressionScope;
  /** Tells of a loop over a list; `path` is undefined when the list is no path. */
  enterLoop: (variable: string, list: AnyNode, path: readonly string[] | undefined) => void;
}

/** An empty log; its scopes refuse as they are told here. */
export const makeReadLog = (sourceMap: SourceMap, refuse: ExpressionScope['refuse']): ReadLog => {
  const paths: PathRead[] = [];
  const texts: TextRead[] = [];
  const shown: ShownPath[] = [];
  /** What each loop variable in reach walks over. */
  const walked = new Map<string, readonly string[]>();
  /** Nodes that are a form of `plural`, by its name. */
  const forms = new Map<AnyNode, string>();

  const pathOf = (root: string, names: readonly string[]): readonly string[] =>
    root === 'it' ? names : [...(walked.get(root) ?? []), ...names];
  const scopeOf = (loops: readonly string[]): ExpressionScope => ({
    loops,
    helpers: helperNames,
    refuse,
    onPath: (root, names, node) => {
      paths.push({ names: pathOf(root, names), place: sourceMap.at(node.start) });
    },
    onCall: (helper, node) => {
      if (helper === 'plural') enterPlural(node);
      if (helper !== 't') return;
      texts.push({ key: keyOf(node, loops), form: forms.get(node), place: sourceMap.at(node.start) });
    },
  });
  const enterPlural = (call: CallExpression): void => {
    const fault = faultOfPlural(call);
    if (fault !== undefined) refuse(call, fault);
    for (const { name, form } of formsOf(call)) if (form) forms.set(form, String(name));
  };
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
  const enterLoop: ReadLog['enterLoop'] = (variable, list, path) => {
    const item = path === undefined ? [COMPUTED] : [...path, EACH];
    paths.push({ names: item, place: sourceMap.at(list.start) });
    walked.set(variable, item);
  };

  const onShown: ReadLog['onShown'] = (node, names, always) => {
    shown.push({ names, always, place: sourceMap.at(node.start) });
  };

  return { paths, texts, shown, onShown, scopeOf, enterLoop };
};

const textOf = (node: AnyNode): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
