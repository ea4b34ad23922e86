import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Config } from '../functions/platform/config.ts';
import type { METRICS_NAMESPACE, MetricName } from '../functions/platform/metric-names.ts';
import type { Lane } from './lane.ts';

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
export const unexplainedAge = (lane: Lane, ratePerMinute: number): MathExpression =>
  new MathExpression({
    expression: `${lane.node.id.toLowerCase()}Age - 60 * ${lane.node.id.toLowerCase()}Depth / ${ratePerMinute}`,
    label: lane.node.id.toLowerCase(),
    period: PERIOD,
    usingMetrics: {
      [`${lane.node.id.toLowerCase()}Age`]: lane.queue.metricApproximateAgeOfOldestMessage({
        statistic: 'Maximum',
        period: PERIOD,
      }),
      [`${lane.node.id.toLowerCase()}Depth`]: lane.queue.metricApproximateNumberOfMessagesVisible({
        statistic: 'Maximum',
        period: PERIOD,
      }),
    },
  });
