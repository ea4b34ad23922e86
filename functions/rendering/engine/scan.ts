import { placeOf, TemplateFault } from './template-fault.ts';

/** A tag of a source: where it stands, and what is between its braces. */
export interface Tag {
  offset: number;
  /** The offset behind its closing braces. */
  end: number;
  valueOffset: number;
  value: string;
}

/** Longer code is no e-mail's, and parsers take long for it. */
const MAX_TAG_LENGTH = 2000;
/** More tags are no e-mail's, and each is parsed three times before it is published. */
const MAX_TAGS = 10_000;

/**
 * Finds the tags of a source before any parser sees it, as Eta does: quotes and comments inside a tag hide its end.
 * Backticks are refused here, since Eta reads them with a regular expression that some inputs keep busy for long.
 * @throws TemplateFault `template_syntax`, `template_forbidden`, `template_limit`.
 */
export const scanTags = (source: string): Tag[] => {
  const tags: Tag[] = [];
  let from = 0;
  for (;;) {
    const offset = source.indexOf('{{', from);
    if (offset === -1) return tags;
    if (tags.length === MAX_TAGS) {
      throw new TemplateFault(
        'template_limit',
        `A source has at most ${MAX_TAGS} tags.`,
        placeOf(source, offset),
      );
    }
    const end = tagEnd(source, offset);
    const inner = source.slice(offset + 2, end);
    if (inner.length > MAX_TAG_LENGTH) {
      throw new TemplateFault(
        'template_limit',
        `A tag has at most ${MAX_TAG_LENGTH} characters.`,
        placeOf(source, offset),
      );
    }
    const prefix = /^[-_]?\s*[=~]?\s*/.exec(inner)?.[0].length ?? 0;
    tags.push({
      offset,
      end: end + 2,
      valueOffset: offset + 2 + prefix,
      value: withoutEnd(inner.slice(prefix)),
    });
    from = end + 2;
  }
};

/** Without the mark that trims white space behind the tag, and the spaces before it. */
const withoutEnd = (value: string): string => (/[-_]$/.test(value) ? value.slice(0, -1) : value).trimEnd();

const tagEnd = (source: string, offset: number): number => {
  let at = offset + 2;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === '}' && source.startsWith('}}', at)) return at;
    if (character === '`') {
      throw new TemplateFault(
        'template_forbidden',
        "Template literals are not allowed; join texts with + or use t('…').",
        placeOf(source, at),
      );
    }
    if (character === '"' || character === "'") at = quoteEnd(source, at);
    else if (source.startsWith('/*', at)) at = commentEnd(source, at);
    at += 1;
  }
  throw new TemplateFault('template_syntax', 'This tag is not closed with }}.', placeOf(source, offset));
};

/** The offset of the closing quote. */
const quoteEnd = (source: string, start: number): number => {
  const quote = source.charAt(start);
  for (let at = start + 1; at < source.length && source.charAt(at) !== '\n'; at += 1) {
    if (source.charAt(at) === '\\') at += 1;
    else if (source.charAt(at) === quote) return at;
  }
  throw new TemplateFault('template_syntax', 'This string is not closed.', placeOf(source, start));
};

const commentEnd = (source: string, start: number): number => {
  const end = source.indexOf('*/', start + 2);
  if (end === -1) {
    throw new TemplateFault('template_syntax', 'This comment is not closed with */.', placeOf(source, start));
  }
  return end + 1;
};
