import MarkdownIt, { type Token } from 'markdown-it';
import { withoutControls } from './escape.ts';
import { escapeHtml } from '../../platform/html.ts';

/** Longer texts are shown as they are: reading them would take too long. */
export const MAX_MARKDOWN = 30_000;
/** Lists and quotations inside each other; no mail has more, and deeper HTML is not shown everywhere. */
const MAX_NESTING = 20;

/** A text nested deeper than MAX_NESTING, whose innermost parts the parser would drop. */
class TooDeepError extends Error {
  override readonly name = 'TooDeepError';
}

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: true });
// Indented prose is no code, a line under a text no heading, and nobody defines references in a chat.
parser.disable(['code', 'lheading', 'reference']).set({ maxNesting: MAX_NESTING });
const tokenize = parser.block.tokenize.bind(parser.block);
parser.block.tokenize = (state, startLine, endLine) => {
  if (state.level >= MAX_NESTING) throw new TooDeepError();
  tokenize(state, startLine, endLine);
};

/** What a text in Markdown says, in parts; a text that is too long or too deep is one plain part. */
export type ReadMarkdown = readonly Token[] | { plain: string };

/** Reads paragraphs, headings, lists, tables, quotations, code and emphasis; HTML is text. The work is linear. */
export const readMarkdown = (text: string): ReadMarkdown => {
  if (text.length > MAX_MARKDOWN) return { plain: text };
  try {
    return parser.parse(withoutControls(text), {});
  } catch (error) {
    if (error instanceof TooDeepError) return { plain: text };
    throw error;
  }
};

