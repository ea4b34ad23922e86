import { describe, expect, test } from 'vitest';
import type { Actor } from '../../../local/clock/driver.ts';
import { appointments, drive, standingClock } from './fixture.ts';

const idleActor: Actor = {
  nextDueAt: () => undefined,
  runDue: () => undefined,
  isWorking: () => false,
  isBusy: () => false,
};
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const setUp = (names: readonly string[] = ['a']) => {
  const clock = standingClock();
  const kept: { name: string; dueAt: number; at: number }[] = [];
  const actors = names.map((name) => appointments(name, clock, kept));
  const order = () => kept.map(({ name, dueAt }) => `${name}@${dueAt}`);
  return { clock, kept, actors, order };
};

describe('Moving the clock', () => {
  test('runs what falls due on the way, in order, each at its time', async () => {
    const { clock, kept, actors, order } = setUp(['a', 'b']);
    actors[0]?.add(3000);
    actors[1]?.add(1000);
    actors[0]?.add(2000);
    await drive(clock, actors).moveTo(5000);
    expect(order()).toEqual(['b@1000', 'a@2000', 'a@3000']);
    expect(kept.map(({ at }) => at)).toEqual([1000, 2000, 3000]);
    expect(clock.now()).toBe(5000);
  });

  test('ends where it is when the service is stopped, so that nothing is passed over', async () => {
    const { clock, actors } = setUp();
    const driver = drive(clock, actors);
    actors[0]?.add(1000, () => {
      driver.stop();
      return Promise.resolve();
    });
    actors[0]?.add(3000);
    await driver.moveTo(5000);
    expect(clock.now()).toBe(1000);
    expect(actors[0]?.nextDueAt()).toBe(3000);
  });

  test('leaves alone what is due later', async () => {
    const { clock, actors, order } = setUp();
    actors[0]?.add(5001);
    await drive(clock, actors).moveTo(5000);
    expect(order()).toEqual([]);
    expect(actors[0]?.nextDueAt()).toBe(5001);
  });

  test('runs what is due at its very end', async () => {
    const { clock, actors, order } = setUp();
    actors[0]?.add(5000);
    await drive(clock, actors).moveTo(5000);
    expect(order()).toEqual(['a@5000']);
  });

  test('runs what is due already before it moves', async () => {
    const { clock, kept, actors } = setUp();
    actors[0]?.add(0);
    await drive(clock, actors).moveTo(5000);
    expect(kept).toEqual([{ name: 'a', dueAt: 0, at: 0 }]);
  });

  test('runs what only came up on the way', async () => {
    const { clock, actors, order } = setUp(['a', 'b']);
    const [a, b] = actors;
    a?.add(1000, () => {
      b?.add(2000, () => {
        a.add(3000);
        return Promise.resolve();
      });
      return Promise.resolve();
    });
    await drive(clock, actors).moveTo(5000);
    expect(order()).toEqual(['a@1000', 'b@2000', 'a@3000']);
  });

  test('waits for work before it goes on', async () => {
    const { clock, actors } = setUp(['a', 'b']);
    const seen: number[] = [];
    actors[0]?.add(1000, async () => {
      await pause(30);
      seen.push(clock.now());
    });
    actors[1]?.add(2000);
    await drive(clock, actors).moveTo(5000);
    expect(seen).toEqual([1000]);
  });

  test('tells of each step, so that it can be stored and sleepers woken', async () => {
    const { clock, actors } = setUp();
    actors[0]?.add(1000);
    const steps: number[] = [];
    const woken: number[] = [];
    const sleeper: Actor = { ...idleActor, wake: () => woken.push(clock.now()) };
    const onMoved = () => void steps.push(clock.now());
    await drive(clock, [...actors, sleeper], { onMoved }).moveTo(5000);
    expect(steps).toEqual([1000, 5000]);
    expect(woken).toEqual([1000, 5000]);
  });

  test('twice at a time does one after the other', async () => {
    const { clock, kept, actors } = setUp();
    actors[0]?.add(1000, () => pause(20));
    actors[0]?.add(6000);
    const driver = drive(clock, actors);
    await Promise.all([driver.moveTo(5000), driver.moveTo(10_000)]);
    expect(kept.map(({ at }) => at)).toEqual([1000, 6000]);
    expect(clock.now()).toBe(10_000);
  });

  test('wakes sleepers one by one, each at its time', async () => {
    const { clock, actors } = setUp();
    const sleeps = [1000, 1500, 4000];
    const woken: number[] = [];
    const sleeper: Actor = {
      ...idleActor,
      nextDueAt: () => sleeps[0],
      wakesAt: () => sleeps[0],
      isBusy: () => sleeps.length > 0,
      wake: () => {
        while ((sleeps[0] ?? Infinity) <= clock.now()) {
          sleeps.shift();
          woken.push(clock.now());
        }
      },
    };
    await drive(clock, [...actors, sleeper]).moveTo(5000);
    expect(woken).toEqual([1000, 1500, 4000]);
  });

  test('does not wake a sleeper while another works beside it', async () => {
    const { clock } = setUp();
    let holding = false;
    const woken: number[] = [];
    const sleeps = [1000, 1500];
    const sleeper: Actor = {
      ...idleActor,
      nextDueAt: () => sleeps[0],
      wakesAt: () => sleeps[0],
      holdsTime: () => holding,
      wake: () => {
        if ((sleeps[0] ?? Infinity) > clock.now()) return;
        sleeps.shift();
        woken.push(clock.now());
        holding = true;
        setTimeout(() => {
          // What the first one did puts the second one off.
          if (sleeps[0] === 1500) sleeps[0] = 1700;
          holding = false;
        }, 20);
      },
    };
    await drive(clock, [sleeper]).moveTo(5000);
    expect(woken).toEqual([1000, 1700]);
  });
});

