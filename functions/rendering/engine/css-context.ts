/** How far a reader of CSS has come: of a `style` attribute, or of a `<style>` element. */
export interface CssState {
  /** `name`: of a property, or what a rule begins with; `other`: what can only be a selector or an at-rule. */
  readonly phase: 'start' | 'name' | 'afterName' | 'value' | 'other';
  /** How many `{` are open; a `style` attribute is as if in one. */
  readonly depth: number;
  readonly quote: '' | '"' | "'";
  /** `/`: what may become the begin of a comment; `*`: what may become its end. */
  readonly comment: '' | '/' | 'inside' | '*';
  /** The letters that stand last: the name of a function, when `(` follows. */
  readonly word: string;
  /** Names of the functions around, each with `(` behind it. */
  readonly functions: string;
  /** Something that readers of CSS read in different ways; nothing behind it can be judged. */
  readonly lost: boolean;
}

export const attributeStart: CssState = {
  phase: 'start',
  depth: 1,
  quote: '',
  comment: '',
  word: '',
  functions: '',
  lost: false,
};
export const stylesheetStart: CssState = { ...attributeStart, depth: 0 };

export const sameCss = (a: CssState, b: CssState): boolean =>
  a.phase === b.phase &&
  a.depth === b.depth &&
  a.quote === b.quote &&
  a.comment === b.comment &&
  a.word === b.word &&
  a.functions === b.functions &&
  a.lost === b.lost;

/** Functions that a colour or a size may be an argument of. */
const plainFunctions = new Set([
  ...['', 'rgb', 'rgba', 'hsl', 'hsla', 'calc', 'min', 'max', 'clamp', 'var'],
  ...['linear-gradient', 'radial-gradient', 'repeating-linear-gradient', 'repeating-radial-gradient'],
]);

/** Why no value may stand here; undefined where one may. */
export const refusalInCss = (css: CssState): string | undefined => {
  if (css.lost) return 'A value may not stand behind \\, & or a broken text in a style; write it plainly.';
  if (css.comment !== '') return 'A value inside a comment of a style is never seen; take it out.';
  if (css.phase !== 'value') return 'In a style a value may only stand behind the colon of a property.';
  const inside = css.functions.split('(').find((name) => !plainFunctions.has(name));
  return inside === undefined
    ? undefined
    : `A value inside ${inside === UNKNOWN ? 'a function' : `${inside}()`} is not allowed; show an image by <img> or background="…".`;
};

/** What a value may have left behind: the begin of a name, or nothing. */
const UNKNOWN = '?';

export const afterCssHole = (css: CssState): CssState => ({ ...css, word: UNKNOWN });

/** Longer names and deeper functions are of no style that a value may stand in. */
const MAX_KEPT = 200;

type Cursor = { -readonly [K in keyof CssState]: CssState[K] };

/** Reads a piece of CSS on; of an attribute, where `&` would begin a character reference. */
export const readCss = (from: CssState, css: string, inAttribute: boolean): CssState => {
  const state: Cursor = { ...from };
  for (let at = 0; at < css.length && !state.lost; at += 1) {
    const character = css.charAt(at);
    if (inAttribute && character === '&') state.lost = true;
    else read(state, character);
  }
  return state;
};

const read = (state: Cursor, character: string): void => {
  if (state.quote !== '') inQuotes(state, character);
  else if (state.comment === 'inside' || state.comment === '*') inComment(state, character);
  else if (character === '\\') state.lost = true;
  else if (state.comment === '/' && character === '*') state.comment = 'inside';
  else inCode(state, character);
};

const inCode = (state: Cursor, character: string): void => {
  // In an address that is not quoted there are no comments.
  const isAddress = state.functions.endsWith('url(');
  state.comment = character === '/' && !isAddress ? '/' : '';
  if (character === '"' || character === "'") state.quote = character;
  if (character === '(' || character === ')') inFunction(state, character);
  else if (/[{};]/.test(character)) atBoundary(state, character);
  else inStatement(state, character);
  state.word = /[\w-]/.test(character) ? grown(state.word, character.toLowerCase()) : '';
};

const grown = (text: string, more: string): string => (text.length > MAX_KEPT ? text : text + more);

const inQuotes = (state: Cursor, character: string): void => {
  if (character === state.quote) state.quote = '';
  else if (/[\\\n\r\f]/.test(character)) state.lost = true;
};

const inComment = (state: Cursor, character: string): void => {
  if (character === '/' && state.comment === '*') state.comment = '';
  else state.comment = character === '*' ? '*' : 'inside';
};

const inFunction = (state: Cursor, character: string): void => {
  if (character === '(') {
    state.functions += `${state.word}(`;
    if (state.functions.length > MAX_KEPT) state.lost = true;
  } else {
    const inner = state.functions.slice(0, -1);
    state.functions = inner.slice(0, inner.lastIndexOf('(') + 1);
  }
  if (state.phase !== 'value') state.phase = 'other';
};

const atBoundary = (state: Cursor, character: string): void => {
  // Inside of brackets these are read in different ways.
  if (state.functions !== '') {
    state.lost = true;
    return;
  }
  state.phase = 'start';
  if (character === '{') state.depth += 1;
  if (character === '}') state.depth = Math.max(state.depth - 1, 0);
};

const inStatement = (state: Cursor, character: string): void => {
  if (state.phase === 'value' || state.phase === 'other' || state.comment === '/') return;
  const isSpace = /\s/.test(character);
  if (character === ':' && state.phase !== 'start' && state.depth > 0) state.phase = 'value';
  else if (isSpace) state.phase = state.phase === 'name' ? 'afterName' : state.phase;
  else state.phase = /[\w-]/.test(character) && state.phase !== 'afterName' ? 'name' : 'other';
};
