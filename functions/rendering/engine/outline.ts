import type { HtmlContext } from './html-context.ts';
import type { HtmlState } from './html-state.ts';
import type { SourcePlace } from './template-fault.ts';

/** Where the engine takes a value to stand, and so how it escapes it. */
export interface HolePlace {
  kind: Exclude<HtmlContext['kind'], 'refused'>;
  /** Of a value in an attribute, or in an element whose content is text; empty in other text. */
  tag: string;
  /** Empty in text. */
  attribute: string;
  /** Only Outlook reads it; a comment to all others. */
  isOutlooks: boolean;
}

export const placeOfHole = (state: HtmlState, kind: HolePlace['kind']): HolePlace => ({
  kind,
  tag: state.tag,
  attribute: state.at === 'value' ? state.attribute : '',
  isOutlooks: state.outlook !== undefined,
});

/** What a source of HTML writes, before it is known with which data: its text, values, and blocks that are a choice. */
export type Outline = OutlinePart[];
export type OutlinePart =
  | { kind: 'text'; text: string }
  | { kind: 'hole'; place: HolePlace; source: SourcePlace }
  | { kind: 'choice'; ways: readonly [Outline, Outline] };
