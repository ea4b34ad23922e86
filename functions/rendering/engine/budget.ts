import { Markup } from './markup.ts';
import { TemplateFault } from './template-fault.ts';

/** What one mail may cost: characters looked at, and code run. A machine does about this much in half a second. */
const MAX_WORK = 50_000_000;

/** What a call of a helper costs beside the characters that it looks at. */
export const CALL_WORK = 250;
/** Finding where a character ends costs more than looking at it. */
export const SEGMENT_WORK = 100;

/** Reading a character of Markdown, at its worst: a table of many rows, or emphasis alone. */
export const MARKDOWN_WORK = 600;
export const MARKDOWN_LINE_WORK = 170;

/** Counts work. @throws TemplateFault `template_limit` before a mail costs more than it may. */
export type Spend = (work: number) => void;

/** A budget for one mail, or for what is said here. */
export const makeBudget = (
  most = MAX_WORK,
  detail = 'The mail takes too much work to write; give less data.',
): Spend => {
  let spent = 0;
  return (work) => {
    spent += work;
    if (spent > most) throw new TemplateFault('template_limit', detail);
  };
};

/** What it takes a helper to look at a character of its arguments; 1 where nothing is said. */
const workACharacter: Readonly<Record<string, number>> = {
  link: 15,
  t: 10,
  plural: 10,
  paragraphs: 10,
  lines: 10,
  list: 10,
};

/** `relative` reads two calendars. */
const RELATIVE_WORK = 1000;

/** What a call of a helper costs, by the length of what it is given. */
export const workOfCall = (helper: string, args: readonly unknown[]): number =>
  (helper === 'relative' ? RELATIVE_WORK : CALL_WORK) +
  args.reduce<number>((sum, arg) => sum + lengthOf(arg), 0) * (workACharacter[helper] ?? 1);

/** Characters of a text, also of one with markup, and items of a list with theirs. */
const lengthOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (value instanceof Markup) return value.html.length;
  if (!Array.isArray(value)) return 1;
  return value.reduce<number>(
    (sum, item) => sum + (typeof item === 'string' ? item.length : 1),
    value.length,
  );
};
