import { createHash } from 'node:crypto';

/**
 * Chances that depend on the seed and on what they are about, not on who asks first: the nth call about the same
 * thing meets the same fate in every run, however the threads interleave.
 */
export interface Dice {
  /** From 0 to below 1, for the next call about `subject`. */
  roll: (subject: string) => number;
}

export const makeDice = (seed: number): Dice => {
  const calls = new Map<string, number>();
  return {
    roll: (subject) => {
      const nth = calls.get(subject) ?? 0;
      calls.set(subject, nth + 1);
      const digest = createHash('sha256').update(`${seed}\n${subject}\n${nth}`).digest();
      return digest.readUInt32BE() / 2 ** 32;
    },
  };
};
