import { defaultTreeAdapter, type DefaultTreeAdapterMap, parse, type TreeAdapter } from 'parse5';
import type { CheckedSource } from '../rendering/engine/compile.ts';
import type { HolePlace, Outline } from '../rendering/engine/outline.ts';
import { type SourcePlace, TemplateFault } from '../rendering/engine/template-fault.ts';

type Node = DefaultTreeAdapterMap['node'];

interface Hole {
  place: HolePlace;
  source: SourcePlace;
}

/** One of the mails that a source may make, its values as marks. */
interface Skeleton {
  html: string;
  /** By the number of their marks. */
  holes: readonly Hole[];
}

/**
 * Holds the engine's reading of a source against an HTML parser's: with a mark for each value, every mark has to come
 * out where the engine took the value to stand. Each branch is looked at at least once.
 * @throws TemplateFault `template_forbidden` at the first value that comes out elsewhere, `template_limit` when the
 * source is more than the parser should see.
 */
export const checkPlaces = ({ outline }: Pick<CheckedSource, 'outline'>, source: string): void => {
  const mark = unusedMark(source);
  const limits = { elements: MAX_ELEMENTS };
  for (const { html, holes } of skeletonsOf(outline, mark)) {
    comparePlaces(marksIn(parseBounded(html, limits), mark), holes, (hole) => hole.isOutlooks);
    if (html.search(outlooks) !== -1) {
      comparePlaces(marksIn(parseBounded(asOutlookReads(html), limits), mark), holes, () => false);
    }
  }
};

/** Letters alone: they mean the same in each place. */
const unusedMark = (source: string): string => {
  let mark = 'qz';
  while (source.toLowerCase().includes(mark)) mark += 'qz';
  return mark;
};

/** What all skeletons of a source may have together; beyond it blocks make more mails than anybody reads. */
const MAX_SKELETON_LENGTH = 2_000_000;

/** As many skeletons as it takes to have each value in one of them. */
const skeletonsOf = function* (outline: Outline, mark: string): Generator<Skeleton> {
  const seen = new Set<Outline>();
  let length = 0;
  while (hasUnseen(outline, seen)) {
    const holes: Hole[] = [];
    const texts: string[] = [];
    write(outline, { seen, holes, texts, mark });
    const html = texts.join('');
    length += html.length;
    if (length > MAX_SKELETON_LENGTH) {
      throw new TemplateFault(
        'template_limit',
        'It has too many blocks in blocks; write less after each other.',
      );
    }
    yield { html, holes };
  }
};

/** Whether a value stands in it that no skeleton had yet. */
const hasUnseen = (outline: Outline, seen: ReadonlySet<Outline>): boolean =>
  (!seen.has(outline) && outline.some(({ kind }) => kind === 'hole')) ||
  outline.some((part) => part.kind === 'choice' && part.ways.some((way) => hasUnseen(way, seen)));

interface Writing {
  seen: Set<Outline>;
  holes: Hole[];
  texts: string[];
  mark: string;
}

const write = (outline: Outline, writing: Writing): void => {
  const { seen, holes, texts, mark } = writing;
  for (const part of outline) {
    if (part.kind === 'text') texts.push(part.text);
    else if (part.kind === 'hole') {
      texts.push(`${mark}${holes.length}${mark}`);
      holes.push(part);
    } else write(part.ways.find((way) => hasUnseen(way, seen)) ?? part.ways[0], writing);
  }
  seen.add(outline);
};

/** What Outlook makes of it at most: all that its own comments hold, wherever they stand. */
const asOutlookReads = (html: string): string => html.replace(outlooks, ' ');
const outlooks = /<!--\[if[^\]]{0,200}\]>(<!-->|<!-- -->)?|<!(--<!)?\[endif\]-->/gi;

/** Elements of all skeletons together, and elements that are open at a time. */
const MAX_ELEMENTS = 20_000;
const MAX_OPEN = 300;

