import { onTestFinished } from 'vitest';
import { type Actor, type Driver, startDriver } from '../../../local/clock/driver.ts';
import type { VirtualClock } from '../../../local/clock/virtual-clock.ts';

/** A clock that moves only when it is told to. */
export const standingClock = (start = 0): VirtualClock => {
  let now = start;
  return {
    now: () => now,
    freeze: () => undefined,
    thaw: () => undefined,
    moveTo: (epochMs) => {
      now = Math.max(now, epochMs);
    },
    restore: () => undefined,
    offsetMs: () => now - start,
    shared: new SharedArrayBuffer(8),
  };
};

export interface Appointments extends Actor {
  add: (dueAt: number, what?: () => Promise<void>) => void;
}

/** An actor that has appointments, and notes when it kept them: `name@due` seen at `now`. */
export const appointments = (
  name: string,
  clock: VirtualClock,
  kept: { name: string; dueAt: number; at: number }[],
): Appointments => {
  const due: { dueAt: number; what?: (() => Promise<void>) | undefined }[] = [];
  const first = () => due.toSorted((a, b) => a.dueAt - b.dueAt)[0];
  let working = 0;
  return {
    add: (dueAt, what) => due.push({ dueAt, what }),
    nextDueAt: () => first()?.dueAt,
    runDue: async () => {
      for (let next = first(); next !== undefined && next.dueAt <= clock.now(); next = first()) {
        due.splice(due.indexOf(next), 1);
        kept.push({ name, dueAt: next.dueAt, at: clock.now() });
        working += 1;
        await next.what?.();
        working -= 1;
      }
    },
    isWorking: () => working > 0,
    isBusy: () => working > 0,
  };
};

/** A driver that ends with its test. */
export const drive = (
  clock: VirtualClock,
  actors: readonly Actor[],
  { onMoved = () => undefined, onFailure = () => undefined }: Partial<Parameters<typeof startDriver>[2]> = {},
): Driver => {
  const driver = startDriver(clock, actors, { onMoved, onFailure });
  onTestFinished(() => {
    driver.stop();
  });
  return driver;
};
