/** Where in HTML a value would stand: it says how the value has to be escaped. */
export type HtmlContext =
  | { kind: 'html' }
  | { kind: 'attribute' }
  /** The whole of a URL, or its beginning. */
  | { kind: 'url' }
  /** A part of a URL whose beginning is written out. */
  | { kind: 'urlPart' }
  /** What follows `mailto:` or `tel:`. */
  | { kind: 'address' }
  | { kind: 'phone' }
  | { kind: 'css' }
  | { kind: 'refused'; why: string };

/** How far a reader of HTML has come. Two are equal when the same source may follow both. */
export interface HtmlState {
  readonly at:
    | 'text'
    | 'tagName'
    | 'tag'
    | 'attributeName'
    | 'afterName'
    | 'beforeValue'
    | 'value'
    | 'comment'
    | 'rawText';
  readonly tag: string;
  readonly attribute: string;
  readonly quote: '' | '"' | "'";
  /** What of the attribute's value has been read; `*` stands for a value put in. */
  readonly value: string;
}

export const htmlStart: HtmlState = { at: 'text', tag: '', attribute: '', quote: '', value: '' };

/** A value was put in where the reader stands. */
export const afterHole = (state: HtmlState): HtmlState =>
  state.at === 'value' ? { ...state, value: `${state.value}*` } : state;

/** Whether the same source may follow both, escaped in the same way. */
export const sameState = (a: HtmlState, b: HtmlState): boolean =>
  a.at === b.at &&
  a.tag === b.tag &&
  a.attribute === b.attribute &&
  a.quote === b.quote &&
  contextOf(a).kind === contextOf(b).kind;

/** Attributes that hold an address, whatever the element. */
export const urlAttributes: ReadonlySet<string> = new Set([
  'href',
  'src',
  'background',
  'action',
  'formaction',
  'cite',
  'poster',
  'data',
  'longdesc',
  'lowsrc',
  'dynsrc',
  'codebase',
  'ping',
  'manifest',
  'profile',
  'xlink:href',
]);
const isUrlAttribute = (name: string): boolean => urlAttributes.has(name);
/** Elements whose content is no HTML. */
const rawTextElements = new Set(['style', 'script', 'xmp', 'noembed', 'noframes', 'iframe', 'plaintext']);

/** How a value that stands here has to be escaped. */
export const contextOf = (state: HtmlState): HtmlContext => {
  switch (state.at) {
    case 'text':
      return { kind: 'html' };
    case 'rawText':
      return state.tag === 'style'
        ? { kind: 'css' }
        : { kind: 'refused', why: `A value inside <${state.tag}> is not allowed.` };
    case 'comment':
      return { kind: 'refused', why: 'A value inside a comment is never seen; take it out.' };
    case 'beforeValue':
      return { kind: 'refused', why: `Put quotes round the value of ${state.attribute}.` };
    case 'value':
      return valueContext(state);
    case 'tagName':
    case 'tag':
    case 'attributeName':
    case 'afterName':
      return {
        kind: 'refused',
        why: 'A value may stand in text or in a quoted attribute, not in a tag itself.',
      };
  }
};

/** Attributes that hold more than one value, or code. */
const closedAttributes = new Set(['srcdoc', 'srcset', 'imagesrcset', 'http-equiv', 'archive']);

const valueContext = ({ tag, attribute, quote, value }: HtmlState): HtmlContext => {
  if (quote === '') return { kind: 'refused', why: `Put quotes round the value of ${attribute}.` };
  // Clients differ in what they make of other names, and so in what the value is.
  if (!/^[a-z_][a-z\d_.:-]*$/.test(attribute)) {
    return { kind: 'refused', why: 'A value needs an attribute whose name has letters, digits and - only.' };
  }
  if (attribute.startsWith('on') || closedAttributes.has(attribute)) {
    return { kind: 'refused', why: `A value inside ${attribute} is not allowed.` };
  }
  if (tag === 'meta' && attribute === 'content') {
    return {
      kind: 'refused',
      why: 'A value inside <meta> is not allowed: it might send the reader elsewhere.',
    };
  }
  if (attribute === 'style') return styleContext(value);
  return isUrlAttribute(attribute) ? urlContext(value) : { kind: 'attribute' };
};

const styleContext = (value: string): HtmlContext =>
  /url\([^)]*$/i.test(value.slice(-2000))
    ? {
        kind: 'refused',
        why: 'A value inside url() is not allowed; show the image by <img> or background="…".',
      }
    : { kind: 'css' };

const urlContext = (value: string): HtmlContext => {
  switch (value.trim().toLowerCase()) {
    case '':
      return { kind: 'url' };
    case 'mailto:':
      return { kind: 'address' };
    case 'tel:':
    case 'sms:':
      return { kind: 'phone' };
    default:
      return { kind: 'urlPart' };
  }
};

/** Reads a piece of HTML on from a state. */
export const readHtml = (from: HtmlState, html: string): HtmlState => {
  let state = from;
  let at = 0;
  while (at < html.length) {
    const [next, length] = step(state, html, at);
    state = next;
    at += length;
  }
  return state;
};

type Step = [next: HtmlState, length: number];