/** @throws TemplateFault before the parser builds, or walks through, more than a mail has. */
const parseBounded = (html: string, limits: { elements: number }): DefaultTreeAdapterMap['document'] => {
  let open = 0;
  const treeAdapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createElement: (...given) => {
      limits.elements -= 1;
      if (limits.elements < 0) {
        throw new TemplateFault('template_limit', `The HTML has more than ${MAX_ELEMENTS} elements.`);
      }
      return defaultTreeAdapter.createElement(...given);
    },
    onItemPush: () => {
      open += 1;
      if (open > MAX_OPEN) {
        throw new TemplateFault('template_limit', `Elements are nested more than ${MAX_OPEN} deep.`);
      }
    },
    onItemPop: () => {
      open -= 1;
    },
  };
  // Mail clients run no scripts.
  return parse(html, { treeAdapter, scriptingEnabled: false });
};

/** Where a mark came out. */
interface Found {
  in: 'text' | 'attribute' | 'comment' | 'name';
  tag: string;
  attribute: string;
  /** What stands before it, of an attribute's value. */
  before: string;
}

const marksIn = (document: DefaultTreeAdapterMap['document'], mark: string): Map<number, Found[]> => {
  const found = new Map<number, Found[]>();
  const pattern = new RegExp(`${mark}(\\d+)${mark}`, 'g');
  const look = (text: string, place: Omit<Found, 'before'>): void => {
    for (const { index, 1: number } of text.matchAll(pattern)) {
      const places = found.get(Number(number)) ?? [];
      places.push({ ...place, before: text.slice(0, index) });
      found.set(Number(number), places);
    }
  };
  const waiting: Node[] = [document];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const tag = 'tagName' in node ? node.tagName : '';
    look(tag, { in: 'name', tag, attribute: '' });
    for (const { name, value } of 'attrs' in node ? node.attrs : []) {
      look(name, { in: 'name', tag, attribute: name });
      look(value, { in: 'attribute', tag, attribute: name });
    }
    if (defaultTreeAdapter.isTextNode(node))
      look(node.value, { in: 'text', tag: tagAround(node), attribute: '' });
    if (defaultTreeAdapter.isCommentNode(node)) look(node.data, { in: 'comment', tag: '', attribute: '' });
    if ('childNodes' in node) waiting.push(...node.childNodes);
    if ('content' in node) waiting.push(node.content);
  }
  return found;
};

const tagAround = ({ parentNode }: DefaultTreeAdapterMap['textNode']): string =>
  parentNode !== null && 'tagName' in parentNode ? parentNode.tagName : '';

/** @throws TemplateFault for the first value that came out in another place than the engine took it to stand in. */
const comparePlaces = (
  found: ReadonlyMap<number, Found[]>,
  holes: readonly Hole[],
  isComment: (place: HolePlace) => boolean,
): void => {
  for (const [number, { place, source }] of holes.entries()) {
    const places = found.get(number) ?? [];
    const wrong = places.find((one) => (isComment(place) ? one.in !== 'comment' : !isAt(one, place)));
    if (places.length > 0 && wrong === undefined) continue;
    throw new TemplateFault(
      'template_forbidden',
      `Mail clients would read this value as ${describe(wrong)}, not as ${describeAssumed(place)}; close what is open before it.`,
      source,
    );
  }
};

/** Elements whose text is no text to a reader. */
const closedElements = new Set(['style', 'script', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext']);

const isAt = (found: Found, { kind, tag, attribute }: HolePlace): boolean => {
  if (attribute !== '') {
    const isSame = found.in === 'attribute' && found.tag === tag && found.attribute === attribute;
    return isSame && (kind !== 'url' || found.before.trim() === '');
  }
  if (found.in !== 'text') return false;
  return tag === '' ? !closedElements.has(found.tag) : found.tag === tag;
};

const describe = (found: Found | undefined): string => {
  switch (found?.in) {
    case undefined:
      return 'a part of no element';
    case 'text':
      return found.tag === '' ? 'text' : `text of <${found.tag}>`;
    case 'attribute':
      return `${found.attribute} of <${found.tag}>`;
    case 'comment':
      return 'a part of a comment';
    case 'name':
      return 'a part of a tag';
  }
};

const describeAssumed = ({ tag, attribute }: HolePlace): string => {
  if (attribute !== '') return `${attribute} of <${tag}>`;
  return tag === '' ? 'text' : `text of <${tag}>`;
};
