import { attributeStart, type CssState } from './css-context.ts';

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

export type Dashes = 'start' | 'startDash' | '' | '-' | '--' | '--!';
export interface Outlook {
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

/** Elements that change how what follows is read, each in its own way and not in every client alike. */
const unread = new Set([
  ...['script', 'iframe', 'noscript', 'noembed', 'noframes', 'plaintext', 'xmp', 'template'],
  ...['svg', 'math', 'select', 'frameset'],
]);
/** Whether clients differ in what they make of an element, its own attributes included. */
export const isUnread = (tag: string, inOutlook: boolean): boolean =>
  unread.has(tag) && !(inOutlook && tag === 'noscript');

/** A state that a reader works on. */
export type Cursor = { -readonly [K in keyof HtmlState]: HtmlState[K] };

/** Reads nothing more. */
export const lose = (state: Cursor, why: string): void => {
  state.at = 'lost';
  state.lostWhy = why;
};

/** Behind a tag or comment. */
export const beginText = (state: Cursor): void => {
  const { outlook, dashes } = state;
  Object.assign(state, htmlStart, outlook !== undefined && { outlook, dashes });
};

/** HTML's own; other spaces are part of a name. */
export const isSpace = (character: string): boolean => /[\t\n\f\r ]/.test(character);
export const endsName = (character: string): boolean => /[\t\n\f\r />]/.test(character);
/** HTML knows small letters for ASCII alone. */
export const lower = (character: string): string =>
  /[A-Z]/.test(character) ? character.toLowerCase() : character;

/** More of a name or value is never looked at. */
const MAX_KEPT = 200;
export const kept = (text: string, more: string): string =>
  text.length > MAX_KEPT ? text : text + more.slice(0, MAX_KEPT);
