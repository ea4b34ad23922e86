import { asLine } from '../../platform/one-line.ts';
import { type Spend, workOfCall } from './budget.ts';
import { encodeAddress, encodePart } from '../../platform/url-parts.ts';
import { dialled, plainCss, safeUrl, shown, withoutControls } from './escape.ts';
import { Markup } from './markup.ts';
import { TemplateFault } from './template-fault.ts';
import type { Helpers } from './helpers.ts';
import { escapeHtml } from '../../platform/html.ts';

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
  /** Calls a helper; the only way to one, so that each call is paid for. */
  call: (name: string, ...args: unknown[]) => unknown;
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
  /** Shows a value; paid for by how much is looked at, also where little or nothing of it is shown. */
  const show = (value: unknown, write: (text: string) => string, workACharacter: number): string => {
    const text = shown(value);
    spend(CALL_WORK_SHOWN + text.length * workACharacter);
    const written = write(text);
    shownLength += written.length;
    assertLength(shownLength);
    return written;
  };
  const operand: Runtime['operand'] = (value) => {
    if (typeof value === 'string') spend(value.length * COMPARE_WORK);
    return operandOf(value);
  };
  return {
    html: (value) => (value instanceof Markup ? show(value.html, asItIs, 1) : show(value, escapeHtml, 1)),
    attribute: (value) => show(value, escapeHtml, 1),
    url: (value) => show(value, escapedUrl, 20),
    urlPart: (value) => show(value, encodePart, 20),
    address: (value) => show(value, encodeAddress, 20),
    phone: (value) => show(value, dialled, 5),
    css: (value) => show(value, plainCss, 2),
    text: (value) => show(value, withoutControls, 2),
    // A header holds no line breaks or control characters (RFC 5322 §2.2).
    header: (value) => show(value, asLine, 10),
    plus: (left, right) => {
      if (typeof left === 'number' && typeof right === 'number') return left + right;
      const [first, second] = [shown(left), shown(right)];
      assertLength(first.length + second.length);
      spend((first.length + second.length) * COMPARE_WORK);
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
    call: (name, ...args) => {
      spend(workOfCall(name, args));
      return helpers[name]?.(...args);
    },
  };
};

const asItIs = (text: string): string => text;
const escapedUrl = (text: string): string => escapeHtml(safeUrl(text));

/** Of a character that is compared, made a number, or joined. */
const COMPARE_WORK = 2;
/** Of showing a value, however short. */
const CALL_WORK_SHOWN = 20;

/** NaN equals nothing, and shows as nothing. */
const operandOf: Runtime['operand'] = (value) => {
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

/** @throws TemplateFault when a mail would grow beyond what is written. */
const assertLength = (length: number): void => {
  if (length <= MAX_OUTPUT_LENGTH) return;
  throw new TemplateFault(
    'template_limit',
    `The mail grows beyond ${MAX_OUTPUT_LENGTH} characters; give less data.`,
  );
};
