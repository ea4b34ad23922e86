import { SchedulerClient } from '@aws-sdk/client-scheduler';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeTimers, timerName } from '../../functions/timers/timers.ts';
import { keepSchedules } from './fake-scheduler.ts';

const kind = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,40}$/);
const anyId = fc.string({ unit: 'binary' });

describe('Any timer', () => {
  test('has a name that EventBridge Scheduler takes, whatever its id is', () => {
    fc.assert(
      fc.property(kind, anyId, (aKind, id) => {
        expect(timerName({ kind: aKind, id })).toMatch(/^[0-9a-zA-Z\-_.]{1,64}$/);
      }),
    );
  });

  test('has a name of its own', () => {
    fc.assert(
      fc.property(fc.tuple(kind, anyId), fc.tuple(kind, anyId), (a, b) => {
        const same = a[0] === b[0] && a[1] === b[1];
        expect(timerName({ kind: a[0], id: a[1] }) === timerName({ kind: b[0], id: b[1] })).toBe(same);
      }),
    );
  });
});

describe('Plans and cancellations', () => {
  const client = new SchedulerClient({ region: 'eu-west-1' });
  const schedules = keepSchedules(client);
  const timers = makeTimers(client, {
    group: 'timers',
    queueArn: 'queue',
    deadLetterArn: 'dead',
    roleArn: 'role',
  });
  const step = fc.record({
    id: fc.constantFrom('a', 'b'),
    /** Seconds; undefined cancels. */
    at: fc.option(fc.nat({ max: 86_399 }), { nil: undefined }),
  });
  const run = ({ id, at }: { id: string; at: number | undefined }) =>
    at === undefined
      ? timers.cancel({ kind: 'send', id })
      : timers.plan({ kind: 'send', id, dueAt: at * 1000 });
  const expression = (at: number) => `at(${new Date(at * 1000).toISOString().slice(0, 19)})`;

  test('one after the other leave what the last one said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        schedules.clear();
        const expected = new Map<string, string>();
        for (const { id, at } of steps) {
          await run({ id, at });
          if (at === undefined) expected.delete(timerName({ kind: 'send', id }));
          else expected.set(timerName({ kind: 'send', id }), expression(at));
        }
        expect(schedules).toEqual(expected);
      }),
    );
  });

  test('at the same time all succeed, and leave one timer of what someone said, or none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        schedules.clear();
        await Promise.all(steps.map((one) => run({ ...one, id: 'a' })));
        const said = steps.flatMap(({ at }) => (at === undefined ? [] : [expression(at)]));
        const left = [...schedules.values()];
        expect(left.length).toBeLessThanOrEqual(1);
        for (const at of left) expect(said).toContain(at);
        if (said.length === steps.length) expect(left).toHaveLength(1);
      }),
    );
  });
});