const step = (state: HtmlState, html: string, at: number): Step => {
  switch (state.at) {
    case 'text':
      return inText(state, html, at);
    case 'comment': {
      // Browsers take both for its end (HTML, 13.2.5.50 and 13.2.5.52).
      const rest = html.slice(at);
      const end = /--!?>/.exec(rest);
      return end === null ? [state, rest.length] : [htmlStart, end.index + end[0].length];
    }
    case 'rawText': {
      const end = html.toLowerCase().indexOf(`</${state.tag}`, at);
      return end === -1 ? [state, html.length - at] : [htmlStart, end - at];
    }
    case 'tagName': {
      const name = /^[^\t\n\f\r />]*/.exec(html.slice(at, at + 64))?.[0] ?? '';
      // A name may go on behind a tag of the template.
      const goesOn = at + name.length === html.length;
      return [{ ...state, at: goesOn ? 'tagName' : 'tag', tag: state.tag + name.toLowerCase() }, name.length];
    }
    case 'tag':
      return inTag(state, html.charAt(at));
    case 'attributeName':
      return inAttributeName(state, html.charAt(at));
    case 'afterName':
      return afterName(state, html.charAt(at));
    case 'beforeValue':
      return beforeValue(state, html.charAt(at));
    case 'value':
      return inValue(state, html, at);
  }
};

/** Outlook reads what stands in its conditional comments, so they are no comments here. */
const conditional = /^<!--\[if[^\]]*\]>(<!-->|<!-- -->)?|^<!(--<!)?\[endif\]-->/i;

const inText = (state: HtmlState, html: string, at: number): Step => {
  const open = html.indexOf('<', at);
  if (open === -1) return [state, html.length - at];
  if (open > at) return [state, open - at];
  const shown = conditional.exec(html.slice(at, at + 200));
  if (shown) return [state, shown[0].length];
  const emptyComment = /^<!---?>/.exec(html.slice(at, at + 6));
  if (emptyComment) return [state, emptyComment[0].length];
  if (html.startsWith('<!--', at)) return [{ ...htmlStart, at: 'comment' }, 4];
  if (/^<\/?[a-z]/i.test(html.slice(at, at + 3))) {
    const closing = html.charAt(at + 1) === '/';
    return [{ ...htmlStart, at: 'tagName', tag: closing ? '/' : '' }, closing ? 2 : 1];
  }
  // Whatever a tag of the template puts here would become the name of an element.
  if (/^<\/?$/.test(html.slice(at))) return [{ ...htmlStart, at: 'tagName' }, html.length - at];
  if (html.startsWith('<!', at)) {
    const end = html.indexOf('>', at);
    return end === -1 ? [{ ...htmlStart, at: 'comment' }, html.length - at] : [state, end + 1 - at];
  }
  return [state, 1];
};

const inTag = (state: HtmlState, character: string): Step => {
  if (character === '>') {
    return [rawTextElements.has(state.tag) ? { ...htmlStart, at: 'rawText', tag: state.tag } : htmlStart, 1];
  }
  if (isSpace(character) || character === '/') return [state, 1];
  return [{ ...state, at: 'attributeName', attribute: '' }, 0];
};

/** HTML's own; other spaces are part of a name. */
const isSpace = (character: string): boolean => /[\t\n\f\r ]/.test(character);

const inAttributeName = (state: HtmlState, character: string): Step => {
  if (character === '=') return [{ ...state, at: 'beforeValue' }, 1];
  if (isSpace(character)) return [{ ...state, at: 'afterName' }, 1];
  if (/[/>]/.test(character)) return [{ ...state, at: 'tag', attribute: '' }, 0];
  return [{ ...state, attribute: state.attribute + character.toLowerCase() }, 1];
};

/** `href = "…"` is `href="…"`. */
const afterName = (state: HtmlState, character: string): Step => {
  if (isSpace(character)) return [state, 1];
  if (character === '=') return [{ ...state, at: 'beforeValue' }, 1];
  return [{ ...state, at: 'tag', attribute: '' }, 0];
};

const beforeValue = (state: HtmlState, character: string): Step => {
  if (isSpace(character)) return [state, 1];
  if (character === '"' || character === "'")
    return [{ ...state, at: 'value', quote: character, value: '' }, 1];
  if (character === '>') return [{ ...state, at: 'tag', attribute: '' }, 0];
  return [{ ...state, at: 'value', quote: '', value: '' }, 0];
};

const endOfValue = (state: HtmlState): HtmlState => ({
  ...state,
  at: 'tag',
  attribute: '',
  quote: '',
  value: '',
});

const inValue = (state: HtmlState, html: string, at: number): Step => {
  if (state.quote === '') {
    const end = html.slice(at).search(/[\t\n\f\r >]/);
    if (end === 0) return [endOfValue(state), 0];
    const length = end === -1 ? html.length - at : end;
    return [{ ...state, value: state.value + html.slice(at, at + length) }, length];
  }
  const end = html.indexOf(state.quote, at);
  if (end === at) return [endOfValue(state), 1];
  const length = (end === -1 ? html.length : end) - at;
  return [{ ...state, value: state.value + html.slice(at, at + length) }, length];
};
