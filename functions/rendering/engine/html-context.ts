import { afterCssHole, refusalInCss, sameCss } from './css-context.ts';
import { type HtmlState, isUnread } from './html-state.ts';
import { afterHtmlHole, anywhere } from './html-tokens.ts';

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

/** A value was put in where the reader stands. */
export const afterHole = (state: HtmlState): HtmlState => {
  const after = afterHtmlHole(state);
  return contextOf(state).kind === 'css' ? { ...after, css: afterCssHole(state.css) } : after;
};

/** Where a reader is who came by either way; undefined when the same source may not follow both. */
export const joined = (a: HtmlState, b: HtmlState): HtmlState | undefined => {
  // Behind either no value is allowed any more.
  if (a.at === 'lost' || b.at === 'lost') return a.at === 'lost' ? a : b;
  if (!isSame(a, b)) return undefined;
  return a.outlook !== undefined && a.dashes !== b.dashes ? anywhere(b) : b;
};

const isSame = (a: HtmlState, b: HtmlState): boolean =>
  a.at === b.at &&
  a.tag === b.tag &&
  a.isEndTag === b.isEndTag &&
  a.attribute === b.attribute &&
  a.quote === b.quote &&
  a.read === b.read &&
  (a.outlook === undefined) === (b.outlook === undefined) &&
  (a.outlook !== undefined || a.dashes === b.dashes) &&
  sameCss(a.css, b.css) &&
  sameValue(a, b);

/** Values that are read to their end in the same way may differ; a beginning that is not whole may not. */
const sameValue = (a: HtmlState, b: HtmlState): boolean => {
  const kind = contextOf(a).kind;
  return kind === contextOf(b).kind && (kind !== 'refused' || a.value === b.value);
};

/** Attributes that hold an address, whatever the element. */
export const urlAttributes: ReadonlySet<string> = new Set([
  ...['href', 'src', 'background', 'action', 'formaction', 'cite', 'poster', 'data', 'longdesc'],
  ...['lowsrc', 'dynsrc', 'codebase', 'classid', 'ping', 'manifest', 'profile', 'icon', 'xlink:href'],
]);
/** A prefix, as Office has it, does not make an address anything else. */
const isUrlAttribute = (name: string): boolean => urlAttributes.has(name.slice(name.lastIndexOf(':') + 1));

/** How a value that stands here has to be escaped. */
export const contextOf = (state: HtmlState): HtmlContext => {
  switch (state.at) {
    case 'text':
      return { kind: 'html' };
    case 'rawText':
      return inRawText(state);
    case 'comment':
      return refused('A value inside a comment is never seen; take it out.');
    case 'value':
      return valueContext(state);
    case 'beforeValue':
      return refused(`Put quotes round the value of ${state.attribute}.`);
    case 'lost':
      return refused(`A value can not stand here, since ${state.lostWhy}.`);
    case 'tagOpen':
    case 'endTagOpen':
    case 'tagName':
    case 'beforeAttribute':
    case 'attributeName':
    case 'afterAttributeName':
    case 'markup':
    case 'declaration':
      return refused('A value may stand in text or in a quoted attribute, not in a tag itself.');
  }
};

const refused = (why: string): HtmlContext => ({ kind: 'refused', why });

const inRawText = (state: HtmlState): HtmlContext => {
  if (state.read !== '') return refused('A value may not stand behind a < that begins nothing.');
  if (state.tag !== 'style') return { kind: 'html' };
  const why = refusalInCss(state.css);
  return why === undefined ? { kind: 'css' } : refused(why);
};

/** Attributes that hold more than one value, code, or what decides how others are read. */
const closedAttributes = new Set([
  ...['srcdoc', 'srcset', 'imagesrcset', 'http-equiv', 'archive', 'attributionsrc'],
  ...['sandbox', 'allow', 'integrity', 'nonce'],
]);
/** Elements that decide over the whole mail. */
const closedElements = new Set(['base', 'link', 'meta', 'param']);

const valueContext = (state: HtmlState): HtmlContext => {
  const { tag, attribute, quote, value } = state;
  if (quote === '') return refused(`Put quotes round the value of ${attribute}.`);
  if (state.isEndTag) return refused('An end tag has no attributes; write the value into the tag itself.');
  // Clients differ in what they make of other names, and so in what the value is.
  if (!/^[a-z_][a-z\d_.:-]*$/.test(attribute)) {
    return refused('A value needs an attribute whose name has letters, digits and - only.');
  }
  if (closedElements.has(tag)) {
    return refused(`A value inside <${tag}> is not allowed: it might send the reader elsewhere.`);
  }
  if (isUnread(tag, state.outlook !== undefined)) return refused(`A value inside <${tag}> is not allowed.`);
  if (attribute.startsWith('on') || attribute.startsWith('xmlns') || closedAttributes.has(attribute)) {
    return refused(`A value inside ${attribute} is not allowed.`);
  }
  if (attribute === 'style') {
    const why = refusalInCss(state.css);
    return why === undefined ? { kind: 'css' } : refused(why);
  }
  return isUrlAttribute(attribute) ? urlContext(value) : { kind: 'attribute' };
};

/** Beginnings that leave no doubt what kind of address it is; `*` is an address that was put in whole. */
const knownBeginning = /^(https?:\/\/|mailto:|tel:|sms:|cid:|[/?#*])/;

/** The name of a host that is begun and may go on. */
const openHost = /^(https?:)?\/\/[^/?#\\]+$/;

const urlContext = (written: string): HtmlContext => {
  const value = written.trim().toLowerCase();
  if (openHost.test(value))
    return refused('A value would go on with the name of the host; write a / before it.');
  switch (value) {
    case '':
      return { kind: 'url' };
    case 'mailto:':
      return { kind: 'address' };
    case 'tel:':
    case 'sms:':
      return { kind: 'phone' };
    default:
      return knownBeginning.test(value)
        ? { kind: 'urlPart' }
        : refused(
            'An address that a value goes on has to begin with https://, http://, mailto:, tel: or sms:.',
          );
  }
};
