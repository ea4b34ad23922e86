import { attributeStart, type CssState, readCss, stylesheetStart } from './css-context.ts';

/**
 * How far a reader of HTML has come: the part of HTML's tokenizer (HTML, 13.2.5) that does not hang on the tree that is
 * built. What does hang on it is not read any more: behind it the reader is `lost`.
 */
export interface HtmlState {
  readonly at:
    | 'text'
    | 'tagOpen'
    | 'endTagOpen'
    | 'tagName'
    | 'beforeAttribute'
    | 'attributeName'
    | 'afterAttributeName'
    | 'beforeValue'
    | 'value'
    /** Behind `<!`. */
    | 'markup'
    /** Up to the next `>`: a doctype, or what browsers take for a comment. */
    | 'declaration'
    | 'comment'
    /** In the text of `<title>`, `<textarea>` or `<style>`, whose name is `tag`; `read` may become its end tag. */
    | 'rawText'
    | 'lost';
  readonly tag: string;
  readonly isEndTag: boolean;
  readonly attribute: string;
  readonly quote: '' | '"' | "'";
  /** The first characters of the attribute's value; `*` stands for a value put in. */
  readonly value: string;
  readonly css: CssState;
  /** Characters of a construct that is not decided yet. */
  readonly read: string;
  /** What of the end of a comment has been read: of one that is a comment to all, or of Outlook's own. */
  readonly dashes: Dashes;
  /** Inside of `<!--[if …]> … <![endif]-->`: HTML to Outlook, a comment to all others. */
  readonly outlook: Outlook | undefined;
  /** Attributes of the tag so far. */
  readonly attributes: number;
  /** A value that stands before may end what others take for a comment, so that even what follows as text is its. */
  readonly isBroken: boolean;
  /** Why nothing more is read, and how much of the last piece was not. */
  readonly lostWhy: string;
  readonly unread: number;
}

type Dashes = 'start' | 'startDash' | '' | '-' | '--' | '--!';
interface Outlook {
  /** What stands inside, as long as it may be the second half of `<!--[if …]><!-->`. */
  readonly begin: string;
  readonly tail: string;
}

export const htmlStart: HtmlState = {
  at: 'text',
  tag: '',
  isEndTag: false,
  attribute: '',
  quote: '',
  value: '',
  css: attributeStart,
  read: '',
  dashes: '',
  outlook: undefined,
  attributes: 0,
  isBroken: false,
  lostWhy: '',
  unread: 0,
};

/** Elements whose content is text; in `<style>` it is not even decoded. */
const textElements = new Set(['title', 'textarea', 'style']);

/** Elements that change how what follows is read, each in its own way and not in every client alike. */
const unread = new Set([
  ...['script', 'iframe', 'noscript', 'noembed', 'noframes', 'plaintext', 'xmp', 'template'],
  ...['svg', 'math', 'select', 'frameset'],
]);
/** Whether clients differ in what they make of an element, its own attributes included. */
export const isUnread = (tag: string, inOutlook: boolean): boolean =>
  unread.has(tag) && !(inOutlook && tag === 'noscript');

type Cursor = { -readonly [K in keyof HtmlState]: HtmlState[K] };

/** Reads a piece of HTML on from a state; in how many pieces HTML comes makes no difference. */
export const readHtml = (from: HtmlState, html: string): HtmlState => {
  const state: Cursor = { ...from };
  let at = 0;
  while (at < html.length && state.at !== 'lost') {
    at = state.outlook === undefined ? step(state, html, at, html.length) : stepInOutlook(state, html, at);
  }
  state.unread = html.length - at;
  return state;
};

/** Outlook's own are read character by character: any may be the last of what others take for a comment. */
const stepInOutlook = (state: Cursor, html: string, at: number): number => {
  if (state.outlook === undefined || !staysInOutlook(state, html.charAt(at), state.outlook)) return at + 1;
  let next = at;
  while (next === at && isReading(state)) next = step(state, html, at, at + 1);
  return next;
};
const isReading = ({ at }: HtmlState): boolean => at !== 'lost';

/** A value was put in where the reader stands. */
export const afterHtmlHole = (state: HtmlState): HtmlState =>
  anywhere(state.at === 'value' ? { ...state, value: kept(state.value, '*') } : state);

/** The same where it is not known what stood before: in Outlook's own it may have ended with dashes. */
export const anywhere = (state: HtmlState): HtmlState =>
  state.outlook === undefined ? state : { ...state, dashes: '--', outlook: { begin: AFTER_VALUE, tail: '' } };

const lose = (state: Cursor, why: string): void => {
  state.at = 'lost';
  state.lostWhy = why;
};

