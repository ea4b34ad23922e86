import { formatMailbox, type Mailbox } from './address.ts';

const OPENING = '=?UTF-8?B?';
const CLOSING = '?=';
/** An encoded-word has 75 characters at most (RFC 2047 §2), and base64 makes four of three bytes. */
const MAX_BYTES = Math.floor((75 - OPENING.length - CLOSING.length) / 4) * 3;

/**
 * A mailbox as a header carries it, in ASCII alone: names that are not go as encoded-words (RFC 2047).
 * Mailgun encodes names itself, but quotes them wrongly where a letter beyond ASCII meets a comma, quotation mark or
 * parenthesis (anymail/django-anymail#270).
 */
export const mailboxHeader = ({ email, name }: Mailbox): string =>
  name === undefined || isPlain(name)
    ? formatMailbox({ email, name })
    : `${encodedWords(name.toWellFormed())} <${email}>`;

/** Printable ASCII that nobody takes for an encoded-word: many mail programs decode those in quotes, too. */
const isPlain = (name: string): boolean => /^[ -~]*$/.test(name) && !name.includes('=?');

/** Several words where one is too short; no character is divided (RFC 2047 §5). */
const encodedWords = (text: string): string => {
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (Buffer.byteLength(part + character) > MAX_BYTES) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part]
    .map((one) => `${OPENING}${Buffer.from(one).toString('base64')}${CLOSING}`)
    .join(' ');
};
