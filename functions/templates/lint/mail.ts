import { type Document, type Element, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { findAll, textContent } from 'domutils';
import { hides } from '../../platform/html-visibility.ts';
import type { Category } from '../../contract/category.ts';
import type { MailLinks, Rendered } from '../../rendering/render.ts';
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

/** A finding about what the HTML lacks: it belongs to where an element begins, or to the first line where there is none. */
export const missing = (
  mail: ParsedMail,
  place: 'html' | 'head' | 'body',
  finding: Omit<Finding, 'part' | 'line'>,
): Finding => {
  const [element] = named(mail, place);
  return element === undefined
    ? { ...finding, part: mail.parts.html, line: 1 }
    : about(mail, element, finding);
};

/** A finding about what the end of the mail lacks. */
export const atEnd = (mail: ParsedMail, finding: Omit<Finding, 'part' | 'line'>): Finding => {
  const end = [...mail.html.matchAll(/<\/body/gi)].at(-1)?.index ?? -1;
  const line = mail.lineAt(end === -1 ? Math.max(mail.html.length - 1, 0) : end);
  return { ...finding, part: mail.parts.html, line: line ?? 1 };
};

const hidden = new WeakMap<Element, boolean>();

/** Whether a reader never sees an element: it or what it stands in hides it. */
export const isHidden = (element: Element): boolean => {
  const known = hidden.get(element);
  if (known !== undefined) return known;
  const parent = parentOf(element);
  const isIt = hides(element) || (parent !== null && isHidden(parent));
  hidden.set(element, isIt);
  return isIt;
};

export const parentOf = (element: Element): Element | null =>
  element.parent !== null && 'attribs' in element.parent ? element.parent : null;

const isHolder = ({ name }: Element): boolean => ['div', 'span', 'p', 'td'].includes(name);

/** The preview line that inboxes show after the subject: the first hidden text of the body. */
export const preheaderOf = (elements: readonly Element[]): string => {
  // What is inside of another is a part of its words.
  const isPreheader = (element: Element): boolean => {
    const parent = parentOf(element);
    return isHolder(element) && hides(element) && !(parent !== null && isHolder(parent) && isHidden(parent));
  };
  for (const element of elements.filter(isPreheader)) {
    const words = textContent(element)
      .replace(/[\u00ad\u034f\u200b-\u200f\u2007\ufeff\u00a0\s]+/g, ' ')
      .trim();
    if (words !== '') return words;
  }
  return '';
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
