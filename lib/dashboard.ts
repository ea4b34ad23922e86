import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../functions/platform/metric-names.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { SchedulingStack } from './scheduling-stack.ts';
import type { SendingStack } from './sending-stack.ts';
import { emitted, unexplainedAge } from './service-metrics.ts';
import { resourceName, type StageProps } from './stage.ts';
import type { TrackingStack } from './tracking-stack.ts';

export interface DashboardProps extends StageProps {
  edge: EdgeStack;
  sending: SendingStack;
  scheduling: SchedulingStack;
  tracking: TrackingStack;
}

const outcomes = ['sent', 'rejected', 'throttled', 'account', 'unreached', 'unknown'] as const;

/** One page that answers: does mail leave, how long does it wait, does word come back? */
export const makeDashboard = (scope: Construct, props: DashboardProps): Dashboard => {
  const { edge, sending, scheduling, tracking } = props;
  const count = (name: MetricName): IMetric => emitted(props.config, name);
  const rate = props.config.email.delivery.rate_limit_per_minute;
  const graph = (title: string, left: IMetric[]): GraphWidget =>
    new GraphWidget({ title, left, width: 12, height: 6 });
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: resourceName(props.config, 'dashboard'),
  });
  dashboard.addWidgets(
    graph(
      'What Mailgun answered',
      outcomes.map((outcome) => count(`Send_${outcome}`)),
    ),
    graph('Waiting in the lanes', [
      sending.transactional.queue.metricApproximateNumberOfMessagesVisible({ label: 'transactional' }),
      sending.bulk.queue.metricApproximateNumberOfMessagesVisible({ label: 'bulk' }),
    ]),
    graph('Seconds waited beyond the backlog', [
      unexplainedAge(sending.transactional, rate),
      unexplainedAge(sending.bulk, rate),
    ]),
    graph('Mailgun’s events', [
      tracking.webhook.metricInvocations({ label: 'webhooks' }),
      count('RefusedWebhooks'),
      count('UnknownEvents'),
      tracking.queue.metricApproximateNumberOfMessagesVisible({ label: 'waiting' }),
    ]),
    graph('The API', [edge.api.metricCount(), edge.api.metricClientError(), edge.api.metricServerError()]),
    graph('Timers', [
      scheduling.queue.metricNumberOfMessagesSent({ label: 'fired' }),
      scheduling.queue.metricApproximateAgeOfOldestMessage({ label: 'seconds waited' }),
    ]),
    graph('Dead letters and failed items', [
      count('DeadLetters'),
      count('FailedBatchItems'),
      count('BreakerOpened'),
    ]),
  );
  return dashboard;
};
