import { Parser } from 'htmlparser2';

/** Deeper HTML is no mail, and parsers compare each tag with all that are open around it. */
const MAX_NESTING = 200;
/** A mail of 100 KB, beyond which Gmail hides the rest, has about 3,000. */
const MAX_ELEMENTS = 50_000;
const MAX_ATTRIBUTES = 200;
/** Characters of text, each counted once more for each list and quotation around: as plain text, each indents its lines. */
const MAX_INDENTED = 10_000_000;
const indenting = new Set(['blockquote', 'ul', 'ol']);

/** What of it is too much, as a sentence that begins in lower case, and where the first one too many stands. */
export interface HtmlBoundsFault {
  bound: 'elements' | 'attributes' | 'nesting' | 'indented';
  detail: string;
  offset: number;
}

class BeyondBounds extends Error {
  readonly fault: HtmlBoundsFault;

  constructor(fault: HtmlBoundsFault) {
    super(fault.detail);
    this.fault = fault;
  }
}

/**
 * Why HTML is more than a mail has; undefined when it is not.
 * It is read no further than to its first element too many, so that this takes no longer than the HTML is.
 */
export const htmlBoundsFault = (html: string): HtmlBoundsFault | undefined => {
  let depth = 0;
  let elements = 0;
  let attributes = 0;
  let indents = 0;
  let indented = 0;
  const stop = (bound: HtmlBoundsFault['bound'], detail: string): never => {
    throw new BeyondBounds({ bound, detail, offset: parser.startIndex });
  };
  const parser = new Parser({
    onopentagname: () => {
      elements += 1;
      attributes = 0;
      if (elements > MAX_ELEMENTS) stop('elements', `the HTML may have at most ${MAX_ELEMENTS} elements.`);
    },
    onattribute: () => {
      attributes += 1;
      if (attributes > MAX_ATTRIBUTES)
        stop('attributes', `a tag may have at most ${MAX_ATTRIBUTES} attributes.`);
    },
    onopentag: (name) => {
      depth += 1;
      if (indenting.has(name)) indents += 1;
      if (depth > MAX_NESTING) stop('nesting', `elements may be nested at most ${MAX_NESTING} deep.`);
    },
    onclosetag: (name) => {
      depth -= 1;
      if (indenting.has(name)) indents -= 1;
    },
    ontext: (text) => {
      indented += text.length * (1 + indents);
      if (indented > MAX_INDENTED)
        stop('indented', 'long texts may not stand in that many lists and quotations.');
    },
  });
  try {
    parser.end(html);
    return undefined;
  } catch (error) {
    if (error instanceof BeyondBounds) return error.fault;
    throw error;
  }
};

/** The same as a sentence with its line, which is of the HTML itself. */
export const describeHtmlFault = (html: string, { detail, offset }: HtmlBoundsFault): string =>
  `Line ${html.slice(0, offset).split('\n').length}: ${detail}`;
