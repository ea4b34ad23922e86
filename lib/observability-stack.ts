import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import { makeDashboard } from './dashboard.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { Room } from './rooms/room.ts';
import { emitted, unexplainedAge } from './service-metrics.ts';
import { resourceName, type StageProps } from './stage.ts';

export interface ObservabilityStackProps extends StageProps {
  edge: EdgeStack;
  events: EventsStack;
  rooms: readonly Room[];
}

/** `DeliverBulk` of `deliver-bulk`. */
const titled = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Alarms that name what to do, and a dashboard to see the rest. */
export class ObservabilityStack extends Stack {
  private readonly topic: AlarmTopic;
  private readonly props: ObservabilityStackProps;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id);
    this.props = props;
    this.topic = new AlarmTopic(this, 'Alarms', props);
    this.watchQueues();
    this.watchLanes();
    this.watchSending();
    this.watchFunctions();
    makeDashboard(this, props);
  }

  private watchQueues(): void {
    const { rooms, events } = this.props;
    const watched = rooms.flatMap(({ queues }) => queues);
    for (const { name, deadLetters } of [...Object.values(events.lanes), ...watched]) {
      this.alarm(`DeadLetters${titled(name)}`, deadLetters.metricApproximateNumberOfMessagesVisible(), {
        description: `Work of ${name} ended as dead letters. docs/operate.md, "Dead letters".`,
      });
    }
    this.alarm('DeadLettersScheduler', events.timersDeadLetters.metricApproximateNumberOfMessagesVisible(), {
      description: 'Timers could not be put on their queue. docs/operate.md, "Dead letters".',
    });
    for (const { name, queue, lateSeconds } of watched) {
      this.alarm(`Late${titled(name)}`, queue.metricApproximateAgeOfOldestMessage(), {
        threshold: lateSeconds,
        periods: lateSeconds > 300 ? 3 : 1,
        description: `What is on ${name} waits ${lateSeconds / 60} minutes before it is worked on.`,
      });
    }
  }

  private watchLanes(): void {
    const { events, config } = this.props;
    const rate = config.email.delivery.rate_limit_per_minute;
    this.alarm('LateTransactional', unexplainedAge(events.lanes.transactional, rate), {
      threshold: 600,
      periods: 3,
      description: 'Transactional mail waits ten minutes longer than its backlog explains.',
    });
    this.alarm('LateBulk', unexplainedAge(events.lanes.bulk, rate), {
      threshold: 1800,
      periods: 3,
      description: 'Bulk mail waits half an hour longer than its backlog explains.',
    });
  }

  private watchSending(): void {
    const { config } = this.props;
    this.alarm('DeadLetters', emitted(config, 'DeadLetters'), {
      description: 'E-mails ended as failed: dead_lettered. docs/operate.md, "Dead letters".',
    });
    this.alarm('FailedBatchItems', emitted(config, 'FailedBatchItems'), {
      threshold: 5,
      description: 'Batches had items that could not be worked on; SQS hands them over again.',
    });
    this.alarm('RefusedBusEvents', emitted(config, 'RefusedBusEvents'), {
      description:
        'Events of the bus have faults, and nothing was sent for them. docs/operate.md, "Bus events".',
    });
    this.alarm('DigestsLeftOut', emitted(config, 'DigestsLeftOut'), {
      description: 'Digests were too late to be sent, and were left out. docs/operate.md, "Bus events".',
    });
    this.alarm('Breaker', emitted(config, 'BreakerOpened'), {
      description:
        'Sending rests: Mailgun fails, or refuses our account. Nothing is lost; it goes on by itself.',
    });
    this.alarm('AccountRefused', emitted(config, 'AccountRefused'), {
      description:
        'Mailgun refuses our key, domain or account (401–404). Check the secret and Mailgun’s status.',
    });
    this.alarm('ForeignMessageId', emitted(config, 'ForeignMessageId'), {
      description:
        'Mailgun answered with ids that are not ours; events still find their messages by our variable.',
    });
    this.alarm('EventsUnreadable', emitted(config, 'EventsUnreadable'), {
      threshold: 3,
      description: 'Mailgun’s events could not be read, so unknown outcomes wait.',
    });
    this.alarm('RefusedWebhooks', emitted(config, 'RefusedWebhooks'), {
      threshold: 50,
      description: 'Many webhooks are refused: forged, or the signing key in the secret is out of date.',
    });
  }

  private watchFunctions(): void {
    const { rooms, edge } = this.props;
    for (const fn of rooms.flatMap(({ functions }) => functions)) {
      const name = titled(fn.serviceName);
      this.alarm(`Errors${name}`, fn.metricErrors(), {
        threshold: 3,
        description: `${name} fails; see its log.`,
      });
      this.alarm(`Throttles${name}`, fn.metricThrottles(), {
        threshold: 5,
        description: `${name} is throttled: the account’s concurrency, or its own ceiling, is used up.`,
      });
    }
    this.alarm('ApiServerErrors', edge.api.metricServerError({ statistic: 'Sum' }), {
      threshold: 5,
      description: 'The API answers with 5xx; see the access log for the route.',
    });
  }

  private alarm(
    id: string,
    metric: IMetric,
    how: { description: string; threshold?: number; periods?: number },
  ): void {
    // MiniStack, where a rehearsal runs, refuses alarms on metric mathematics.
    if (this.props.ephemeral && metric.toMetricConfig().mathExpression !== undefined) return;
    const made = new Alarm(this, id, {
      alarmName: resourceName(this.props.config, id),
      alarmDescription: how.description,
      metric,
      threshold: how.threshold ?? 1,
      evaluationPeriods: how.periods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    made.addAlarmAction(new SnsAction(this.topic.topic));
    made.addOkAction(new SnsAction(this.topic.topic));
  }
}
