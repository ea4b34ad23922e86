import { escapeHtml } from '../templates/engine/escape.ts';
import { quotedPrintableBytes } from '../templates/mail-size.ts';

/** What the markup around one entry of a list takes, about. */
const ENTRY_BYTES = 250;

/** Bytes of a text on the wire. */
const wireBytes = (text: string): number => quotedPrintableBytes(escapeHtml(text));
const ELLIPSIS_BYTES = 9;

const LONG_WORD = 100;

/** So much of a text as fits into `room` bytes on the wire, cut at a word. */
export const fitting = (text: string, room: number): string => {
  if (wireBytes(text) <= room) return text;
  let [fits, tooLong] = [0, text.length];
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (wireBytes(text.slice(0, middle)) <= room - ELLIPSIS_BYTES) fits = middle;
    else tooLong = middle;
  }
  const cut = text.slice(0, fits).toWellFormed();
  const word = cut.slice(-LONG_WORD).search(/\s\S*$/);
  return `${(word === -1 ? cut : cut.slice(0, Math.max(cut.length - LONG_WORD, 0) + word)).trimEnd()}…`;
};

/** Divides what Gmail shows of a mail among its parts: what comes first is served first. */
export interface Room {
  text: (text: string) => string;
  list: <T>(items: readonly T[], textOf: (item: T) => string, withText: (item: T, text: string) => T) => T[];
}

/** A room of so many bytes on the wire. A list that does not fit loses its last entries. */
export const makeRoom = (bytes: number): Room => {
  let left = bytes;
  const take = (text: string, extra: number): string => {
    const taken = fitting(text, Math.max(left - extra, 0));
    left -= wireBytes(taken) + extra;
    return taken;
  };
  return {
    text: (text) => take(text, 0),
    list: (items, textOf, withText) => {
      const shown = [];
      for (const item of items) {
        if (left <= 2 * ENTRY_BYTES) break;
        shown.push(withText(item, take(textOf(item), ENTRY_BYTES)));
      }
      return shown;
    },
  };
};
