import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Config } from '../functions/platform/config.ts';
import type { METRICS_NAMESPACE, MetricName } from '../functions/platform/metric-names.ts';
import type { WorkQueue } from './work-queue.ts';

const USUAL_MINUTES = 5;
const PERIOD = Duration.minutes(USUAL_MINUTES);

/** A count that the functions of a stage emit, summed over so many minutes: a partial batch failure raises no error of Lambda. */
export const emitted = ({ stage }: Config, name: MetricName, minutes = USUAL_MINUTES): Metric =>
  new Metric({
    namespace: 'OutboundEmail' satisfies typeof METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { stage },
    statistic: 'Sum',
    period: Duration.minutes(minutes),
  });

/** How many seconds the oldest on a queue has waited. */
export const age = (queue: Queue, label?: string): IMetric =>
  queue.metricApproximateAgeOfOldestMessage({
    statistic: 'Maximum',
    period: PERIOD,
    ...(label !== undefined && { label }),
  });

/**
 * How many seconds the oldest message has waited beyond what its queue's depth and the limit explain:
 * a backlog that leaves at the limit's pace is no fault.
 */
export const unexplainedWait = (
  { name, queue }: WorkQueue,
  ratePerMinute: number,
): { expression: string; of: Record<string, IMetric> } => ({
  expression: `FILL(${name}Age, 0) - 60 * FILL(${name}Depth, 0) / ${ratePerMinute}`,
  of: {
    [`${name}Age`]: age(queue),
    [`${name}Depth`]: queue.metricApproximateNumberOfMessagesVisible({
      statistic: 'Maximum',
      period: PERIOD,
    }),
  },
});
