import type { Meddle } from '../../local/http/proxy.ts';

/** Counts calls as they pass, for what is to happen in the midst of them. */
export interface CallWatch {
  counting: (meddle: Meddle) => Meddle;
  /** Waits for so many calls from now on; answers false when `over` was sooner. */
  calls: (count: number, over: Promise<unknown>) => Promise<boolean>;
}

export const makeCallWatch = (): CallWatch => {
  let seen = 0;
  let waiting: { at: number; tell: (isReached: boolean) => void } | undefined;
  return {
    counting: (meddle) => (call, passOn) => {
      seen += 1;
      if (waiting !== undefined && seen >= waiting.at) waiting.tell(true);
      return meddle(call, passOn);
    },
    calls: (count, over) =>
      new Promise((resolve) => {
        const tell = (isReached: boolean): void => {
          waiting = undefined;
          resolve(isReached);
        };
        waiting = { at: seen + count, tell };
        over.then(
          () => tell(false),
          () => tell(false),
        );
      }),
  };
};
