import { lastUpTo } from './sorted.ts';

/** Where in a source something stands; both count from 1. */
export interface SourcePlace {
  line: number;
  column: number;
  /** The line itself, shortened. */
  excerpt: string;
}

export type TemplateFaultCode = 'template_syntax' | 'template_forbidden' | 'template_limit';

/** A source that can't be used: what is wrong, where, and what to do. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
  readonly code: TemplateFaultCode;
  readonly place: SourcePlace | undefined;

  constructor(code: TemplateFaultCode, detail: string, place?: SourcePlace) {
    super(detail);
    this.code = code;
    this.place = place;
  }
}

const EXCERPT_LENGTH = 120;

/** Where the lines of a text begin; they are looked for once. */
const lineStarts = (source: string): number[] => {
  const starts = [0];
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** Finds the line of any offset in a text, from 1. */
export const makeLineOf = (source: string): ((offset: number) => number) => {
  const starts = lineStarts(source);
  return (offset) => lastUpTo(starts.length, (i) => starts[i] ?? 0, offset) + 1;
};

/** Finds the place of any offset in a source. */
export const makePlaceOf = (source: string): ((offset: number) => SourcePlace) => {
  const starts = lineStarts(source);
  return (offset) => {
    const index = lastUpTo(starts.length, (i) => starts[i] ?? 0, offset);
    const start = starts[index] ?? 0;
    const next = starts[index + 1] ?? source.length + 1;
    return {
      line: index + 1,
      column: offset - start + 1,
      excerpt: source
        .slice(start, Math.min(next - 1, start + 4 * EXCERPT_LENGTH))
        .trim()
        .slice(0, EXCERPT_LENGTH),
    };
  };
};

/** The place of one offset in a source. */
export const placeOf = (source: string, offset: number): SourcePlace => makePlaceOf(source)(offset);

/** A fault as one sentence: `Line 3, column 7: …; the line is "…"`. */
export const describeFault = (fault: TemplateFault): string =>
  fault.place === undefined
    ? fault.message
    : `Line ${fault.place.line}, column ${fault.place.column}: ${fault.message} The line: ${fault.place.excerpt}`;