describe('Idle', () => {
  test('comes at once when nothing is due', async () => {
    const { clock, actors } = setUp();
    actors[0]?.add(1000);
    await expect(drive(clock, actors).idle()).resolves.toBeUndefined();
    expect(clock.now()).toBe(0);
  });

  test('waits until what is due has run, and what that brought about', async () => {
    const { clock, actors, order } = setUp(['a', 'b']);
    actors[0]?.add(0, async () => {
      await pause(20);
      actors[1]?.add(0, () => pause(20));
    });
    await drive(clock, actors).idle();
    expect(order()).toEqual(['a@0', 'b@0']);
    expect(actors.some((actor) => actor.isBusy())).toBe(false);
  });

  test('waits for what is busy, though it only sleeps', async () => {
    const { clock } = setUp();
    let busy = true;
    const drowsy: Actor = { ...idleActor, isBusy: () => busy };
    setTimeout(() => (busy = false), 40);
    await drive(clock, [drowsy]).idle();
    expect(busy).toBe(false);
  });

  test('skips ahead to when a sleeper wakes, and no further', async () => {
    const { clock, actors, order } = setUp();
    let wakesAt: number | undefined = 60_000;
    const sleeper: Actor = {
      ...idleActor,
      nextDueAt: () => wakesAt,
      isBusy: () => wakesAt !== undefined,
      wake: () => {
        if (clock.now() >= 60_000) wakesAt = undefined;
      },
    };
    actors[0]?.add(30_000);
    actors[0]?.add(60_001);
    await drive(clock, [...actors, sleeper]).idle();
    expect(clock.now()).toBe(60_000);
    expect(order()).toEqual(['a@30000']);
  });
});

test('time that passes by itself runs what falls due', async () => {
  const { clock, actors, order } = setUp();
  actors[0]?.add(1000);
  drive(clock, actors);
  clock.moveTo(1000);
  await pause(50);
  expect(order()).toEqual(['a@1000']);
});

test('nothing runs twice while it is still under way', async () => {
  const { clock } = setUp();
  let runs = 0;
  let due: number | undefined = 0;
  const slow: Actor = {
    ...idleActor,
    nextDueAt: () => due,
    runDue: async () => {
      runs += 1;
      await pause(50);
      due = undefined;
    },
  };
  await drive(clock, [slow]).idle();
  expect(runs).toBe(1);
});

test('a stopped driver runs nothing more', async () => {
  const { clock, actors, order } = setUp();
  drive(clock, actors).stop();
  actors[0]?.add(0);
  await pause(40);
  expect(order()).toEqual([]);
});

test('An actor that fails is told of, and tried again', async () => {
  const clock = standingClock();
  let tries = 0;
  const failing: Actor = {
    ...idleActor,
    nextDueAt: () => (tries < 2 ? 0 : undefined),
    runDue: () => {
      tries += 1;
      return tries < 2 ? Promise.reject(new Error('not now')) : Promise.resolve();
    },
  };
  const failures: unknown[] = [];
  await drive(clock, [failing], { onFailure: (error) => void failures.push(error) }).idle();
  expect(failures).toEqual([new Error('not now')]);
  expect(tries).toBe(2);
});
