import { createRequire, syncBuiltinESMExports } from 'node:module';

/** What a thread's sleeps look like from outside. */
export interface Sleepers {
  /** When the first sleeper wakes, by the shifted clock; undefined when none sleeps. */
  nextWakeAt: () => number | undefined;
  /** Wakes all whose time has come; called after the clock was moved. */
  wake: () => void;
}

interface Sleeper {
  wakeAt: number;
  resolve: () => void;
  timer: NodeJS.Timeout;
}

/**
 * Replaces `setTimeout` of node:timers/promises by one that follows the shifted clock, so that a function
 * that sleeps until its slot wakes when the clock is moved there.
 */
export const installSleepers = (onChange: () => void): Sleepers => {
  const sleeping = new Set<Sleeper>();
  const finish = (sleeper: Sleeper): void => {
    clearTimeout(sleeper.timer);
    sleeping.delete(sleeper);
    sleeper.resolve();
    onChange();
  };
  const arm = (sleeper: Sleeper): NodeJS.Timeout =>
    setTimeout(
      () => {
        if (Date.now() >= sleeper.wakeAt) finish(sleeper);
        else sleeper.timer = arm(sleeper);
      },
      // A timer of Node holds 24 days at most.
      Math.min(Math.max(0, sleeper.wakeAt - Date.now()), 2 ** 31 - 1),
    );
  const sleep = <T>(ms = 0, value?: T): Promise<T | undefined> =>
    new Promise((resolve) => {
      const sleeper: Sleeper = {
        wakeAt: Date.now() + ms,
        resolve: () => resolve(value),
        timer: setTimeout(() => undefined, 0),
      };
      clearTimeout(sleeper.timer);
      sleeper.timer = arm(sleeper);
      sleeping.add(sleeper);
      onChange();
    });
  Object.assign(createRequire(import.meta.url)('node:timers/promises') as object, { setTimeout: sleep });
  syncBuiltinESMExports();
  return {
    nextWakeAt: () =>
      sleeping.size === 0 ? undefined : Math.min(...[...sleeping].map(({ wakeAt }) => wakeAt)),
    wake: () => {
      for (const sleeper of [...sleeping]) if (Date.now() >= sleeper.wakeAt) finish(sleeper);
    },
  };
};
