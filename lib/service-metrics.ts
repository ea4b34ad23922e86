import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Lane } from './lane.ts';

const PERIOD = Duration.minutes(5);

/** Ids start with a small letter, and are unique on a graph. */
const idOf = (name: string, i: number): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}${i}`;

/** A count that the functions emit, summed over all of them: a partial batch failure raises no Lambda error. */
export const emitted = (name: string, services: readonly string[]): MathExpression =>
  new MathExpression({
    expression: services.map((_service, i) => `FILL(${idOf(name, i)}, 0)`).join(' + '),
    label: name,
    period: PERIOD,
    usingMetrics: Object.fromEntries(
      services.map((service, i) => [
        idOf(name, i),
        new Metric({
          namespace: 'OutboundEmail',
          metricName: name,
          dimensionsMap: { service },
          statistic: 'Sum',
          period: PERIOD,
        }),
      ]),
    ),
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
