import libmime from 'libmime';

/** A mailbox as a header names it. */
export interface Mailbox {
  /** The whole of it, name and all. */
  text: string;
  address: string;
}

const addressForm =
  /^[^\s@<>(),;:"\\[\]]+@[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

/** Reads an address list such as `"Doe, Jane" <jane@example.com>, bob@example.com`; undefined when any is wrong. */
export const parseAddresses = (list: string): Mailbox[] | undefined => {
  const mailboxes: Mailbox[] = [];
  for (const text of splitAddresses(list)) {
    const address = /<([^<>]*)>$/.exec(text)?.[1]?.trim() ?? text;
    if (!addressForm.test(address)) return undefined;
    mailboxes.push({ text, address });
  }
  return mailboxes;
};

const splitAddresses = (list: string): string[] => {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (let i = 0; i < list.length; i++) {
    const char = list.charAt(i);
    if (quoted && char === '\\') {
      part += char + list.charAt(++i);
      continue;
    }
    if (char === '"') quoted = !quoted;
    if (char === ',' && !quoted) {
      parts.push(part);
      part = '';
    } else part += char;
  }
  return [...parts, part].map((text) => text.trim()).filter((text) => text !== '');
};

const encodedName = /(=\?[\w*-]+\?[BbQq]\?[^?]*\?=\s*)+(?=<)/g;

/** An address list as people read it: names that are encoded-words (RFC 2047) decoded, and quoted. */
export const readableAddresses = (list: string): string =>
  list.replace(encodedName, (words) => `"${libmime.decodeWords(words.trim()).replace(/["\\]/g, '\\$&')}" `);

/** Mailgun drops an address that it was given before. */
export const withoutRepeats = (addresses: readonly string[]): string[] => {
  const seen = new Set<string>();
  return addresses.filter((address) => {
    const key = addressKey(address);
    return !seen.has(key) && seen.add(key);
  });
};

export const addressKey = (address: string): string => address.trim().toLowerCase();

export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** The local part that decides how a recipient behaves: without `+anything`, in lower case. */
export const characterOf = (address: string): string =>
  address
    .slice(0, Math.max(0, address.lastIndexOf('@')))
    .replace(/\+.*$/, '')
    .toLowerCase();
