import { domainToASCII, domainToUnicode } from 'node:url';

export interface Mailbox {
  email: string;
  name?: string | undefined;
}

export type AddressCheck = { ok: true; email: string } | { ok: false; why: string };

// RFC 5322 dot-atom; quoted local parts are legal, and refused by most mail systems.
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Checks one e-mail address; answers it with its domain in lower-case ASCII (IDNA, RFC 5891). */
export const checkAddress = (address: string): AddressCheck => {
  const at = address.lastIndexOf('@');
  if (at < 1 || at === address.length - 1) return { ok: false, why: 'must look like name@example.com' };
  const local = address.slice(0, at);
  if (/[^\u0020-\u007e]/.test(local)) {
    return { ok: false, why: 'may have only ASCII characters before the @' };
  }
  if (local.length > 64 || !localPart.test(local)) {
    return { ok: false, why: 'has characters before the @ that are not allowed there' };
  }
  const domain = asciiDomain(address.slice(at + 1));
  if (domain === undefined) return { ok: false, why: 'must have a domain such as example.com after the @' };
  if (local.length + 1 + domain.length > 254) return { ok: false, why: 'is longer than 254 characters' };
  return { ok: true, email: `${local}@${domain}` };
};

const asciiDomain = (domain: string): string | undefined => {
  if (/[\s\u0000-\u0020:/?#[\]@\\%]/.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  const topLevel = labels.at(-1) ?? '';
  const valid = labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(topLevel);
  return valid && ascii.length <= 253 ? ascii : undefined;
};

/** The key under which a recipient's preferences and suppression are kept: mailboxes fold case everywhere. */
export const recipientKey = (email: string): string => email.toLowerCase();

/** Whether two addresses are of one mailbox; one that is missing is of none. */
export const isSameMailbox = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && recipientKey(one) === recipientKey(other);

/** `"Name" <address>` as people read it, quoted as RFC 5322 has it; the bare address without a name. */
export const formatMailbox = (mailbox: Mailbox): string => {
  if (mailbox.name === undefined || mailbox.name === '') return mailbox.email;
  return `"${mailbox.name.replace(/["\\]/g, '\\$&')}" <${mailbox.email}>`;
};

/** An address as others may spell it: with its domain in ASCII, or in Unicode (RFC 5891). */
export const spellingsOf = (email: string): string[] => {
  const at = email.lastIndexOf('@') + 1;
  const unicode = email.slice(0, at) + domainToUnicode(email.slice(at));
  return unicode === email || unicode.length === at ? [email] : [email, unicode];
};
