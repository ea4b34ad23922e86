import { type Document, type Element, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { findAll, textContent } from 'domutils';
import type { Category } from '../../preferences/categories.ts';
import type { MailLinks, Rendered } from '../render.ts';
import type { Finding } from './finding.ts';

/** A rendered mail as the rules look at it. */
export interface MailToLint extends Rendered {
  category: Category;
  links: MailLinks;
  postalAddress: string | null;
  /** Whether the author wrote a text part. */
  hasTextSource: boolean;
  /** The line of the source that wrote an offset of the HTML. */
  lineAt: (offset: number) => number | undefined;
  /** Pointers to the sources. */
  parts: { subject: string; html: string; text: string };
}

export interface ParsedMail extends MailToLint {
  document: Document;
  elements: readonly Element[];
}

export const parseMail = (mail: MailToLint): ParsedMail => {
  const document = parseDocument(mail.html, { withStartIndices: true });
  return { ...mail, document, elements: findAll(() => true, document.children) };
};

/** A rule looks at a mail and tells what it found. */
export type Rule = (mail: ParsedMail) => Finding[];

export const named = (mail: ParsedMail, ...names: string[]): Element[] =>
  mail.elements.filter(({ name }) => names.includes(name));

/** A finding about an element of the HTML. */
export const about = (
  mail: ParsedMail,
  element: Element,
  finding: Omit<Finding, 'part' | 'line'>,
): Finding => {
  const line = element.startIndex === null ? undefined : mail.lineAt(element.startIndex);
  return { ...finding, part: mail.parts.html, ...(line !== undefined && { line }) };
};

/** Declarations of a style attribute, by property in lower case. */
export const styleOf = (element: Element): ReadonlyMap<string, string> =>
  new Map(
    (element.attribs['style'] ?? '').split(';').flatMap((declaration): [string, string][] => {
      const colon = declaration.indexOf(':');
      return colon === -1
        ? []
        : [[declaration.slice(0, colon).trim().toLowerCase(), declaration.slice(colon + 1).trim()]];
    }),
  );

/** Whether a reader never sees an element: preheaders and what is meant for one client alone. */
export const isHidden = (element: Element): boolean => {
  for (let at: Element | null = element; at !== null; at = parentOf(at)) {
    const style = styleOf(at);
    if (style.get('display') === 'none' || style.get('mso-hide') === 'all') return true;
  }
  return false;
};

export const parentOf = (element: Element): Element | null =>
  element.parent !== null && 'attribs' in element.parent ? element.parent : null;

/** The preview line that inboxes show after the subject: the first hidden text of the body. */
export const preheaderOf = (elements: readonly Element[]): string => {
  const hidden = elements.find(
    (element) =>
      ['div', 'span', 'p', 'td'].includes(element.name) && styleOf(element).get('display') === 'none',
  );
  return hidden === undefined
    ? ''
    : textContent(hidden)
        .replace(/[\u00ad\u034f\u200b-\u200f\u2007\ufeff\u00a0\s]+/g, ' ')
        .trim();
};

/** What a reader sees of a mail as plain words. */
export const visibleText = (mail: ParsedMail): string =>
  mail.elements
    .filter((element) => !['style', 'title', 'head', 'script'].includes(element.name) && !isHidden(element))
    .flatMap((element) => element.children)
    .flatMap((child) => (isText(child) ? [child.data] : []))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
