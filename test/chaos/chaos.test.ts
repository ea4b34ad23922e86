import { expect, test } from 'vitest';
import { runChaos } from './run-chaos.ts';

test('with faults everywhere nothing is lost, sent twice, stuck, miscounted or untold', async () => {
  const report = await runChaos({ messages: 120, seed: 2 });
  expect(Object.keys(report.faults).length).toBeGreaterThan(10);
  expect(report).toMatchObject({
    lost: 0,
    duplicates: 0,
    stuck: 0,
    wrongStatus: 0,
    wrongCounters: 0,
    untold: 0,
    examples: [],
  });
}, 240_000);