const nextDashes = (dashes: Dashes, character: string): Dashes => {
  if (character === '-') {
    if (dashes === 'start') return 'startDash';
    return dashes === '-' || dashes === '--' || dashes === 'startDash' ? '--' : '-';
  }
  return character === '!' && dashes === '--' ? '--!' : '';
};
/** Browsers take each of `-->`, `--!>`, `<!-->` and `<!--->` for the end of a comment. */
const endsComment = (dashes: Dashes, character: string): boolean =>
  character === '>' && dashes !== '' && dashes !== '-';

const AFTER_VALUE = '*';
const ENDIF = '<![endif]--';

/** Follows what all but Outlook take for a comment; false when this character was its last. */
const staysInOutlook = (state: Cursor, character: string, { begin, tail }: Outlook): boolean => {
  if (!endsComment(state.dashes, character)) {
    state.dashes = nextDashes(state.dashes, character);
    state.outlook = {
      begin: begin.length > 8 || begin === AFTER_VALUE ? begin : begin + character,
      tail: (tail + character).slice(-ENDIF.length),
    };
    return true;
  }
  const isRevealed = begin === '<!--' || begin === '<!-- --';
  const isEnd = state.at === 'declaration' && tail.toLowerCase() === ENDIF;
  if (isRevealed || isEnd) Object.assign(state, htmlStart);
  else {
    state.isBroken = begin === AFTER_VALUE;
    lose(state, 'what is for Outlook alone ends at a --> that is not <![endif]-->');
  }
  return false;
};

/** Reads on from `at`, not beyond `end`, and tells how far. */
const step = (state: Cursor, html: string, at: number, end: number): number => {
  const character = html.charAt(at);
  if (character === '\0') {
    lose(state, 'there is a NUL character');
    return at;
  }
  switch (state.at) {
    case 'text':
      return inText(state, html, at, end);
    case 'rawText':
      return inRawText(state, html, at, end);
    case 'value':
      return inValue(state, html, at, end);
    case 'comment':
      return inComment(state, character, at);
    case 'lost':
      return end;
    default:
      return inMarkup(state, character) ? at + 1 : at;
  }
};

/** The place of the first of `characters` from `at` on; NUL is always among them. */
const runEnd = (html: string, at: number, end: number, stops: RegExp): number => {
  if (end === at + 1) return html.charAt(at).search(stops) === -1 ? end : at;
  stops.lastIndex = at;
  return stops.exec(html)?.index ?? end;
};

const inText = (state: Cursor, html: string, at: number, end: number): number => {
  const stop = runEnd(html, at, end, /[<\0]/g);
  if (stop > at) return stop;
  state.at = 'tagOpen';
  return at + 1;
};

/** All that is read character by character; false when the character is to be read again in the next state. */
const inMarkup = (state: Cursor, character: string): boolean => {
  switch (state.at) {
    case 'tagOpen':
      return inTagOpen(state, character);
    case 'endTagOpen':
      if (isLetter(character)) return beginTag(state, true);
      if (character !== '>') return leave(state, 'declaration');
      beginText(state);
      return true;
    case 'tagName':
      if (endsName(character)) return leave(state, 'beforeAttribute');
      state.tag = kept(state.tag, lower(character));
      return true;
    case 'beforeAttribute':
      return beforeAttribute(state, character);
    case 'attributeName':
      if (endsName(character)) return leave(state, 'afterAttributeName');
      if (character === '=') return enter(state, 'beforeValue');
      state.attribute = kept(state.attribute, lower(character));
      return true;
    case 'afterAttributeName':
      if (isSpace(character)) return true;
      return character === '=' ? enter(state, 'beforeValue') : leave(state, 'beforeAttribute');
    case 'beforeValue':
      return beforeValue(state, character);
    case 'markup':
      return afterExclamation(state, character);
    case 'declaration':
      if (character === '>') beginText(state);
      return true;
    default:
      return true;
  }
};

const enter = (state: Cursor, at: HtmlState['at']): true => {
  state.at = at;
  return true;
};
const leave = (state: Cursor, at: HtmlState['at']): false => {
  state.at = at;
  return false;
};

const inTagOpen = (state: Cursor, character: string): boolean => {
  if (character === '/') return enter(state, 'endTagOpen');
  if (isLetter(character)) return beginTag(state, false);
  if (character === '?') return leave(state, 'declaration');
  if (character !== '!') return leave(state, 'text');
  state.read = '';
  return enter(state, 'markup');
};

const beginTag = (state: Cursor, isEndTag: boolean): false => {
  Object.assign(state, { tag: '', isEndTag, attributes: 0 });
  return leave(state, 'tagName');
};

const beforeAttribute = (state: Cursor, character: string): boolean => {
  // Only SVG and MathML close an element by "/".
  if (isSpace(character) || character === '/') return true;
  if (character === '>') {
    endTag(state);
    return true;
  }
  state.attributes += 1;
  if (state.attributes > MAX_ATTRIBUTES) {
    lose(state, `a tag has more than ${MAX_ATTRIBUTES} attributes`);
    return false;
  }
  // An attribute may even begin with "=".
  state.attribute = lower(character);
  return enter(state, 'attributeName');
};

