/** Of the default alphabet: one septet each. The escape that leads to the extension is no character of its own. */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
  '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Of the extension: an escape and a character, which are never parted. */
const extension = '\f^{}\\[~]|€';

const septets = new Map([
  ...Array.from(basic, (character) => [character, 1] as const),
  ...Array.from(extension, (character) => [character, 2] as const),
]);

/**
 * The septets of each character in GSM 7 bit; undefined when a character is not in it.
 * @see 3GPP TS 23.038, 6.2.1: the default alphabet and its extension table. Tables of languages are left to telephones.
 */
export const gsm7Septets = (text: string): number[] | undefined => {
  const costs: number[] = [];
  for (const character of text) {
    const cost = septets.get(character);
    if (cost === undefined) return undefined;
    costs.push(cost);
  }
  return costs;
};

/** What writers and editors put in place of plain signs, and what GSM 7 bit has for it. */
const plainSigns: readonly (readonly [RegExp, string])[] = [
  [/[\u2018-\u201b\u2032\u2035\u2039\u203a\u0060\u00b4\u02b9\u02bb\u02bc\u02c8\uff07]/g, "'"],
  [/[\u201c-\u201f\u2033\u2036\u00ab\u00bb\u02ba\u301d-\u301f\uff02]/g, '"'],
  [/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, '-'],
  // Bullets, and the dot between words.
  [/[\u00b7\u2022\u2023\u2027\u2043\u2219\u25aa\u25cf\u25e6\u25fe]/g, '-'],
  [/\u2026/g, '...'],
  [/[\u2044\u2215]/g, '/'],
  [/\u00d7/g, 'x'],
  [/\u2192/g, '->'],
  [/\u2122/g, '(TM)'],
  [/\u00ae/g, '(R)'],
  [/\u00a9/g, '(C)'],
  [/\ufb01/g, 'fi'],
  [/\ufb02/g, 'fl'],
  // Of every width, and those that don't break.
  [/\p{Zs}/gu, ' '],
];

/** The text in plain signs where it had typographic ones; its letters stay what they are. */
export const inPlainSigns = (text: string): string =>
  plainSigns.reduce((plain, [signs, sign]) => plain.replace(signs, sign), text);
