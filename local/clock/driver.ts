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
  /** When the first of its sleepers wakes. */
  wakesAt?: () => number | undefined;
  /** When a batch that is being gathered goes off, full or not. */
  gathersUntil?: () => number | undefined;
  /** True while it works beside sleepers of its own: time must wait, or they would be woken too early for it. */
  holdsTime?: () => boolean;
}

export interface Driver {
  /** Moves time to `epochMs`, running all that falls due on the way, in order. */
  moveTo: (epochMs: number) => Promise<void>;
  /** Waits until nothing is due now and nothing is under way; where all that is under way just waits, time skips ahead. */
  idle: () => Promise<void>;
  stop: () => void;
}

const TICK_MS = 10;
/**
 * How far sleepers may run ahead of work that keeps no appointments, such as webhooks on their way.
 * A backlog that leaves slot by slot would otherwise wait for every echo of every mail.
 */
const LAG_MS = 2000;
/** Looks in a row that must find nothing before it counts as quiet: work passes between actors unseen for moments. */
const QUIET_LOOKS = 2;

/** Keeps all actors going as time passes, or as it is moved. */
export const startDriver = (
  clock: VirtualClock,
  actors: readonly Actor[],
  { onMoved, onFailure }: { onMoved: () => void; onFailure: (error: unknown) => void },
): Driver => {
  const running = new Set<Actor>();
  let stopped = false;
  let moving: Promise<void> = Promise.resolve();

  const isDue = (actor: Actor): boolean => (actor.nextDueAt() ?? Infinity) <= clock.now();

  const run = (actor: Actor): void => {
    if (running.has(actor) || !isDue(actor)) return;
    const outcome = actor.runDue();
    if (outcome === undefined) return;
    running.add(actor);
    // It stays due, so the next tick tries again.
    void outcome.catch(onFailure).finally(() => running.delete(actor));
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

  const nextDueAt = (): number => Math.min(...actors.map((actor) => actor.nextDueAt() ?? Infinity));

  /** Moves on to the next sleeper without waiting for echoes; false where that is not all there is to do. */
  const hop = async (limit: number): Promise<boolean> => {
    do {
      tick();
      // A busy loop would take a core away from the functions that it waits for.
      await new Promise((resolve) => setTimeout(resolve, 1));
    } while (!stopped && actors.some((actor) => actor.holdsTime?.() === true));
    const wake = Math.min(...actors.map((actor) => actor.wakesAt?.() ?? Infinity));
    const now = clock.now();
    const others = actors.flatMap((actor) => (actor.wakesAt ? [] : (actor.nextDueAt() ?? [])));
    if (wake > limit || wake <= now || others.some((at) => at > now && at < wake)) return false;
    jump(wake);
    return true;
  };

  const travel = async (target: number): Promise<void> => {
    clock.freeze();
    try {
      for (;;) {
        await quiet();
        const quietAt = clock.now();
        const next = nextDueAt();
        if (next > target || stopped) break;
        jump(next);
        while (await hop(Math.min(target, quietAt + LAG_MS)));
      }
      // What was still due on the way comes with the next start.
      if (stopped) return;
      jump(target);
      await quiet();
      await lastBatches(target + LAG_MS);
    } finally {
      clock.thaw();
    }
  };

  const moveTo = (epochMs: number): Promise<void> => {
    const moved = moving.then(() => travel(epochMs));
    moving = moved.catch(() => undefined);
    return moved;
  };

  /** Functions that sleep until their slot and batches that fill need time and nothing else. */
  const idle = async (): Promise<void> => {
    for (;;) {
      await quiet();
      const waiting = actors.filter((actor) => actor.isBusy());
      const next = Math.min(...waiting.map((actor) => actor.nextDueAt() ?? Infinity));
      if (next === Infinity || stopped) break;
      await moveTo(next);
    }
    await settled((actor) => actor.isBusy());
  };

  /** What happened at the very end waits in batches that fill no more; its echoes belong to it. */
  const lastBatches = async (limit: number): Promise<void> => {
    for (;;) {
      const next = Math.min(...actors.map((actor) => actor.gathersUntil?.() ?? Infinity));
      if (next > limit || stopped) return;
      jump(next);
      await quiet();
    }
  };

  const timer = setInterval(tick, TICK_MS);
  return {
    moveTo,
    idle,
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
};
