/** One execution environment of a function; what an invocation leaves undone goes on in the next. */
export interface Run {
  name: string;
  /** Epoch milliseconds by which its host ends it; infinite between invocations. */
  deadline: number;
  isAlive: boolean;
  /** Told when its host ends it. */
  onEnd: () => void;
}

/** What becomes of one call of a run. */
export type Fate =
  | 'done'
  /** Refused before it had an effect. */
  | 'refused'
  /** It had its effect, and the answer was lost. */
  | 'answer_lost'
  /** The run ends before the call goes out. */
  | 'killed_before'
  /** The run ends after the call has had its effect. */
  | 'killed_after';

interface Held {
  run: Run;
  what: string;
  meet: (fate: Fate) => void;
}

interface Sleeper {
  run: Run;
  at: number;
  wake: () => void;
}

/** An error as AWS answers it when it has no capacity, or trouble of its own. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
}

/**
 * Lets one call happen at a time. Whatever runs asks for stands still until it is chosen, so that a row of choices is
 * the whole schedule: the same choices give the same run, call by call.
 */
export interface Turns {
  /** Holds a call of a run until it is chosen. */
  hold: <T>(run: Run, what: string, effect: () => T) => Promise<T>;
  sleep: (run: Run, at: number) => Promise<void>;
  /** Ends a run: nothing of it goes on. Each of its calls that were under way may have had its effect. */
  end: (run: Run, hadEffect: () => boolean) => void;
  /** Waits until no run can go on by itself. */
  settle: () => Promise<void>;
  waiting: () => number;
  /** Lets the nth waiting call meet a fate that `fateOf` decides. */
  take: (n: number, fateOf: (run: Run, what: string) => Fate) => { run: Run; what: string; fate: Fate };
  wakeDue: (now: number) => void;
  nextWakeAt: () => number | undefined;
}

export const makeTurns = (): Turns => {
  let lastWait: Held[] = [];
  let sleepers: Sleeper[] = [];
  const forget = (run: Run): void => {
    run.isAlive = false;
    lastWait = lastWait.filter((call) => call.run !== run);
    sleepers = sleepers.filter((sleeper) => sleeper.run !== run);
    run.onEnd();
  };
  return {
    hold: (run, what, effect) =>
      new Promise((resolve, reject) => {
        // Whoever was ended asks for nothing more.
        if (!run.isAlive) return;
        const meet = (fate: Fate): void => {
          switch (fate) {
            case 'done':
              try {
                resolve(effect());
              } catch (error) {
                reject(error instanceof Error ? error : new Error(String(error)));
              }
              return;
            case 'refused':
              reject(new InjectedFault(`${what} was refused`));
              return;
            case 'answer_lost':
              attempt(effect);
              reject(new InjectedFault(`The answer to ${what} was lost`));
              return;
            case 'killed_before':
              forget(run);
              return;
            case 'killed_after':
              attempt(effect);
              forget(run);
          }
        };
        lastWait.push({ run, what, meet });
      }),
    sleep: (run, at) =>
      new Promise((resolve) => {
        if (run.isAlive) sleepers.push({ run, at, wake: resolve });
      }),
    end: (run, hadEffect) => {
      for (const call of lastWait.filter((one) => one.run === run && hadEffect())) call.meet('answer_lost');
      forget(run);
    },
    settle: async () => {
      // Everything between two calls is microtasks, and all of those run before the next turn of the event loop.
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    waiting: () => lastWait.length,
    take: (n, fateOf) => {
      const [call] = lastWait.splice(n, 1);
      if (call === undefined) throw new Error(`No call waits at ${n}`);
      const { run, what } = call;
      const fate = fateOf(run, what);
      call.meet(fate);
      return { run, what, fate };
    },
    wakeDue: (now) => {
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
    nextWakeAt: () => (sleepers.length === 0 ? undefined : Math.min(...sleepers.map(({ at }) => at))),
  };
};

/** A call whose answer nobody hears has its effect, or fails unheard. */
const attempt = (effect: () => unknown): void => {
  try {
    effect();
  } catch {
    // A condition that did not hold: nothing was written.
  }
};
