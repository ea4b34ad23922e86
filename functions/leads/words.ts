/** A text as its words are compared: in lower case, without accents, marks and signs. */
const folded = (text: string): string =>
  ` ${text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

/** Texts of a lead, in which words are looked for many times. */
export interface SearchedText {
  /** Whether a word, or several in their order, stand in it as whole words, in any case and accents. */
  has: (words: string) => boolean;
}

export const searchable = (texts: readonly string[]): SearchedText => {
  const all = texts.map(folded);
  return {
    has: (words) => {
      const looked = folded(words);
      return looked.trim() !== '' && all.some((text) => text.includes(looked));
    },
  };
};

/** A key under which names in any case and accents are the same. */
export const wordsKey = (text: string): string => folded(text).trim();
