/** Why there can be no rehearsal, in one line that says what to do about it. */
export class RehearsalError extends Error {
  override readonly name = 'RehearsalError';
}

/** Something that was seen and should not have been, or the other way round. */
export class CheckError extends Error {
  override readonly name = 'CheckError';
}

/** @throws CheckError with the sentence when the fact does not hold. */
export const check = (holds: boolean, sentence: string): void => {
  if (!holds) throw new CheckError(sentence);
};

const LOOK_EVERY_MS = 400;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks again and again until it likes what it sees. @throws CheckError telling what was seen last. */
export const eventually = async <T>(
  look: () => Promise<T> | T,
  expected: { is: (seen: T) => boolean; within: number; otherwise: (seen: T) => string },
): Promise<T> => {
  const until = Date.now() + expected.within;
  for (;;) {
    const seen = await look();
    if (expected.is(seen)) return seen;
    if (Date.now() >= until) {
      throw new CheckError(`${expected.otherwise(seen)} after ${Math.round(expected.within / 1000)} s`);
    }
    await pause(LOOK_EVERY_MS);
  }
};
