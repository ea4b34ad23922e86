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

/** The place of an offset in a source. */
export const placeOf = (source: string, offset: number): SourcePlace => {
  const before = source.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const end = source.indexOf('\n', offset);
  return {
    line: before.split('\n').length,
    column: offset - start + 1,
    excerpt: source
      .slice(start, end === -1 ? undefined : end)
      .trim()
      .slice(0, EXCERPT_LENGTH),
  };
};

/** A fault as one sentence: `Line 3, column 7: …; the line is "…"`. */
export const describeFault = (fault: TemplateFault): string =>
  fault.place === undefined
    ? fault.message
    : `Line ${fault.place.line}, column ${fault.place.column}: ${fault.message} The line: ${fault.place.excerpt}`;
