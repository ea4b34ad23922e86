import { encodePart, escapeHtml, oneLine, plainCss, safeUrl, shown, withoutControls } from './escape.ts';
import { TemplateFault } from './template-fault.ts';
import type { Helpers } from './helpers.ts';

/** How many rows all loops of one part of a mail may write together. */
export const MAX_ROWS = 5000;
/** The longest part of a mail, in characters. */
export const MAX_OUTPUT_LENGTH = 1_000_000;

/** What the code of a compiled source works with; its names are those that statements.ts and expressions.ts write. */
export interface Runtime {
  html: (value: unknown) => string;
  attribute: (value: unknown) => string;
  url: (value: unknown) => string;
  urlPart: (value: unknown) => string;
  css: (value: unknown) => string;
  text: (value: unknown) => string;
  header: (value: unknown) => string;
  plus: (left: unknown, right: unknown) => unknown;
  rows: (value: unknown) => readonly unknown[];
  turn: () => void;
  /** Told by traced code that the output of this length goes on from a line of the source. */
  at: (length: number, line: number) => void;
  helpers: Helpers;
}

/**
 * The runtime of one rendering of one part.
 * Its functions throw TemplateFault `template_limit` when loops or output grow beyond bounds.
 */
export const makeRuntime = (helpers: Helpers, onLine: Runtime['at'] = () => undefined): Runtime => {
  let length = 0;
  let turns = 0;
  const bounded = (text: string): string => {
    length += text.length;
    if (length > MAX_OUTPUT_LENGTH) {
      throw new TemplateFault(
        'template_limit',
        `The mail grows beyond ${MAX_OUTPUT_LENGTH} characters; give less data.`,
      );
    }
    return text;
  };
  return {
    html: (value) => bounded(escapeHtml(shown(value))),
    attribute: (value) => bounded(escapeHtml(shown(value))),
    url: (value) => bounded(escapeHtml(safeUrl(shown(value)))),
    urlPart: (value) => bounded(encodePart(shown(value))),
    css: (value) => {
      const text = shown(value);
      return bounded(plainCss(text));
    },
    text: (value) => bounded(withoutControls(shown(value))),
    header: (value) => bounded(oneLine(shown(value))),
    plus: (left, right) => {
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      const joined = shown(left) + shown(right);
      if (joined.length > MAX_OUTPUT_LENGTH) bounded(joined);
      return joined;
    },
    rows: (value) => (Array.isArray(value) ? (value as readonly unknown[]) : []),
    turn: () => {
      turns += 1;
      if (turns > MAX_ROWS) {
        throw new TemplateFault(
          'template_limit',
          `The loops of the mail write more than ${MAX_ROWS} rows; give fewer.`,
        );
      }
    },
    at: onLine,
    helpers,
  };
};

export type Run = (it: Readonly<Record<string, unknown>>, $: Runtime) => string;

/** Makes the code of a checked source callable. It was written by compile.ts from allowed parts, and from no others. */
export const makeRun = (code: string): Run =>
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('it', '$', code) as Run;
