import type { Spend } from './budget.ts';
import {
  dialled,
  encodeAddress,
  encodePart,
  escapeHtml,
  oneLine,
  plainCss,
  safeUrl,
  shown,
  withoutControls,
} from './escape.ts';
import { Markup } from './markup.ts';
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
  address: (value: unknown) => string;
  phone: (value: unknown) => string;
  css: (value: unknown) => string;
  text: (value: unknown) => string;
  header: (value: unknown) => string;
  plus: (left: unknown, right: unknown) => unknown;
  /** What is compared and calculated with: lists and objects are no number and no text. */
  operand: (value: unknown) => string | number | boolean | null | undefined;
  rows: (value: unknown) => readonly unknown[];
  /** Told of every turn of a loop: how much is written by then, and how much code a turn is. */
  turn: (written: number, work: number) => void;
  /** Told by traced code that the output of this length goes on from a line of the source. */
  at: (length: number, line: number) => void;
  helpers: Helpers;
}

/**
 * The runtime of one rendering of one part.
 * Its functions throw TemplateFault `template_limit` when loops or output grow beyond bounds.
 */
export const makeRuntime = (
  helpers: Helpers,
  spend: Spend,
  onLine: Runtime['at'] = () => undefined,
): Runtime => {
  let shownLength = 0;
  let turns = 0;
  const assertLength = (length: number): void => {
    if (length > MAX_OUTPUT_LENGTH) {
      throw new TemplateFault(
        'template_limit',
        `The mail grows beyond ${MAX_OUTPUT_LENGTH} characters; give less data.`,
      );
    }
  };
  const bounded = (text: string): string => {
    shownLength += text.length;
    assertLength(shownLength);
    return text;
  };
  return {
    html: (value) => bounded(value instanceof Markup ? value.html : escapeHtml(shown(value))),
    attribute: (value) => bounded(escapeHtml(shown(value))),
    url: (value) => bounded(escapeHtml(safeUrl(shown(value)))),
    urlPart: (value) => bounded(encodePart(shown(value))),
    address: (value) => bounded(encodeAddress(shown(value))),
    phone: (value) => bounded(dialled(shown(value))),
    css: (value) => bounded(plainCss(shown(value))),
    text: (value) => bounded(withoutControls(shown(value))),
    header: (value) => bounded(oneLine(shown(value))),
    plus: (left, right) => {
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      const [first, second] = [shown(left), shown(right)];
      assertLength(first.length + second.length);
      spend(first.length + second.length);
      return first + second;
    },
    operand,
    rows: (value) => (Array.isArray(value) ? (value as readonly unknown[]) : []),
    turn: (written, work) => {
      spend(work);
      assertLength(written);
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

/** NaN equals nothing, and shows as nothing. */
const operand: Runtime['operand'] = (value) => {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    default:
      return value === null ? null : NaN;
  }
};

export type Run = (it: Readonly<Record<string, unknown>>, $: Runtime) => string;

/** Makes the code of a checked source callable. It was written by compile.ts from allowed parts, and from no others. */
export const makeRun = (code: string): Run =>
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function('it', '$', code) as Run;
