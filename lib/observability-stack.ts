import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { AlarmTopic } from './alarm-topic.ts';
import type { ApiStack } from './api-stack.ts';
import { makeDashboard } from './dashboard.ts';
import type { DataStack } from './data-stack.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { IntakeStack } from './intake-stack.ts';
import type { SchedulingStack } from './scheduling-stack.ts';
import type { SendingStack } from './sending-stack.ts';
import { emitted, unexplainedAge } from './service-metrics.ts';
import { resourceName, type StageProps } from './stage.ts';
import type { TemplatesStack } from './templates-stack.ts';
import type { TrackingStack } from './tracking-stack.ts';

export interface ObservabilityStackProps extends StageProps {
  data: DataStack;
  edge: EdgeStack;
  events: EventsStack;
  sending: SendingStack;
  scheduling: SchedulingStack;
  tracking: TrackingStack;
  templates: TemplatesStack;
  intake: IntakeStack;
  api: ApiStack;
}

/** Alarms that name what to do, and a dashboard to see the rest. */
export class ObservabilityStack extends Stack {
  private readonly topic: AlarmTopic;
  private readonly props: ObservabilityStackProps;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id);
    this.props = props;
    this.topic = new AlarmTopic(this, 'Alarms', props);
    this.watchQueues();
    this.watchSending();
    this.watchFunctions();
    makeDashboard(this, props);
  }

  private watchQueues(): void {
    const { sending, tracking, scheduling, intake, config } = this.props;
    const deadLetters: Record<string, Queue> = {
      Transactional: sending.transactional.deadLetters,
      Bulk: sending.bulk.deadLetters,
      RawEvents: tracking.deadLetters,
      Timers: scheduling.deadLetters,
      BusEvents: intake.deadLetters,
    };
    for (const [name, queue] of Object.entries(deadLetters)) {
      this.alarm(`DeadLetters${name}`, queue.metricApproximateNumberOfMessagesVisible(), {
        description: `Work of ${name} ended as dead letters. docs/operate.md, "Dead letters".`,
      });
    }
    const rate = config.email.delivery.rate_limit_per_minute;
    const late = { threshold: 600, periods: 3 };
    this.alarm('LateTransactional', unexplainedAge(sending.transactional, rate), {
      ...late,
      description: 'Transactional mail waits ten minutes longer than its backlog explains.',
    });
    this.alarm('LateBulk', unexplainedAge(sending.bulk, rate), {
      ...late,
      threshold: 1800,
      description: 'Bulk mail waits half an hour longer than its backlog explains.',
    });
    this.alarm('LateEvents', tracking.queue.metricApproximateAgeOfOldestMessage(), {
      ...late,
      description: 'Mailgun’s events wait ten minutes before they are stored.',
    });
    this.alarm('LateBusEvents', intake.queue.metricApproximateAgeOfOldestMessage(), {
      threshold: 300,
      description: 'Events of the bus wait five minutes before they are worked on.',
    });
    this.alarm('LateTimers', scheduling.queue.metricApproximateAgeOfOldestMessage(), {
      threshold: 300,
      description: 'Fired timers wait five minutes before they are worked on.',
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
    const { sending, tracking, scheduling, templates, intake, api, edge } = this.props;
    const functions = {
      DeliverTransactional: sending.transactional.deliver,
      DeliverBulk: sending.bulk.deliver,
      Sweeper: sending.sweeper,
      Webhook: tracking.webhook,
      Track: tracking.track,
      Reconcile: tracking.reconcile,
      SyncSuppressions: tracking.syncSuppressions,
      TimersFired: scheduling.fired,
      SeedTemplates: templates.seed,
      OnEvent: intake.onEvent,
      ...Object.fromEntries(api.functions.map((fn) => [`Api${fn.node.id}`, fn])),
    };
    for (const [name, fn] of Object.entries(functions)) {
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
