/** What turns the direction of the text around it: it makes a name or a file look like another. */
const directionMarks = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';

/** Control characters of both sets, Unicode's line breaks, and what turns text. */
const notInLines = `\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029${directionMarks}`;
const notOneLine = new RegExp(`[\\p{Cs}${notInLines}]`, 'u');

/**
 * Whether a text may stand in a header, a subject or a file name: no control characters of either set, none of
 * Unicode's line breaks, no marks that turn its direction, no half of a character.
 */
export const isOneLine = (text: string): boolean => !notOneLine.test(text);

/** The same for documents, which have no words for what is half a character. */
export const oneLinePattern = `^[^${notInLines}]*$`;

/** Marks that nobody sees. The joiners U+200C and U+200D are none: emoji and Persian need them. */
const unseenMarks = new RegExp(
  `[\\p{Cc}\\p{Cs}\\u00ad\\u180e\\u200b\\u2028\\u2029\\u2060-\\u2064\\u206a-\\u206f\\ufeff\\ufff9-\\ufffb${directionMarks}]`,
  'gu',
);

/** The text without marks that nobody sees; what breaks a line or parts words becomes a blank. */
export const withoutUnseen = (text: string): string =>
  text.replace(unseenMarks, (mark) => (/[\s\u0085\u2028\u2029]/u.test(mark) ? ' ' : ''));

/** Whether a reader would see nothing. */
export const isBlank = (text: string): boolean =>
  withoutUnseen(text).replace(/[\s\u200c\u200d\u2800\u3164\uffa0]/gu, '') === '';

/** The text on one line. Blanks that hold a number together stay what they are. */
export const asLine = (text: string): string =>
  withoutUnseen(text)
    .replace(/[^\S\u00a0\u2007\u202f]+/gu, ' ')
    .trim();

/** So many characters of a line at most, with an ellipsis where it had more. */
export const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
