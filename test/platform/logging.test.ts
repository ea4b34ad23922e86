import { globSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeMetrics, publishMetrics } from '../../functions/platform/logging.ts';
import { METRICS_NAMESPACE } from '../../functions/platform/metric-names.ts';

beforeEach(() => {
  process.env['STAGE'] = 'qa';
});
afterEach(() => {
  delete process.env['STAGE'];
});

describe('What a function counts', () => {
  test('is told apart by stage, and summed over all functions of it', () => {
    const metrics = makeMetrics();
    metrics.addMetric('FailedMail', 'Count', 1);
    metrics.addMetric('Send_sent', 'Count', 2);
    const { _aws, ...values } = metrics.serializeMetrics();
    expect(_aws.CloudWatchMetrics).toMatchObject([
      {
        Namespace: METRICS_NAMESPACE,
        Dimensions: [['stage']],
        Metrics: [{ Name: 'FailedMail' }, { Name: 'Send_sent' }],
      },
    ]);
    expect(values).toEqual({ stage: 'qa', FailedMail: 1, Send_sent: 2 });
  });

  test('is told apart by stage after the first is written out, too', () => {
    const metrics = makeMetrics();
    metrics.addMetric('FailedMail', 'Count', 1);
    publishMetrics(metrics);
    metrics.addMetric('FailedMail', 'Count', 1);
    expect(metrics.serializeMetrics()).toMatchObject({ stage: 'qa', FailedMail: 1 });
  });

  test('has a name that some function counts under, for every name there is', () => {
    const declared = readFileSync('functions/platform/metric-names.ts', 'utf8');
    const names = [...declared.matchAll(/^ {2}\| '(\w+)'/gm)].map(([, name = '']) => name);
    const source = globSync('functions/**/*.ts')
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const counted = new Set([...source.matchAll(/addMetric\(\s*['`](\w+)/g)].map(([, name]) => name));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !counted.has(name))).toEqual([]);
    expect(counted).toContain('Send_');
  });
});
