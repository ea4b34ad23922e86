import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { requireEnv } from './environment.ts';
import { METRICS_NAMESPACE, type MetricName } from './metric-names.ts';

export type { Logger } from '@aws-lambda-powertools/logger';

/** What the domain counts with. */
export interface Meter {
  addMetric: (name: MetricName, unit: 'Count', value: number) => void;
}

export interface Metrics
  extends Meter, Pick<PowertoolsMetrics, 'hasStoredMetrics' | 'publishStoredMetrics' | 'serializeMetrics'> {}

/** Structured JSON logs; ids only, never bodies or whole addresses. */
export const makeLogger = (): Logger => new Logger();

/**
 * Metrics in CloudWatch's embedded format, by stage and nothing else: stages share an account, and an alarm that sums
 * over functions must not depend on a list of those that count something.
 */
export const makeMetrics = (): Metrics => powertoolsMetrics(false);

/** The same, each count written out at once: it must not be lost with an invocation that ends before its end. */
export const makeMeter = (): Meter => powertoolsMetrics(true);

const powertoolsMetrics = (singleMetric: boolean): PowertoolsMetrics => {
  const metrics = new PowertoolsMetrics({ namespace: METRICS_NAMESPACE, singleMetric });
  // Powertools names the function's service of its own accord.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ stage: requireEnv('STAGE') });
  return metrics;
};

/** Writes out what was counted, if anything was. */
export const publishMetrics = (metrics: Metrics): void => {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};

/** An error as the logger takes it, whatever was thrown. */
export const loggable = (error: unknown): Error | string => (error instanceof Error ? error : String(error));
