/**
 * The service's time: the machine's, shifted by an offset that all threads share. While it is moved it stands still
 * between two jumps, so that the work on the way takes no time, however slow the machine is.
 * Only `Date` moves; sockets and their timeouts live in real time.
 */
export interface VirtualClock {
  now: () => number;
  /** Moves time forward to `epochMs`; never back. */
  moveTo: (epochMs: number) => void;
  /** Stops time where it is. */
  freeze: () => void;
  /** Lets time pass again, from where it was stopped. */
  thaw: () => void;
  /** Sets the offset as it was stored, or to none. */
  restore: (offsetMs: number) => void;
  offsetMs: () => number;
  /** Handed to worker threads, which read it with every look at the time. */
  shared: SharedArrayBuffer;
}

const RealDate = Date;

/** Where the shared memory holds what. */
const OFFSET = 0;
const FROZEN_AT = 1;
const CELLS = 2;
const NOT_FROZEN = 0n;

/** Replaces `Date` of this thread by one that reads the shared time. */
export const installShiftedDate = (shared: SharedArrayBuffer): (() => number) => {
  const cells = new BigInt64Array(shared);
  const now = (): number => {
    const frozenAt = Atomics.load(cells, FROZEN_AT);
    return frozenAt === NOT_FROZEN ? RealDate.now() + Number(Atomics.load(cells, OFFSET)) : Number(frozenAt);
  };
  class ShiftedDate extends RealDate {
    constructor(...args: [] | ConstructorParameters<typeof RealDate>) {
      if (args.length === 0) super(now());
      else super(...args);
    }
    static override now(): number {
      return now();
    }
  }
  globalThis.Date = Object.assign(ShiftedDate, {
    parse: RealDate.parse,
    UTC: RealDate.UTC,
  }) as DateConstructor;
  return now;
};

let clock: VirtualClock | undefined;

/** The one clock of this process. */
export const processClock = (): VirtualClock => (clock ??= makeClock());

const makeClock = (): VirtualClock => {
  const shared = new SharedArrayBuffer(CELLS * BigInt64Array.BYTES_PER_ELEMENT);
  const cells = new BigInt64Array(shared);
  const now = installShiftedDate(shared);
  const isFrozen = (): boolean => Atomics.load(cells, FROZEN_AT) !== NOT_FROZEN;
  const setOffset = (offsetMs: number): void => {
    Atomics.store(cells, OFFSET, BigInt(Math.round(offsetMs)));
  };
  return {
    now,
    shared,
    offsetMs: () => now() - RealDate.now(),
    restore: (offsetMs) => {
      Atomics.store(cells, FROZEN_AT, NOT_FROZEN);
      setOffset(offsetMs);
    },
    moveTo: (epochMs) => {
      const target = Math.ceil(epochMs);
      if (target <= now()) return;
      if (isFrozen()) Atomics.store(cells, FROZEN_AT, BigInt(target));
      else setOffset(target - RealDate.now());
    },
    freeze: () => {
      if (!isFrozen()) Atomics.store(cells, FROZEN_AT, BigInt(now()));
    },
    thaw: () => {
      if (!isFrozen()) return;
      setOffset(now() - RealDate.now());
      Atomics.store(cells, FROZEN_AT, NOT_FROZEN);
    },
  };
};
