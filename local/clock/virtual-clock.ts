/**
 * The service's time: the machine's, shifted by an offset that all threads share. Only `Date` moves;
 * sockets and their timeouts live in real time.
 */
export interface VirtualClock {
  now: () => number;
  /** Moves time forward to `epochMs`; never back. */
  moveTo: (epochMs: number) => void;
  /** Sets the offset as it was stored, or to none. */
  restore: (offsetMs: number) => void;
  offsetMs: () => number;
  /** Handed to worker threads, which read it with every look at the time. */
  shared: SharedArrayBuffer;
}

const RealDate = Date;

/** Replaces `Date` of this thread by one that is shifted by the shared offset. */
export const installShiftedDate = (shared: SharedArrayBuffer): (() => number) => {
  const offset = new BigInt64Array(shared);
  const now = (): number => RealDate.now() + Number(Atomics.load(offset, 0));
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
  const shared = new SharedArrayBuffer(8);
  const offset = new BigInt64Array(shared);
  const now = installShiftedDate(shared);
  return {
    now,
    shared,
    offsetMs: () => Number(Atomics.load(offset, 0)),
    restore: (offsetMs) => {
      Atomics.store(offset, 0, BigInt(Math.round(offsetMs)));
    },
    moveTo: (epochMs) => {
      const ahead = Math.ceil(epochMs - now());
      if (ahead > 0) Atomics.add(offset, 0, BigInt(ahead));
    },
  };
};
