import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { processClock } from '../../../local/clock/virtual-clock.ts';

const RealDate = Date;
const clock = processClock();
const HOUR = 3_600_000;

afterEach(() => {
  clock.restore(0);
});
afterAll(() => {
  globalThis.Date = RealDate;
});

/** Real time goes on while a test looks. */
const expectNear = (actual: number, expected: number) => {
  expect(actual).toBeGreaterThanOrEqual(expected);
  expect(actual).toBeLessThan(expected + 1000);
};

describe('The clock', () => {
  test('is one for the whole process', () => {
    expect(processClock()).toBe(clock);
  });

  test('shows the machine’s time until it is moved', () => {
    expect(clock.offsetMs()).toBe(0);
    expectNear(clock.now(), RealDate.now() - 5);
  });

  test('moves all that asks for the time', () => {
    const before = RealDate.now();
    clock.moveTo(before + HOUR);
    expectNear(clock.now(), before + HOUR);
    expectNear(Date.now(), before + HOUR);
    expectNear(new Date().getTime(), before + HOUR);
  });

  test('goes on running after it was moved', async () => {
    clock.moveTo(RealDate.now() + HOUR);
    const before = clock.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock.now()).toBeGreaterThanOrEqual(before + 15);
  });

  test('never goes back', () => {
    clock.moveTo(RealDate.now() + HOUR);
    const offset = clock.offsetMs();
    clock.moveTo(RealDate.now() - HOUR);
    expect(clock.offsetMs()).toBe(offset);
  });

  test('never shows less than what it was moved to, fractions included', () => {
    const target = RealDate.now() + HOUR + 0.5;
    clock.moveTo(target);
    expect(clock.now()).toBeGreaterThanOrEqual(target);
  });

  test('stands still while it is frozen, moves by jumps alone, and goes on from there', async () => {
    const clock = processClock();
    clock.freeze();
    const frozenAt = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Date.now()).toBe(frozenAt);
    clock.moveTo(frozenAt + 5000);
    expect(Date.now()).toBe(frozenAt + 5000);
    clock.thaw();
    expect(Date.now()).toBeGreaterThanOrEqual(frozenAt + 5000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(Date.now()).toBeGreaterThan(frozenAt + 5010);
  });

  test('is where it was after a restart', () => {
    clock.restore(HOUR);
    expect(clock.offsetMs()).toBe(HOUR);
    expectNear(Date.now(), RealDate.now() + HOUR - 5);
  });

  test('leaves dates alone that say their time themselves', () => {
    clock.restore(HOUR);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date('2027-01-31T09:00:00Z').getTime()).toBe(1_801_386_000_000);
    expect(new Date(2027, 0, 31).getDate()).toBe(31);
    expect(Date.parse('2027-01-31T09:00:00Z')).toBe(1_801_386_000_000);
    expect(Date.UTC(2027, 0, 31)).toBe(1_801_353_600_000);
    expect(new Date() instanceof Date).toBe(true);
  });

  test('is the same in every thread, and moves there at once', async () => {
    const source = `
      import { parentPort, workerData } from 'node:worker_threads';
      const { installShiftedDate } = await import(workerData.module);
      installShiftedDate(workerData.shared);
      parentPort.on('message', () => parentPort.postMessage(Date.now()));
      parentPort.postMessage('ready');
    `;
    const worker = new Worker(source, {
      eval: true,
      workerData: {
        shared: clock.shared,
        module: new URL('../../../local/clock/virtual-clock.ts', import.meta.url).href,
      },
    });
    const answer = () => new Promise<unknown>((resolve) => worker.once('message', resolve));
    try {
      await answer();
      clock.restore(HOUR);
      worker.postMessage('now?');
      expectNear(Number(await answer()), RealDate.now() + HOUR - 900);
    } finally {
      await worker.terminate();
    }
  });
});
