import topLevelDomains from 'tlds' with { type: 'json' };
import { asLine, withoutUnseen } from './one-line.ts';

/**
 * What a stranger typed, made fit for a mail that goes out in our name. Escaped is not yet safe: words become links,
 * names and imitations of what is ours.
 */

const LONGEST_NAME = 60;
/** What reads as a dot in the name of a host (RFC 3490 §3.1). */
const DOTS = '.\\u3002\\uff0e\\uff61';
/** The beginning of an address: mail programs make links of such words, and people follow them. */
const beginsAddress = /:\/\/|www\.|@/iu;
/** What stands in addresses, ports and phone numbers, and in no name. */
const isNoName = /[/\\:@]|\[\.\]|\p{N}\.\p{N}|\p{N}(?:[^\p{L}\n]?\p{N}){5}/u;
const hasDotInside = new RegExp(`[\\p{L}\\p{N}][${DOTS}]\\p{L}{2}`, 'u');

/** A name as a greeting or header may hold it; undefined for what is none. */
export const asName = (text: string | undefined): string | undefined => {
  if (text === undefined || /[\r\n\u2028\u2029]/.test(text.trim())) return undefined;
  const name = asLine(text.normalize('NFC'));
  if (name === '' || name.length > LONGEST_NAME) return undefined;
  // Other forms of the same letters and signs: ＠, ․ and such.
  const seen = [name, name.normalize('NFKC')];
  return seen.some((form) => [isNoName, beginsAddress, hasDotInside].some((sign) => sign.test(form)))
    ? undefined
    : name;
};

/** What stands at the end of an address: what IANA has, and what RFC 2606 and 6762 keep for use at home. */
const domainEnds = new Set([...topLevelDomains, 'example', 'test', 'invalid', 'localhost', 'local', 'onion']);
const hostEnds = new RegExp(
  `(?<=[\\p{L}\\p{N}])[${DOTS}](xn--[a-z0-9-]+|\\p{L}{2,})(?![\\p{L}\\p{N}])`,
  'giu',
);
/** What a word can't be a link without; each is parted from what follows it. */
const linkMarks = new RegExp(`[${DOTS}@:/](?=\\S)`, 'gu');

/** Whether mail programs would make a link of it. */
const isLinkLike = (word: string): boolean =>
  beginsAddress.test(word) ||
  [...word.matchAll(hostEnds)].some(
    ([, end = '']) => /^xn--/i.test(end) || domainEnds.has(end.toLowerCase()),
  );

/** Not seen, and the end of a word for whatever looks for links. */
const GAP = '\u200b';

/** The word as Markdown shows it: without its marks, and links by their words. */
const asShown = (word: string): string =>
  word.replace(/!?\[([^[\]]*)\]\([^()]*\)/gu, '$1').replace(/[*_`~\\[\]]/gu, '');

/**
 * Prose in which no word becomes a link, also once Markdown has read it. What was written can still be read, and typed
 * by whoever means to; characters that are written by their code stay codes.
 */
export const withoutLinks = (text: string): string =>
  text.replace(/\S+/gu, (word) => {
    const plain = word.replace(/&(?=[#\p{L}][\p{L}\p{N}]*;)/gu, `&${GAP}`);
    return isLinkLike(asShown(word)) || isLinkLike(word)
      ? plain.replace(linkMarks, (mark) => mark + GAP)
      : plain;
  });

/** The same where marks that are not seen get lost, as in text messages: blanks part the words. */
export const withBlankGaps = (text: string): string => text.replaceAll(GAP, ' ');

/** Several lines of a stranger, without links and without marks that are not seen. */
export const asProse = (text: string): string =>
  withoutLinks(
    text
      .split(/\r\n|[\r\n\u2028\u2029]/)
      .map(withoutUnseen)
      .join('\n'),
  );

/** The number that a telephone dials (RFC 3966); undefined where it can't be told. An extension is left to a person. */
export const dialable = (phone: string): string | undefined => {
  const [main = ''] = phone.split(/\s*(?:[;,#x]|\bext|\bdurchwahl|\bdw\b)/i);
  const digits = main.replace(/\(0\)/g, '').replace(/[\s()./\u2010-\u2015-]/g, '');
  if (!/^\+?\d{6,15}$/.test(digits)) return undefined;
  return digits.replace(/^00/, '+');
};
