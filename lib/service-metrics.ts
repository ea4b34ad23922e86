import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../functions/platform/config.ts';
import type { METRICS_NAMESPACE, MetricName } from '../functions/platform/metric-names.ts';
import type { WorkQueue } from './work-queue.ts';

const PERIOD = Duration.minutes(5);

/** A count that the functions of a stage emit: a partial batch failure raises no error of Lambda. */
export const emitted = ({ stage }: Config, name: MetricName): Metric =>
  new Metric({
    namespace: 'OutboundEmail' satisfies typeof METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { stage },
    statistic: 'Sum',
    period: PERIOD,
  });

/**
 * How many seconds the oldest message has waited beyond what its queue's depth and the limit explain:
 * a backlog that leaves at the limit's pace is no fault.
 */
export const unexplainedAge = ({ name, queue }: WorkQueue, ratePerMinute: number): MathExpression =>
  new MathExpression({
    expression: `${name}Age - 60 * ${name}Depth / ${ratePerMinute}`,
    label: name,
    period: PERIOD,
    usingMetrics: {
      [`${name}Age`]: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: PERIOD }),
      [`${name}Depth`]: queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: PERIOD,
      }),
    },
  });
