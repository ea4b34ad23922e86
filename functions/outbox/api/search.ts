import { checkAddress, spellingsOf } from '../../platform/address.ts';

/** What a search looks into. */
export interface Searched {
  id: string;
  to: { email: string; name?: string | undefined };
  subject?: string | undefined;
  template?: string | undefined;
  tags?: readonly string[] | undefined;
  conversationId?: string | undefined;
  appointmentId?: string | undefined;
  leadId?: string | undefined;
}

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The words of a search field. */
export const wordsOf = (search: string): string[] => folded(search).split(/\s+/u).filter(Boolean);

/** The words that are a whole address, and the others. A whole address means its mailbox, and no other that holds it. */
export const addressesAmong = (words: readonly string[]): { addresses: string[]; others: string[] } => {
  const addresses: string[] = [];
  const others: string[] = [];
  for (const word of words) {
    const checked = checkAddress(word);
    if (checked.ok) addresses.push(checked.email);
    else others.push(word);
  }
  return { addresses, others };
};

/**
 * Whether each word is part of an address, a name, a subject, a template's name or a tag, or begins an id: what is
 * random about an id would match by chance.
 */
export const matchesWords = (message: Searched, words: readonly string[]): boolean => {
  const { id, to, subject, template, tags = [], conversationId, appointmentId, leadId } = message;
  const text = foldedAll([...spellingsOf(to.email), to.name, subject, template, ...tags]).join('\n');
  const ids = foldedAll([id, conversationId, appointmentId, leadId]);
  return words.every((word) => text.includes(word) || ids.some((one) => one.startsWith(word)));
};

const foldedAll = (texts: readonly (string | undefined)[]): string[] =>
  texts.flatMap((text) => (text === undefined ? [] : [folded(text)]));

/** The id of a message that a word is, or holds, as a Message-Id does. */
export const messageIdIn = (search: string): string | undefined =>
  /\bmsg_[0-9a-hjkmnp-tv-z]{26}\b/.exec(search)?.[0];
