import type { Fault } from '../platform/errors.ts';

/** What is wrong with an id that no rep has; `pointer` is where it stands. */
export const unknownRep = (pointer: string, id: string): Fault => ({
  pointer,
  code: 'unknown_rep',
  detail: `There is no rep "${id}".`,
});
