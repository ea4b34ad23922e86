import { randomBytes } from 'node:crypto';

/** A number from 0 to below 1. */
export type Chance = () => number;

/** A row of chances (mulberry32) that is the same for a seed and a purpose, whatever else is drawn between. */
export const seededChance = (seed: number, purpose: string): Chance => {
  let state = [...Buffer.from(purpose)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), seed | 0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  };
};

export const randomSeed = (): number => randomBytes(4).readInt32LE();

/** Hex characters of good randomness. */
export const randomHex = (length: number): string =>
  randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