const endTag = (state: Cursor): void => {
  const { tag, isEndTag, outlook } = state;
  beginText(state);
  if (isEndTag) return;
  if (isUnread(tag, outlook !== undefined)) {
    lose(state, `clients differ in how they read what follows <${tag}>`);
  } else if (textElements.has(tag)) {
    Object.assign(state, { at: 'rawText', tag, css: stylesheetStart });
  }
};

const beginText = (state: Cursor): void => {
  const { outlook, dashes } = state;
  Object.assign(state, htmlStart, outlook !== undefined && { outlook, dashes });
};

const beforeValue = (state: Cursor, character: string): boolean => {
  if (isSpace(character)) return true;
  if (character === '>') return leave(state, 'beforeAttribute');
  state.value = '';
  state.css = attributeStart;
  state.quote = character === '"' || character === "'" ? character : '';
  state.at = 'value';
  return state.quote !== '';
};

const inValue = (state: Cursor, html: string, at: number, end: number): number => {
  const stop = runEnd(html, at, end, stopsOfValue[state.quote]);
  if (stop > at) {
    const piece = html.slice(at, stop);
    state.value = kept(state.value, piece);
    if (state.attribute === 'style') state.css = readCss(state.css, piece, true);
    return stop;
  }
  const isQuoted = state.quote !== '';
  const { attribute, quote, value, css } = htmlStart;
  Object.assign(state, { at: 'beforeAttribute', attribute, quote, value, css });
  return isQuoted ? at + 1 : at;
};
const stopsOfValue = { '"': /["\0]/g, "'": /['\0]/g, '': /[\t\n\f\r >\0]/g };

/** `<!--` begins a comment, all else goes up to the next `>`. */
const afterExclamation = (state: Cursor, character: string): boolean => {
  if (character !== '-') return leave(state, 'declaration');
  if (state.read === '') {
    state.read = '-';
    return true;
  }
  state.read = '';
  // Inside of Outlook's own, `dashes` already follow the comment around; nothing in it may hold a value either way.
  if (state.outlook === undefined) state.dashes = 'start';
  return enter(state, 'comment');
};

const conditional = /^\[if[^\]]*\]$/i;

const inComment = (state: Cursor, character: string, at: number): number => {
  if (state.outlook !== undefined) return at + 1;
  if (endsComment(state.dashes, character)) {
    if (state.dashes === '--') beginText(state);
    else lose(state, 'clients differ in where a comment ends that is closed in the manner of <!--> or --!>');
    return at + 1;
  }
  if (character === '>' && conditional.test(state.read)) {
    Object.assign(state, { ...htmlStart, outlook: { begin: '', tail: '' } });
    return at + 1;
  }
  state.read = kept(state.read, character);
  state.dashes = nextDashes(state.dashes, character);
  return at + 1;
};

const inRawText = (state: Cursor, html: string, at: number, end: number): number => {
  const character = html.charAt(at);
  if (state.read === '') {
    const stop = runEnd(html, at, end, /[<\0]/g);
    if (state.tag === 'style') state.css = readCss(state.css, html.slice(at, Math.max(stop, at + 1)), false);
    if (stop > at) return stop;
    state.read = '<';
    return at + 1;
  }
  const read = state.read + lower(character);
  const endTagName = `</${state.tag}`;
  if (endTagName.startsWith(read)) {
    state.read = read;
    return at + 1;
  }
  const closes = state.read === endTagName && endsName(character);
  if (closes) Object.assign(state, { at: 'beforeAttribute', isEndTag: true });
  else if (state.tag === 'style') state.css = readCss(state.css, state.read.slice(1), false);
  else if (/[a-z/!]/i.test(read.charAt(1)))
    lose(state, `clients differ in what a tag inside <${state.tag}> is`);
  state.read = '';
  return at;
};

const isLetter = (character: string): boolean => /[a-z]/i.test(character);
/** HTML's own; other spaces are part of a name. */
const isSpace = (character: string): boolean => /[\t\n\f\r ]/.test(character);
const endsName = (character: string): boolean => /[\t\n\f\r />]/.test(character);
/** HTML knows small letters for ASCII alone. */
const lower = (character: string): string => (/[A-Z]/.test(character) ? character.toLowerCase() : character);

/** More are of no mail, and parsers compare each with all before it. */
const MAX_ATTRIBUTES = 200;
/** More of a name or value is never looked at. */
const MAX_KEPT = 200;
const kept = (text: string, more: string): string =>
  text.length > MAX_KEPT ? text : text + more.slice(0, MAX_KEPT);
