import { checkAddress, recipientKey } from '../platform/address.ts';

/** What stands around an address in prose. */
const WORDS = /[^\s<>()[\]",;:'`]+@[^\s<>()[\]",;:'`]+/gu;
/** A text may name so many people; more is a list, which no alert is. */
const MOST = 50;

/** E-mail addresses that texts name, each once. */
export const addressesIn = (...texts: readonly (string | undefined)[]): string[] => {
  const words = texts.flatMap((text) => text?.match(WORDS) ?? []);
  const addresses = words.flatMap((word) => {
    const checked = checkAddress(word.replace(/[.!?…]+$/u, ''));
    return checked.ok ? [checked.email] : [];
  });
  return [...new Set(addresses)].slice(0, MOST);
};

/** The text without an address; whoever reads it sees that something was there. */
export const withoutAddress = (text: string, email: string): string =>
  text.replace(WORDS, (word) => {
    const end = /[.!?…]+$/u.exec(word)?.[0] ?? '';
    const checked = checkAddress(word.slice(0, word.length - end.length));
    return checked.ok && recipientKey(checked.email) === recipientKey(email) ? `[…]${end}` : word;
  });
