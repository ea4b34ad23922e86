import { expect, test } from 'vitest';
import { cleanVerdict } from './audit.ts';
import { runChaos } from './run-chaos.ts';

test('with faults everywhere nothing is lost, sent twice, stuck, miscounted or untold', async () => {
  const report = await runChaos({ messages: 36, seed: 2 });
  expect(Object.keys(report.faults).length).toBeGreaterThan(10);
  expect(report).toMatchObject(cleanVerdict);
}, 240_000);
