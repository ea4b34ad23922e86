import type { Tag } from './scan.ts';
import { lastUpTo } from './sorted.ts';
import { makePlaceOf, type SourcePlace } from './template-fault.ts';

/** A piece of the generated code, and the tag that it came from. */
export interface Piece {
  start: number;
  tag: Tag | undefined;
  /** Where it stands in the source. */
  sourceOffset: number;
}

/** Leads from code that Eta generated back to the source. */
export interface SourceMap {
  /** The place in the source that an offset of the generated code came from. */
  at: (offset: number) => SourcePlace;
  /** Whether an offset of the generated code came out of a tag. */
  isAuthored: (offset: number) => boolean;
  /** The tag whose block is never closed. */
  unclosed: () => SourcePlace | undefined;
}

/** What Eta writes before the author's code. */
const PREFIX_LENGTH = { value: '__eta.res+=__eta.e(__eta.f('.length, statement: 0 } as const;

/** Maps the code that these pieces make, one after the other. */
export const makeSourceMap = (source: string, pieces: readonly Piece[]): SourceMap => {
  const sourcePlace = makePlaceOf(source);
  const pieceAt = (offset: number): Piece | undefined =>
    pieces[lastUpTo(pieces.length, (i) => pieces[i]?.start ?? 0, offset)];
  const valueStart = (piece: Piece): number => piece.start + PREFIX_LENGTH[prefixOf(piece)];
  const prefixOf = (piece: Piece): 'value' | 'statement' =>
    piece.tag !== undefined && source.slice(piece.tag.offset, piece.tag.valueOffset).includes('=')
      ? 'value'
      : 'statement';
  return {
    at: (offset) => {
      const piece = pieceAt(offset);
      if (piece?.tag === undefined) return sourcePlace(piece?.sourceOffset ?? source.length);
      const within = Math.min(Math.max(offset - valueStart(piece), 0), piece.tag.value.length);
      return sourcePlace(piece.tag.valueOffset + within);
    },
    isAuthored: (offset) => {
      const piece = pieceAt(offset);
      if (piece?.tag === undefined) return false;
      const start = valueStart(piece);
      return offset >= start && offset < start + piece.tag.value.length;
    },
    unclosed: () => {
      const open: Tag[] = [];
      for (const { tag } of pieces) {
        if (tag === undefined) continue;
        for (const brace of tag.value.match(/[{}]/g) ?? []) {
          if (brace === '{') open.push(tag);
          else open.pop();
        }
      }
      const last = open.at(-1);
      return last && sourcePlace(last.offset);
    },
  };
};
