import { attributeStart, stylesheetStart } from './css-context.ts';
import {
  beginText,
  type Cursor,
  endsName,
  type HtmlState,
  isSpace,
  isUnread,
  kept,
  lose,
  lower,
} from './html-state.ts';

/** Tags, up to their values, and what begins with `<!`: all that is read character by character; false when the character is to be read again in the next state. */
export const inMarkup = (state: Cursor, character: string): boolean => {
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

/** Elements whose content is text; in `<style>` it is not even decoded. */
const textElements = new Set(['title', 'textarea', 'style']);

const beforeValue = (state: Cursor, character: string): boolean => {
  if (isSpace(character)) return true;
  if (character === '>') return leave(state, 'beforeAttribute');
  state.value = '';
  state.css = attributeStart;
  state.quote = character === '"' || character === "'" ? character : '';
  state.at = 'value';
  return state.quote !== '';
};

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

const isLetter = (character: string): boolean => /[a-z]/i.test(character);

/** More are of no mail, and parsers compare each with all before it. */
const MAX_ATTRIBUTES = 200;
