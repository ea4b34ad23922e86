/** Where in HTML a value would stand: it says how the value has to be escaped. */
export type HtmlContext =
  | { kind: 'html' }
  | { kind: 'attribute' }
  /** The whole of a URL, or its beginning. */
  | { kind: 'url' }
  /** A part of a URL whose beginning is written out. */
  | { kind: 'urlPart' }
  | { kind: 'css' }
  | { kind: 'refused'; why: string };

/** How far a reader of HTML has come. Two are equal when the same source may follow both. */
export interface HtmlState {
  readonly at: 'text' | 'tagName' | 'tag' | 'attributeName' | 'beforeValue' | 'value' | 'comment' | 'rawText';
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

/** Whether the same source may follow both; what was read of a value matters for URLs alone. */
export const sameState = (a: HtmlState, b: HtmlState): boolean =>
  a.at === b.at &&
  a.tag === b.tag &&
  a.attribute === b.attribute &&
  a.quote === b.quote &&
  (!isUrlAttribute(a.attribute) || contextOf(a).kind === contextOf(b).kind);

const urlAttributes = new Set([
  'href',
  'src',
  'background',
  'action',
  'formaction',
  'cite',
  'poster',
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
      return {
        kind: 'refused',
        why: 'A value may stand in text or in a quoted attribute, not in a tag itself.',
      };
  }
};

const valueContext = ({ attribute, quote, value }: HtmlState): HtmlContext => {
  if (quote === '') return { kind: 'refused', why: `Put quotes round the value of ${attribute}.` };
  if (attribute.startsWith('on') || attribute === 'srcdoc' || attribute === 'srcset') {
    return { kind: 'refused', why: `A value inside ${attribute} is not allowed.` };
  }
  if (attribute === 'style') return { kind: 'css' };
  if (!isUrlAttribute(attribute)) return { kind: 'attribute' };
  return value.trim() === '' ? { kind: 'url' } : { kind: 'urlPart' };
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
      const end = html.indexOf('-->', at);
      return end === -1 ? [state, html.length - at] : [htmlStart, end + 3 - at];
    }
    case 'rawText': {
      const end = html.toLowerCase().indexOf(`</${state.tag}`, at);
      return end === -1 ? [state, html.length - at] : [htmlStart, end - at];
    }
    case 'tagName': {
      const name = /^[^\s/>]*/.exec(html.slice(at, at + 64))?.[0] ?? '';
      // A name may go on behind a tag of the template.
      const goesOn = at + name.length === html.length;
      return [{ ...state, at: goesOn ? 'tagName' : 'tag', tag: state.tag + name.toLowerCase() }, name.length];
    }
    case 'tag':
      return inTag(state, html.charAt(at));
    case 'attributeName':
      return inAttributeName(state, html.charAt(at));
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
  if (/[\s/]/.test(character)) return [state, 1];
  return [{ ...state, at: 'attributeName', attribute: '' }, 0];
};

const inAttributeName = (state: HtmlState, character: string): Step => {
  if (character === '=') return [{ ...state, at: 'beforeValue' }, 1];
  if (/[\s/>]/.test(character)) return [{ ...state, at: 'tag', attribute: '' }, 0];
  return [{ ...state, attribute: state.attribute + character.toLowerCase() }, 1];
};

const beforeValue = (state: HtmlState, character: string): Step => {
  if (/\s/.test(character)) return [state, 1];
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
    const end = html.slice(at).search(/[\s>]/);
    if (end === 0) return [endOfValue(state), 0];
    const length = end === -1 ? html.length - at : end;
    return [{ ...state, value: state.value + html.slice(at, at + length) }, length];
  }
  const end = html.indexOf(state.quote, at);
  if (end === at) return [endOfValue(state), 1];
  const length = (end === -1 ? html.length : end) - at;
  return [{ ...state, value: state.value + html.slice(at, at + length) }, length];
};
