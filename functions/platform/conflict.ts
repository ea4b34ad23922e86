import { ServiceError } from './errors.ts';

/** A version conflict: somebody else wrote between our read and our write. */
export const CONFLICT = Symbol('conflict');

/** How often an optimistic write is tried. */
const ATTEMPTS = 8;

/**
 * Reads, decides and writes, again for as long as `attempt` answers CONFLICT; it is given how many have failed.
 * `exhausted` says what becomes of it after version conflicts again and again.
 */
export const untilWritten = async <T>(
  attempt: (failed: number) => Promise<T | typeof CONFLICT>,
  exhausted: () => T,
  attempts = ATTEMPTS,
): Promise<T> => {
  for (let failed = 0; failed < attempts; failed += 1) {
    const answer = await attempt(failed);
    if (answer !== CONFLICT) return answer;
  }
  return exhausted();
};

/** For callers who can repeat a request. @throws ServiceError `busy`. */
export const busy = (what: string): never => {
  throw new ServiceError(
    'busy',
    `${what} is being changed by others at this very moment; repeat the request.`,
  );
};

/** For work that a queue or the sweeper repeats. @throws Error. */
export const overtaken = (what: string): never => {
  throw new Error(`${what} was changed by others again and again`);
};
