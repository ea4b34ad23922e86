/** Time that moves on when nothing is left to do at its present moment. */
export interface VirtualTime {
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  sleepUntil: (at: number) => Promise<void>;
  /** Lets time pass until nobody sleeps any more. */
  run: () => Promise<void>;
}

export const makeVirtualTime = (): VirtualTime => {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  const sleepUntil = (at: number): Promise<void> =>
    at <= now ? Promise.resolve() : new Promise((wake) => insert(sleepers, { at, wake }));
  return {
    now: () => now,
    sleep: (ms) => sleepUntil(now + ms),
    sleepUntil,
    run: async () => {
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        const next = sleepers.shift();
        if (next === undefined) return;
        now = next.at;
        next.wake();
        while (sleepers[0] !== undefined && sleepers[0].at <= now) sleepers.shift()?.wake();
      }
    },
  };
};

const insert = (sorted: { at: number; wake: () => void }[], one: { at: number; wake: () => void }): void => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.at ?? 0) <= one.at) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, one);
};
