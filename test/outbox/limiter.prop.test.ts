import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeLimiter, spacingMs } from '../../functions/outbox/flow/limiter.ts';
import { makeFakeDynamo } from './fake-dynamo.ts';
import { MINUTE, NOW } from './messages.ts';

const BULK_HORIZON_MS = 2000;
/** The precision of epoch milliseconds with a fraction. */
const EPSILON = 0.01;

const anAsk = fc.record({
  want: fc.integer({ min: 1, max: 60 }),
  pauseMs: fc.integer({ min: 0, max: 3000 }),
});
const aLambda = fc.record({
  horizonMs: fc.constantFrom(BULK_HORIZON_MS, 15_000, 40_000),
  asks: fc.array(anAsk, { minLength: 1, maxLength: 6 }),
});

test('however many Lambdas reserve at once, no slot is given twice, the limit holds and bulk stays near', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.constantFrom(1, 7, 60, 300, 1200, 60_000),
      fc.array(aLambda, { minLength: 2, maxLength: 5 }),
      fc.array(fc.integer({ min: 0, max: 150 }), { minLength: 1, maxLength: 10 }),
      async (scheduler, rate, lambdas, latencies) => {
        let clock = NOW;
        let calls = 0;
        const { dynamo } = makeFakeDynamo(async () => {
          await scheduler.schedule(Promise.resolve());
          clock += latencies[calls % latencies.length] ?? 0;
          calls += 1;
        });
        const all: number[] = [];
        const run = async ({
          horizonMs,
          asks,
        }: {
          horizonMs: number;
          asks: { want: number; pauseMs: number }[];
        }) => {
          let askedAt = 0;
          const limiter = makeLimiter({ dynamo, table: 'metrics' }, rate, {
            now: () => (askedAt = clock),
            random: () => 0,
          });
          for (const { want, pauseMs } of asks) {
            const begunAt = clock;
            const grant = await limiter.reserve({ want, horizonMs });
            if ('slots' in grant) {
              expect(grant.slots.length).toBeLessThanOrEqual(want);
              expect(grant.slots[0]).toBeGreaterThanOrEqual(begunAt - EPSILON);
              expect(grant.slots.at(-1)).toBeLessThanOrEqual(askedAt + horizonMs + EPSILON);
              all.push(...grant.slots);
            } else {
              expect(grant.retryAt).toBeGreaterThan(begunAt);
            }
            clock += pauseMs;
          }
        };
        await scheduler.waitFor(Promise.all(lambdas.map(run)));

        const slots = all.toSorted((a, b) => a - b);
        expect(slots.length).toBeGreaterThan(0);
        for (const [i, slot] of slots.entries()) {
          const before = slots[i - 1] ?? -Infinity;
          expect(slot - before).toBeGreaterThanOrEqual(spacingMs(rate) - EPSILON);
          const inTheMinuteBefore = slots.filter((other) => other > slot - MINUTE && other <= slot).length;
          expect(inTheMinuteBefore).toBeLessThanOrEqual(rate);
        }
      },
    ),
    { numRuns: 150 },
  );
});
