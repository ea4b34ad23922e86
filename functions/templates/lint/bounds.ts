import { textContent } from 'domutils';
import { htmlBoundsFault } from '../../platform/html-bounds.ts';
import type { Finding } from './finding.ts';
import { about, named, type ParsedMail } from './mail.ts';

/** Longer HTML is no mail, and takes long to look at. */
const MAX_LINTED = 300_000;
/** Gmail reads no more than 16 KB of a stylesheet, and none after it. */
const MAX_CSS = 32 * 1024;
const MAX_STYLESHEETS = 50;
const MAX_RULES = 1000;
const MAX_BRACES = 10;

/** What of a mail is more than lint looks at; undefined when nothing is. Told before any parser sees it. */
export const htmlBoundsFinding = (
  html: string,
  part: string,
  lineAt: (offset: number) => number | undefined,
): Finding | undefined => {
  if (html.length > MAX_LINTED) {
    return {
      severity: 'error',
      rule: 'size',
      part,
      message: `The mail has more than ${MAX_LINTED} characters; Gmail hides what follows after about 100,000.`,
      remedy: 'Shorten it, show fewer rows with truncate() or a limit, and give the sample less data.',
    };
  }
  const fault = htmlBoundsFault(html);
  if (fault === undefined) return undefined;
  const line = lineAt(fault.offset);
  return {
    severity: 'error',
    rule: fault.bound === 'nesting' ? 'nesting' : 'template_limit',
    part,
    ...(line !== undefined && { line }),
    message: `Clients cut such a mail off: ${fault.detail}`,
    remedy: 'Close each element before the next begins, and take out wrappers.',
  };
};

/** What of the stylesheets is more than lint looks at. Told before any parser of CSS sees them. */
export const cssBoundsFinding = (mail: ParsedMail): Finding | undefined => {
  let length = 0;
  let rules = 0;
  for (const [i, style] of named(mail, 'style').entries()) {
    const css = textContent(style);
    length += css.length;
    const { count, depth } = bracesOf(css);
    rules += count;
    const what = beyondBounds({ sheets: i + 1, length, rules, depth });
    if (what === undefined) continue;
    return about(mail, style, {
      severity: 'error',
      rule: 'template_limit',
      message: `The mail has ${what}; clients read none of it then.`,
      remedy: 'Keep one <style> in the head, and take out rules that nothing needs.',
    });
  }
  return undefined;
};

const beyondBounds = (css: {
  sheets: number;
  length: number;
  rules: number;
  depth: number;
}): string | undefined => {
  if (css.sheets > MAX_STYLESHEETS) return `more than ${MAX_STYLESHEETS} <style>`;
  if (css.length > MAX_CSS) return `more than ${MAX_CSS} characters of CSS`;
  if (css.rules > MAX_RULES) return `more than ${MAX_RULES} rules of CSS`;
  return css.depth > MAX_BRACES ? `rules of CSS nested more than ${MAX_BRACES} deep` : undefined;
};

const bracesOf = (css: string): { count: number; depth: number } => {
  let count = 0;
  let open = 0;
  let depth = 0;
  for (const brace of css.match(/[{}]/g) ?? []) {
    open = Math.max(open + (brace === '{' ? 1 : -1), 0);
    count += brace === '{' ? 1 : 0;
    depth = Math.max(depth, open);
  }
  return { count, depth };
};
