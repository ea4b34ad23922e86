import { describe, expect, test } from 'vitest';
import type { RunFact } from '../../functions/leads/report-store.ts';
import { leadReport } from '../../functions/leads/report.ts';
import { DAY } from '../../functions/platform/clock.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import { NOW } from './fixture.ts';

const fact = (different: Partial<RunFact> = {}): RunFact => ({
  policy: 'hot',
  step: 0,
  isExhausted: false,
  ...different,
});
const answered = (responseSeconds: number, different: Partial<RunFact> = {}): RunFact =>
  fact({ answeredAt: NOW, responseSeconds, withinTarget: responseSeconds <= 300, ...different });

/** The report of runs that come in two pages. */
const report = (facts: readonly RunFact[], asked: { from?: number; to?: number } = {}) => {
  const spans: { from: number; to: number }[] = [];
  const half = Math.ceil(facts.length / 2);
  const eachFact = async function* (span: { from: number; to: number }): AsyncGenerator<RunFact[]> {
    spans.push(span);
    yield await Promise.resolve(facts.slice(0, half));
    yield facts.slice(half);
  };
  return leadReport({ eachFact, now: () => NOW }, asked).then((figures) => ({ ...figures, spans }));
};

describe('The figures of leads', () => {
  test('count runs, answers and answers in time, each policy by itself, with the median of all answers', async () => {
    const found = await report([
      answered(60),
      answered(400, { step: 1 }),
      answered(300),
      fact({ isExhausted: true, step: 5 }),
      fact(),
      answered(7200, { policy: 'warm', withinTarget: true }),
    ]);
    expect(found).toMatchObject({
      alerted: 6,
      answered: 4,
      inTarget: 3,
      medianSeconds: 350,
      exhausted: 1,
      byPolicy: [
        { policy: 'hot', alerted: 5, answered: 3, inTarget: 2, medianSeconds: 300 },
        { policy: 'warm', alerted: 1, answered: 1, inTarget: 1, medianSeconds: 7200 },
      ],
      bySteps: [
        { step: 0, answered: 3, medianSeconds: 300 },
        { step: 1, answered: 1, medianSeconds: 400 },
      ],
    });
  });

  test('have no median where nobody answered', async () => {
    expect(await report([fact()])).toMatchObject({
      alerted: 1,
      answered: 0,
      medianSeconds: null,
      bySteps: [],
    });
    expect(await report([])).toMatchObject({ alerted: 0, medianSeconds: null });
  });

  test('count an answer to a lead that still waited in a batch, which took no time', async () => {
    expect(await report([fact({ answeredAt: NOW })])).toMatchObject({
      answered: 1,
      inTarget: 0,
      medianSeconds: null,
    });
  });

  test('are of the last week when nobody says, and of 92 days at the most', async () => {
    expect((await report([])).spans).toEqual([{ from: NOW - 7 * DAY, to: NOW }]);
    expect((await report([], { from: NOW - 92 * DAY })).from).toBe(NOW - 92 * DAY);
    await expect(report([], { from: NOW - 93 * DAY })).rejects.toThrow(ServiceError);
    await expect(report([], { from: NOW + 1 })).rejects.toThrow(ServiceError);
  });
});
