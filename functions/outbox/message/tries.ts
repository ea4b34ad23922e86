import type { EndedGeneration, Failed, FailedTry, Message, MessageFacts } from './message.ts';

const TRIES_KEPT = 10;
const TRIES_OF_ENDED = 3;

/** A try that never counts. */
export const uncounted = ({ attempts }: Message): Partial<MessageFacts> => ({ attempts: attempts - 1 });

/** A try that counts once it is known that only this mail failed. */
export const undecided = ({ attempts }: Message, failedAt: number): Partial<MessageFacts> => ({
  attempts: attempts - 1,
  undecidedTryAt: failedAt,
});

/**
 * Tries of this generation that count. One that failed counts only if Mailgun has taken another mail since: as long as
 * nothing goes through, the fault is Mailgun's or the network's, and no mail may pay for it.
 * `recoveredAt` is the breaker's, epoch milliseconds.
 */
export const countedTries = (
  { attempts, undecidedTryAt }: Pick<MessageFacts, 'attempts' | 'undecidedTryAt'>,
  recoveredAt: number,
): number => attempts + (undecidedTryAt !== undefined && recoveredAt > undecidedTryAt ? 1 : 0);

/** What stands for the error of a try whose function ended before it could say. */
export const NO_ANSWER = 'no answer was recorded';
/** A function that ends is no fault of the mail it was sending; one that ends again may be. */
export const hasLapsedBefore = ({ failedTries = [] }: Message): boolean =>
  failedTries.some(({ error }) => error === NO_ANSWER);

export const withFailedTry = (message: Message, failedTry: FailedTry): FailedTry[] =>
  [...(message.failedTries ?? []), failedTry].slice(-TRIES_KEPT);

/** What is kept of a generation that failed, once it is tried again at `now`. */
export const endedGeneration = (
  { queuedAt, attemptedAt, failedTries }: Message,
  { failedAt, reason }: Failed,
  now: number,
): EndedGeneration => ({
  queuedAt,
  attemptedAt,
  failedTries: failedTries?.slice(-TRIES_OF_ENDED),
  failedAt,
  reason,
  retriedAt: now,
});