/** What makes a line a block of its own; in a line of a list it says nothing. */
const blockMark = /^\s*(?:[-*+>]|#{1,6})\s+/;

/** Reads emphasis and code alone: the text is one line, whatever it holds. */
export const readMarkdownLine = (text: string): ReadMarkdown => {
  const line = withoutControls(text).replace(/\s+/g, ' ').replace(blockMark, '').trim();
  return line.length > MAX_MARKDOWN ? { plain: line } : parser.parseInline(line, {});
};

/** How the parts of Markdown are written in one medium. */
interface Writer {
  text: (text: string) => string;
  code: (token: Token) => string;
  /** By the type of the token. */
  marks: Readonly<Record<string, string | ((token: Token, depth: number) => string)>>;
}

const attribute = (token: Token, name: string): string => String(token.attrGet(name) ?? '');
const cellAlign = (token: Token): string => /right|center/.exec(attribute(token, 'style'))?.[0] ?? 'start';
const html: Writer = {
  text: escapeHtml,
  code: ({ type, content }) =>
    type === 'code_inline'
      ? `<code style="font-family:monospace">${escapeHtml(content)}</code>`
      : `<pre dir="auto" style="margin:10px 0 0;white-space:pre-wrap;font-family:monospace">${escapeHtml(content.trimEnd())}</pre>`,
  marks: {
    paragraph_open: ({ hidden }) => (hidden ? '' : '<p dir="auto" style="margin:10px 0 0;text-align:start">'),
    paragraph_close: ({ hidden }) => (hidden ? '' : '</p>'),
    // No <h3>: nobody knows which headings stand around it, and a mail's outline is not a stranger's.
    heading_open: '<p dir="auto" style="margin:16px 0 0;font-weight:700;text-align:start">',
    heading_close: '</p>',
    bullet_list_open: '<ul style="margin:6px 0 0;padding:0 0 0 22px">',
    bullet_list_close: '</ul>',
    ordered_list_open: (token) =>
      `<ol start="${Number(token.attrGet('start') ?? 1)}" style="margin:6px 0 0;padding:0 0 0 26px">`,
    ordered_list_close: '</ol>',
    list_item_open: '<li dir="auto" style="margin:4px 0 0;text-align:start">',
    list_item_close: '</li>',
    blockquote_open: '<blockquote style="margin:10px 0 0;padding:0 0 0 12px;border-left:3px solid #d0d5dd">',
    blockquote_close: '</blockquote>',
    table_open:
      '<table cellpadding="0" cellspacing="0" style="margin:10px 0 0;border-collapse:collapse;font-size:15px">',
    table_close: '</table>',
    tr_open: '<tr>',
    tr_close: '</tr>',
    th_open: (token) =>
      `<th scope="col" dir="auto" style="padding:5px 16px 5px 0;border-bottom:2px solid #d0d5dd;text-align:left;text-align:${cellAlign(token)}">`,
    th_close: '</th>',
    td_open: (token) =>
      `<td dir="auto" style="padding:5px 16px 5px 0;border-bottom:1px solid #d0d5dd;vertical-align:top;text-align:${cellAlign(token)}">`,
    td_close: '</td>',
    hr: '<hr style="margin:16px 0 0;border:0;border-top:1px solid #d0d5dd">',
    strong_open: '<strong>',
    strong_close: '</strong>',
    em_open: '<em>',
    em_close: '</em>',
    s_open: '<s>',
    s_close: '</s>',
    softbreak: '<br>',
    hardbreak: '<br>',
  },
};

const indent = (depth: number): string => '  '.repeat(Math.max(depth - 1, 0));
const text: Writer = {
  text: (words) => words,
  code: ({ type, content }) => (type === 'code_inline' ? content : `${content.trimEnd()}\n\n`),
  marks: {
    paragraph_close: ({ hidden }) => (hidden ? '\n' : '\n\n'),
    heading_close: '\n\n',
    bullet_list_close: (_token, depth) => (depth === 0 ? '\n' : ''),
    ordered_list_close: (_token, depth) => (depth === 0 ? '\n' : ''),
    list_item_open: ({ info, markup }, depth) => `${indent(depth)}${info === '' ? '-' : `${info}${markup}`} `,
    th_close: ' | ',
    td_close: ' | ',
    tr_close: '\n',
    table_close: '\n',
    hr: '\n\n',
    softbreak: '\n',
    hardbreak: '\n',
  },
};

const write = (tokens: readonly Token[], writer: Writer): string => {
  let written = '';
  let lists = 0;
  const links: { href: string; from: number }[] = [];
  const add = (token: Token): void => {
    if (token.type.endsWith('_list_open')) lists += 1;
    if (token.type.endsWith('_list_close')) lists -= 1;
    if (token.type === 'inline') for (const child of token.children ?? []) add(child);
    else if (token.type === 'link_open') links.push({ href: attribute(token, 'href'), from: written.length });
    else if (token.type === 'link_close') written += whereItLed(links.pop(), written, writer);
    // An image is its description, as the renderer of the parser gives it.
    else if (token.type === 'image') written += writer.text(token.content);
    else if (token.type === 'code_inline' || token.type === 'fence') written += writer.code(token);
    else {
      const mark = writer.marks[token.type];
      if (mark === undefined) written += writer.text(token.content);
      else written += typeof mark === 'string' ? mark : mark(token, lists);
    }
  };
  for (const token of tokens) add(token);
  return written;
};

/** A link is no link here, since it may be a stranger's: its address stands behind its words. */
const whereItLed = (
  link: { href: string; from: number } | undefined,
  written: string,
  writer: Writer,
): string => {
  const href = writer.text(link?.href ?? '');
  const words = written.slice(link?.from);
  return href === '' || href === words || href === `mailto:${words}` ? '' : ` (${href})`;
};

const plainHtml = (words: string): string =>
  words
    .split(/\r?\n(?:[^\S\n]*\r?\n)+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(
      (part) =>
        `<p dir="auto" style="margin:10px 0 0;text-align:start">${escapeHtml(part).replace(/\r?\n/g, '<br>')}</p>`,
    )
    .join('');

/** HTML with styles of its own, without links, images or anything that loads or runs. */
export const markdownHtml = (read: ReadMarkdown): string =>
  'plain' in read ? plainHtml(read.plain) : write(read, html);

/** The words alone: lists keep their marks, cells are divided by `|`. */
export const markdownText = (read: ReadMarkdown): string =>
  'plain' in read
    ? read.plain
    : write(read, text)
        .replace(/ \| $/gm, '')
        .replace(/\n{3,}/g, '\n\n')
        .trim();
