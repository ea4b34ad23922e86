import { asLine } from '../platform/one-line.ts';
import { gsm7Septets, inPlainSigns } from './gsm7.ts';

export type SmsEncoding = 'GSM-7' | 'UCS-2';

/** What a telephone gets, and what is paid for. */
export interface FittedSms {
  body: string;
  encoding: SmsEncoding;
  /** Each is paid for. */
  segments: number;
}

/** Of septets or of UTF-16 units: those of a segment alone, and those of one among several, whose header takes some. */
const room = {
  'GSM-7': { alone: 160, among: 153 },
  'UCS-2': { alone: 70, among: 67 },
} as const satisfies Record<SmsEncoding, unknown>;

const ellipsis = { 'GSM-7': '...', 'UCS-2': '…' } as const satisfies Record<SmsEncoding, string>;

/**
 * How a text travels: in GSM 7 bit when every character is in it, else all of it in UTF-16, and in how many segments.
 * @see 3GPP TS 23.038 for the alphabets, TS 23.040, 9.2.3.24.1 for what the header of a segment takes.
 */
export const measureSms = (body: string): Omit<FittedSms, 'body'> => {
  const septets = gsm7Septets(body);
  if (septets !== undefined) return { encoding: 'GSM-7', segments: packed(septets, room['GSM-7']) };
  const units = Array.from(body, (character) => character.length);
  return { encoding: 'UCS-2', segments: packed(units, room['UCS-2']) };
};

/** The segments that hold characters of these sizes, none of which is split. */
const packed = (sizes: readonly number[], { alone, among }: { alone: number; among: number }): number => {
  if (sizes.reduce((sum, size) => sum + size, 0) <= alone) return 1;
  let [segments, used] = [1, 0];
  for (const size of sizes) {
    if (used + size > among) [segments, used] = [segments + 1, 0];
    used += size;
  }
  return segments;
};

/**
 * Puts a text and the link after it into so many segments. The text is on one line and in plain signs, and what is too
 * long of it is cut between what readers see as characters. The link stays as it is: one that alone takes more
 * segments goes out alone.
 */
export const fitSms = ({
  text,
  link,
  segments = 2,
}: {
  text: string;
  link: string;
  segments?: number;
}): FittedSms => {
  const line = asSmsLine(text);
  const whole = measured(line, link);
  if (whole.segments <= segments) return whole;
  for (const beginning of beginnings(line, segments * room['GSM-7'].among)) {
    const { encoding } = measured(beginning, link);
    const cut = measured(beginning + ellipsis[encoding], link);
    if (cut.segments <= segments) return cut;
  }
  return measured('', link);
};

const measured = (text: string, link: string): FittedSms => {
  const body = [text, link].filter((part) => part !== '').join(' ');
  return { body, ...measureSms(body) };
};

/** Joiners and variants of emoji: in a text that needs no others they would cost half of its room, and show nothing. */
const joiners = /[\u200c\u200d\ufe00-\ufe0f]/g;

/** On one line, and in GSM 7 bit where nothing but typography stands against it. */
const asSmsLine = (text: string): string => {
  const line = asLine(inPlainSigns(text.replace(/\p{Cc}/gu, ' ').normalize('NFC')));
  const plain = line.replace(joiners, '');
  return gsm7Septets(plain) === undefined ? line : plain;
};

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Beginnings of a text that end where a character does, the longest first; none has more characters than `most`. */
const beginnings = (text: string, most: number): string[] => {
  const found: string[] = [];
  for (const { index, segment } of graphemes.segment(text)) {
    if (found.length === most) break;
    found.push(text.slice(0, index + segment.length).trimEnd());
  }
  return found.reverse();
};
