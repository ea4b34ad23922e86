import { convert } from 'html-to-text';
import { Parser } from 'htmlparser2';
import { hides } from './html-visibility.ts';

/** The plain-text part of an HTML mail: what a reader sees, links in angle brackets, images left out. */
export const htmlToPlainText = (html: string): string =>
  convert(visibleHtml(html), {
    wordwrap: 78,
    // Deeper HTML is no mail, and would be more than the stack bears.
    limits: { maxDepth: 200 },
    selectors: [
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
        selector,
        options: { uppercase: false },
      })),
      ...lineElements.map((selector) => ({
        selector,
        format: 'block',
        options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
      })),
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { linkBrackets: ['<', '>'], hideLinkHrefIfSameAsText: true } },
    ],
  });

/** Elements that begin a line in HTML, and that html-to-text takes for parts of one. */
const lineElements = [
  ...['tr', 'caption', 'dl', 'dt', 'dd', 'figure', 'figcaption', 'center', 'address', 'fieldset', 'legend'],
  ...['details', 'summary', 'option', 'hgroup', 'dialog'],
];

/** What ends a line, so that a cell behind it needs no mark. */
const breaking = new Set([
  ...lineElements,
  ...[
    'table',
    'p',
    'div',
    'br',
    'hr',
    'ul',
    'ol',
    'li',
    'pre',
    'blockquote',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
  ],
  ...['article', 'aside', 'footer', 'form', 'header', 'main', 'nav', 'section'],
]);
/** Elements whose text nobody reads. */
const unread = new Set(['style', 'script', 'title', 'template']);
/** Elements that stand for the document, and would part what stands outside them. */
const frames = new Set(['html', 'head', 'body']);
const voids = new Set([
  'br',
  'hr',
  'img',
  'wbr',
  'input',
  'meta',
  'link',
  'col',
  'area',
  'base',
  'embed',
  'source',
]);
const keptAttributes = ['href', 'start', 'type'];
const BETWEEN_CELLS = ' | ';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/**
 * HTML written anew of what a reader sees of it: nothing of what is hidden, and a mark between the cells of a row, whose
 * words would run together. It walks by events, since HTML may be nested deeper than the stack.
 */
const visibleHtml = (html: string): string => {
  let written = '';
  let depth = 0;
  /** How deep the element is that hides where the walk is. */
  let hiddenAt = Infinity;
  let lineHasText = false;
  let isNewCell = false;
  const onTag = (name: string): void => {
    if (breaking.has(name)) [lineHasText, isNewCell] = [false, false];
    else if (name === 'td' || name === 'th') isNewCell = true;
  };
  const parser = new Parser({
    onopentag: (name, attribs) => {
      depth += 1;
      if (hiddenAt < depth) return;
      if (unread.has(name) || hides({ attribs })) hiddenAt = depth;
      else if (!frames.has(name)) {
        onTag(name);
        const kept = keptAttributes.filter((attribute) => attribute in attribs);
        written += `<${[name, ...kept.map((attribute) => `${attribute}="${escaped(attribs[attribute] ?? '')}"`)].join(' ')}>`;
      }
    },
    onclosetag: (name) => {
      if (hiddenAt === depth) hiddenAt = Infinity;
      else if (hiddenAt > depth && !frames.has(name) && !voids.has(name)) {
        onTag(name);
        written += `</${name}>`;
      }
      depth -= 1;
    },
    ontext: (text) => {
      if (hiddenAt <= depth) return;
      if (text.trim() !== '') {
        if (lineHasText && isNewCell) written += BETWEEN_CELLS;
        [lineHasText, isNewCell] = [true, false];
      }
      written += escaped(text);
    },
  });
  parser.end(html);
  return written;
};
