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

/** A budget for one mail. */
export const makeBudget = (): Spend => {
  let spent = 0;
  return (work) => {
    spent += work;
    if (spent > MAX_WORK) {
      throw new TemplateFault('template_limit', 'The mail takes too much work to write; give less data.');
    }
  };
};
