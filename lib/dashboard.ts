import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  MathExpression,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../functions/platform/metric-names.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { Room } from './rooms/room.ts';
import { age, emitted, unexplainedWait } from './service-metrics.ts';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';
import type { WorkQueue } from './work-queue.ts';

export interface DashboardProps extends StageProps {
  edge: EdgeStack;
  events: EventsStack;
  rooms: readonly Room[];
  alarms: readonly IAlarm[];
}

const outcomes = ['sent', 'rejected', 'throttled', 'account', 'unreached', 'unknown'] as const;

/** Of docs/scale.md, all in, at 300 mails a minute. */
const USD_A_MILLION = 20;

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 12, height: 6 });

/** One page that answers: which alarms stand, does mail leave, arrive, bounce, what waits, and what it costs. */
export const makeDashboard = (scope: Construct, props: DashboardProps): Dashboard => {
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: resourceName(props.config, 'dashboard'),
    defaultInterval: Duration.hours(12),
  });
  dashboard.addWidgets(...atAGlance(props));
  dashboard.addWidgets(...mail(props));
  dashboard.addWidgets(...work(props));
  return dashboard;
};

const atAGlance = ({ alarms, config }: DashboardProps) => {
  const sent = emitted(config, 'Send_sent', 24 * 60);
  return [
    new AlarmStatusWidget({ title: 'Alarms: docs/operate.md', alarms: [...alarms], width: 12, height: 6 }),
    new SingleValueWidget({
      title: 'In the last 24 hours',
      width: 8,
      height: 6,
      setPeriodToTimeRange: false,
      metrics: [
        sent,
        ...(['Delivered', 'Bounced', 'Complained', 'FailedMail'] as const).map((name) =>
          emitted(config, name, 24 * 60),
        ),
        new MathExpression({
          label: 'USD for it, about',
          expression: `sent * ${USD_A_MILLION} / 1000000`,
          usingMetrics: { sent },
          period: Duration.days(1),
        }),
      ],
    }),
    new TextWidget({
      width: 4,
      height: 6,
      markdown: [
        `Stage **${config.stage}**`,
        `Limit ${config.email.delivery.rate_limit_per_minute} a minute`,
        `About ${USD_A_MILLION} USD a million e-mails; at rest some USD a month: docs/scale.md`,
        'What is paused: `GET /v1/pause`',
      ].join('\n\n'),
    }),
  ];
};

const mail = ({ config, events }: DashboardProps): GraphWidget[] => {
  const count = (name: MetricName): IMetric => emitted(config, name);
  const { transactional, bulk } = events.lanes;
  const waited = (lane: WorkQueue): IMetric => {
    const { expression, of } = unexplainedWait(lane, config.email.delivery.rate_limit_per_minute);
    return new MathExpression({
      expression,
      usingMetrics: of,
      label: lane.name,
      period: Duration.minutes(5),
    });
  };
  return [
    graph(
      'Leaving: what Mailgun answered',
      outcomes.map((outcome) => count(`Send_${outcome}`)),
    ),
    graph('Arriving and bouncing', [count('Delivered'), count('Bounced'), count('Complained')]),
    graph('Waiting in the lanes', [
      transactional.queue.metricApproximateNumberOfMessagesVisible({ label: 'transactional' }),
      bulk.queue.metricApproximateNumberOfMessagesVisible({ label: 'bulk' }),
    ]),
    graph('Seconds waited beyond the backlog', [waited(transactional), waited(bulk)]),
    graph('What Mailgun told', [
      count('WebhookEvents'),
      count('AskedEvents'),
      count('RefusedWebhooks'),
      count('UnknownEvents'),
      count('ReplayedTokens'),
      count('ForeignMessageId'),
    ]),
    graph('Failed', [
      count('FailedMail'),
      count('FailedBatchItems'),
      count('BreakerOpened'),
      count('DigestsLeftOut'),
    ]),
  ];
};

const work = ({ rooms, edge, events }: DashboardProps): GraphWidget[] => {
  const watched = rooms.flatMap(({ queues }) => queues);
  const functions = rooms.flatMap((room) => room.functions);
  return [
    graph(
      'Waiting in the queues of rooms',
      watched.map(({ name, queue }) => queue.metricApproximateNumberOfMessagesVisible({ label: name })),
    ),
    graph(
      'Seconds that the oldest waited',
      watched.map(({ name, queue }) => age(queue, name)),
    ),
    graph(
      'Dead letters, by queue',
      [...Object.values(events.lanes), ...watched].map(({ name, deadLetters }) =>
        deadLetters.metricApproximateNumberOfMessagesVisible({ label: name }),
      ),
    ),
    graph(
      'Runs of functions',
      functions.map((fn) => fn.metricInvocations({ label: fn.serviceName })),
    ),
    graph(
      'Errors of functions',
      functions.map((fn) => fn.metricErrors({ label: fn.serviceName })),
    ),
    graph('The API', [edge.api.metricCount(), edge.api.metricClientError(), edge.api.metricServerError()]),
  ];
};
