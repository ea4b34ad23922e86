import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startDriver } from '../../../local/clock/driver.ts';
import { appointments, standingClock } from './fixture.ts';

const END = 100_000;
const names = ['a', 'b', 'c'];
const plan = fc.array(
  fc.record({ actor: fc.nat({ max: names.length - 1 }), dueAt: fc.integer({ min: 1, max: 2 * END }) }),
  { maxLength: 12 },
);

test('whatever is due, it runs in the order of its times, each once and at its time', async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.boolean(), async (planned, inTwoSteps) => {
      const clock = standingClock();
      const kept: { name: string; dueAt: number; at: number }[] = [];
      const actors = names.map((name) => appointments(name, clock, kept));
      for (const { actor, dueAt } of planned) actors[actor]?.add(dueAt);
      const driver = startDriver(clock, actors, { onMoved: () => undefined, onFailure: () => undefined });
      try {
        if (inTwoSteps) await driver.moveTo(END / 2);
        await driver.moveTo(END);
      } finally {
        driver.stop();
      }
      const due = planned.filter(({ dueAt }) => dueAt <= END).map(({ dueAt }) => dueAt);
      expect(kept.map(({ dueAt }) => dueAt)).toEqual(due.toSorted((a, b) => a - b));
      expect(kept.map(({ at }) => at)).toEqual(kept.map(({ dueAt }) => dueAt));
      expect(clock.now()).toBe(END);
    }),
    { numRuns: 25 },
  );
});
