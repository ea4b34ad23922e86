import type { VirtualClock } from './virtual-clock.ts';

/** Something that acts when its time comes. */
export interface Actor {
  /** When it acts next; undefined when nothing waits. */
  nextDueAt: () => number | undefined;
  /** Starts whatever is due now. */
  runDue: () => void | Promise<void>;
  /** True while something is under way that does not just sleep. */
  isWorking: () => boolean;
  /** True while anything is under way, sleeping included. */
  isBusy: () => boolean;
  /** Called after the clock was moved. */
  wake?: () => void;
}

export interface Driver {
  /** Moves time to `epochMs`, running all that falls due on the way, in order. */
  moveTo: (epochMs: number) => Promise<void>;
  /** Waits in real time until nothing is due now and nothing is under way. */
  idle: () => Promise<void>;
  stop: () => void;
}

const TICK_MS = 10;
/** Looks in a row that must find nothing before it counts as quiet: work passes between actors unseen for moments. */
const QUIET_LOOKS = 2;

/** Keeps all actors going as time passes, or as it is moved. */
export const startDriver = (clock: VirtualClock, actors: readonly Actor[], onMoved: () => void): Driver => {
  const running = new Set<Actor>();
  let stopped = false;
  let moving = Promise.resolve();

  const isDue = (actor: Actor): boolean => (actor.nextDueAt() ?? Infinity) <= clock.now();

  const run = (actor: Actor): void => {
    if (running.has(actor) || !isDue(actor)) return;
    const outcome = actor.runDue();
    if (outcome === undefined) return;
    running.add(actor);
    void outcome.finally(() => running.delete(actor));
  };

  const tick = (): void => actors.forEach(run);

  const settled = async (isUnderWay: (actor: Actor) => boolean): Promise<void> => {
    for (let looks = 0; looks < QUIET_LOOKS && !stopped;) {
      tick();
      const quiet = running.size === 0 && !actors.some((actor) => isUnderWay(actor) || isDue(actor));
      looks = quiet ? looks + 1 : 0;
      await new Promise((resolve) => (quiet ? setImmediate(resolve) : setTimeout(resolve, 1)));
    }
  };
  const quiet = () => settled((actor) => actor.isWorking());

  const jump = (epochMs: number): void => {
    clock.moveTo(epochMs);
    onMoved();
    for (const actor of actors) actor.wake?.();
  };

  const travel = async (target: number): Promise<void> => {
    for (;;) {
      await quiet();
      const dues = actors.flatMap((actor) => actor.nextDueAt() ?? []);
      const next = dues.length > 0 ? Math.min(...dues) : Infinity;
      if (next > target || stopped) break;
      jump(next);
    }
    jump(target);
    await quiet();
  };

  const timer = setInterval(tick, TICK_MS);
  return {
    moveTo: (epochMs) => {
      moving = moving.then(() => travel(epochMs));
      return moving;
    },
    idle: () => settled((actor) => actor.isBusy()),
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
};
