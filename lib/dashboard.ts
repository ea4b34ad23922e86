import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../functions/platform/metric-names.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { Room } from './rooms/room.ts';
import { emitted, unexplainedAge } from './service-metrics.ts';
import { resourceName, type StageProps } from './stage.ts';

export interface DashboardProps extends StageProps {
  edge: EdgeStack;
  events: EventsStack;
  rooms: readonly Room[];
}

const outcomes = ['sent', 'rejected', 'throttled', 'account', 'unreached', 'unknown'] as const;

/** One page that answers: does mail leave, how long does it wait, does word come back? */
export const makeDashboard = (scope: Construct, props: DashboardProps): Dashboard => {
  const { edge, rooms } = props;
  const { transactional, bulk } = props.events.lanes;
  const watched = rooms.flatMap(({ queues }) => queues);
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
      transactional.queue.metricApproximateNumberOfMessagesVisible({ label: 'transactional' }),
      bulk.queue.metricApproximateNumberOfMessagesVisible({ label: 'bulk' }),
    ]),
    graph('Seconds waited beyond the backlog', [
      unexplainedAge(transactional, rate),
      unexplainedAge(bulk, rate),
    ]),
    graph('Webhooks', [count('RefusedWebhooks'), count('UnknownEvents'), count('ReplayedTokens')]),
    graph(
      'Waiting in the queues of rooms',
      watched.map(({ name, queue }) => queue.metricApproximateNumberOfMessagesVisible({ label: name })),
    ),
    graph(
      'Seconds that they waited',
      watched.map(({ name, queue }) => queue.metricApproximateAgeOfOldestMessage({ label: name })),
    ),
    graph(
      'Runs of functions',
      rooms
        .flatMap(({ functions }) => functions)
        .map((fn) => fn.metricInvocations({ label: fn.serviceName })),
    ),
    graph('The API', [edge.api.metricCount(), edge.api.metricClientError(), edge.api.metricServerError()]),
    graph('Dead letters and failed items', [
      count('DeadLetters'),
      count('FailedBatchItems'),
      count('BreakerOpened'),
    ]),
  );
  return dashboard;
};
