import { expect, test } from 'vitest';
import { runChaos } from './run-chaos.ts';

test('with faults everywhere nothing is lost, sent twice or stuck, and what the service believes is true', async () => {
  const report = await runChaos({ messages: 150, seed: 20_260_101 });
  expect(Object.keys(report.faults).length).toBeGreaterThan(5);
  expect(report).toMatchObject({ lost: 0, duplicates: 0, stuck: 0, wrongStatus: 0, wrongCounters: 0 });
}, 240_000);
