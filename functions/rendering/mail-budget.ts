import { markdownHtml, readMarkdown, readMarkdownLine } from './engine/markdown.ts';
import { quotedPrintableBytes } from './mail-size.ts';

/** What the markup around one entry of a list takes, about. */
const ENTRY_BYTES = 250;

/** Bytes on the wire of a text as a mail shows it: `plain`, as `blocks` of Markdown, or as one `line`. */
export type Measure = (text: string) => number;
export const plain: Measure = (text) => quotedPrintableBytes(markdownHtml({ plain: text }));
export const blocks: Measure = (text) => quotedPrintableBytes(markdownHtml(readMarkdown(text)));
export const line: Measure = (text) => quotedPrintableBytes(markdownHtml(readMarkdownLine(text)));

/** So much of a text as fits into `budget` bytes on the wire, cut at a line or a word. */
export const fitting = (text: string, budget: number, measure: Measure): string => {
  // A character takes a byte at least.
  let shown = text.length <= budget ? text : cutAt(text, budget);
  for (let bytes = measure(shown); bytes > budget; bytes = measure(shown)) {
    shown = cutAt(shown, Math.floor(shown.length * Math.min(0.98 * (budget / bytes), 0.95)));
  }
  return shown;
};

const LONG_WORD = 100;

/** So many characters of a text at most, with an ellipsis: up to its last line if that is not far, or its last word. */
export const cutAt = (text: string, most: number): string => {
  if (text.length <= most) return text;
  if (most < 2) return '';
  const cut = text.slice(0, most - 1).toWellFormed();
  const lastLine = cut.lastIndexOf('\n');
  if (lastLine > 0.8 * most) return `${cut.slice(0, lastLine).trimEnd()}…`;
  const word = cut.slice(-LONG_WORD).search(/\s\S*$/);
  return `${(word === -1 ? cut : cut.slice(0, Math.max(cut.length - LONG_WORD, 0) + word)).trimEnd()}…`;
};

/** Divides what Gmail shows of a mail among its parts: what comes first is served first. */
export interface MailBudget {
  text: (text: string, measure: Measure, most: number) => string;
  list: <T>(items: readonly T[], textOf: (item: T) => string, withText: (item: T, text: string) => T) => T[];
}

/**
 * A budget of so many bytes on the wire. A text takes `most` bytes of it; a list of lines that does not fit loses its last
 * entries.
 */
export const makeMailBudget = (bytes: number): MailBudget => {
  let left = bytes;
  const take = (text: string, measure: Measure, most: number): string => {
    const taken = fitting(text, Math.max(most, 0), measure);
    left -= measure(taken);
    return taken;
  };
  return {
    text: (text, measure, most) => take(text, measure, Math.min(left, most)),
    list: (items, textOf, withText) => {
      const shown = [];
      for (const item of items) {
        if (left <= 2 * ENTRY_BYTES) break;
        left -= ENTRY_BYTES;
        shown.push(withText(item, take(textOf(item), line, left)));
      }
      return shown;
    },
  };
};
