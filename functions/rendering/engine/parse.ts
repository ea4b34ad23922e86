import { type ModuleDeclaration, parse, type Statement } from 'acorn';
import { Eta } from 'eta/core';
import { scanTags } from './scan.ts';
import { makeSourceMap, type Piece, type SourceMap } from './source-map.ts';
import { TemplateFault } from './template-fault.ts';

/** The largest source of one part of a template. */
const MAX_SOURCE_BYTES = 256 * 1024;
/** Deeper code than this is no e-mail's. */
export const MAX_DEPTH = 100;
export const TOO_DEEP = `Blocks are nested more than ${MAX_DEPTH} deep.`;

const eta = new Eta({
  tags: ['{{', '}}'],
  autoEscape: true,
  autoFilter: true,
  // A line break after a tag is the author's: without it, lines of the text part run together.
  autoTrim: false,
});

export type TopLevel = Statement | ModuleDeclaration;

export interface ParsedSource {
  /** The statements that Eta writes for the source, none of them checked. */
  body: readonly TopLevel[];
  sourceMap: SourceMap;
}

/**
 * The syntax tree of the code that Eta makes of a source.
 * @throws TemplateFault `template_limit`, `template_syntax`, `template_forbidden`.
 */
export const parseSource = (source: string): ParsedSource => {
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_SOURCE_BYTES) {
    throw new TemplateFault(
      'template_limit',
      `It has ${bytes} bytes; at most ${MAX_SOURCE_BYTES} are allowed.`,
    );
  }
  const { javascript, pieces } = generate(source);
  const sourceMap = makeSourceMap(source, pieces);
  return { body: parseJavascript(javascript, sourceMap), sourceMap };
};

const generate = (source: string): { javascript: string; pieces: Piece[] } => {
  const tags = scanTags(source);
  const items = parseByEta(source);
  const found = items.filter((item) => typeof item !== 'string');
  if (found.length !== tags.length) {
    throw new TemplateFault('template_syntax', 'A string or comment inside a tag can not be read.');
  }
  const pieces: Piece[] = [];
  let javascript = '';
  let next = 0;
  let sourceOffset = 0;
  for (const item of items) {
    const tag = typeof item === 'string' ? undefined : tags[next++];
    sourceOffset = tag?.offset ?? sourceOffset;
    const generated = eta.compileBody([item]);
    const start = javascript.length;
    javascript += generated;
    pieces.push({ start, tag, sourceOffset });
    sourceOffset = tag?.end ?? sourceOffset;
  }
  return { javascript, pieces };
};

const parseByEta = (source: string) => {
  try {
    return eta.parse(source);
  } catch (cause) {
    // scanTags has told of all that Eta complains about; this is what it did not foresee.
    throw new TemplateFault('template_syntax', firstLine(cause));
  }
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : '').split('\n')[0] ?? '';

const parseJavascript = (javascript: string, sourceMap: SourceMap): readonly TopLevel[] => {
  try {
    return parse(javascript, { ecmaVersion: 2022, sourceType: 'script' }).body;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // acorn's own words when brackets are nested beyond its stack.
    if (error.message.includes('stack space')) throw new TemplateFault('template_limit', TOO_DEEP);
    const offset = 'pos' in error && typeof error.pos === 'number' ? error.pos : javascript.length;
    const atEnd = offset >= javascript.length;
    throw new TemplateFault(
      'template_syntax',
      atEnd
        ? 'A block is not closed; every { needs a tag with }.'
        : `${error.message.replace(/ \(\d+:\d+\)$/, '')}.`,
      atEnd ? sourceMap.unclosed() : sourceMap.at(offset),
    );
  }
};
