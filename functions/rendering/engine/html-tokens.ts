import { readCss } from './css-context.ts';
import {
  beginText,
  type Cursor,
  type Dashes,
  endsName,
  type HtmlState,
  htmlStart,
  kept,
  lose,
  lower,
  type Outlook,
} from './html-state.ts';
import { inMarkup } from './html-tags.ts';

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
