import type { FunctionPool } from './function-pool.ts';
import type { Instance } from './instance.ts';

export interface IdleLimits {
  /** An instance that waits for an invocation goes after this time. */
  longestMs: number;
  /** So many may wait at a time, over all functions. */
  most: number;
}

/** Lambda keeps one for minutes, but has more memory: each holds some 40 MB. */
const idleLimits: IdleLimits = { longestMs: 15_000, most: 24 };

/** Those that should go: who has waited too long, and of more than `most` those who have waited longest. */
export const tooIdle = <T extends Pick<Instance, 'idleSince'>>(
  idle: readonly T[],
  now: number,
  { longestMs, most }: IdleLimits,
): T[] =>
  idle
    .toSorted((a, b) => b.idleSince - a.idleSince)
    .filter(({ idleSince }, i) => i >= most || now - idleSince >= longestMs);

/** Ends instances that nobody has needed for a while, in real time: the moved clock tells nothing of this machine. */
export const endIdle = (pools: readonly FunctionPool[], limits: IdleLimits = idleLimits): void => {
  const idle = pools.flatMap((pool) => pool.idleInstances());
  for (const instance of tooIdle(idle, performance.now(), limits)) void instance.stop();
};
