/** A change that no test of parts notices, and why it may stay so. */
export interface Argued {
  file: string;
  /** What stands there, and what was put in its place. */
  original: string;
  replacement: string;
  why: string;
}

type Change = readonly [original: string, replacement: string];

/** Argues that changes of one file may stay unnoticed, all for one reason. */
export const argue = (file: string, why: string, changes: readonly Change[]): Argued[] =>
  changes.map(([original, replacement]) => ({ file: `functions/${file}`, original, replacement, why }));

export const checkedBefore = 'Types ask for it; what it guards against was ruled out before.';
export const logged = 'Only the log differs.';
export const consistent = 'The tables of these tests are always consistent; others are not.';
export const afterConflict = 'It is asked only after a conflict, which means another revision.';
export const costsMore = 'What is found and written is the same, for one call more.';
export const noUndefined = 'Nothing has the name undefined.';
