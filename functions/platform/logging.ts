import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

export type { Logger } from '@aws-lambda-powertools/logger';
export type { Metrics } from '@aws-lambda-powertools/metrics';

/** What the domain counts with. */
export interface Meter {
  addMetric: (name: string, unit: 'Count', value: number) => void;
}

/** Structured JSON logs; ids only, never bodies or whole addresses. */
export const makeLogger = (): Logger => new Logger();

/** Metrics in CloudWatch's embedded format, namespace and dimensions as observability-stack.ts expects them. */
export const makeMetrics = (): Metrics => new Metrics({ namespace: 'OutboundEmail', singleMetric: false });

/** Writes out what was counted, if anything was. */
export const publishMetrics = (metrics: Metrics): void => {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
};

/** An error as the logger takes it, whatever was thrown. */
export const loggable = (error: unknown): Error | string => (error instanceof Error ? error : String(error));
