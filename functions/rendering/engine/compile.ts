import type { Outline } from './outline.ts';
import { parseSource } from './parse.ts';
import type { PathRead, ShownPath, TextRead } from './reads.ts';
import { emitStatements, type Medium } from './statements.ts';

export interface CheckedSource {
  /** JavaScript of the body of a function of `it` and `$`, made from allowed parts alone. */
  code: string;
  reads: readonly PathRead[];
  texts: readonly TextRead[];
  shown: readonly ShownPath[];
  /** What the HTML is made of; nothing of other media. */
  outline: Outline;
}

/**
 * Reads a source by Eta's parser and code generator, walks the syntax tree of what they make, and writes it anew from
 * the allowed parts, each value escaped for the place where it stands.
 * `traced` code tells its runtime which line of the source it writes from.
 * @throws TemplateFault with the place of the first fault.
 */
export const checkSource = (
  source: string,
  medium: Medium,
  options: { traced?: boolean } = {},
): CheckedSource => {
  const { code, log, outline } = emitStatements(parseSource(source), medium, options.traced === true);
  return { code: `let r="";${code}return r;`, reads: log.paths, texts: log.texts, shown: log.shown, outline };
};
