import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { type AlarmPlan, type Sources, textOf, type Watched, type WorkKind } from './alarms/alarm-plan.ts';
import { alarmPlans } from './alarms/all-alarms.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { makeDashboard } from './dashboard.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { Room, WatchedQueue } from './rooms/room.ts';
import { age, emitted, unexplainedWait } from './service-metrics.ts';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';

export interface ObservabilityStackProps extends StageProps {
  edge: EdgeStack;
  events: EventsStack;
  rooms: readonly Room[];
}

/** Beyond what backlog and limit explain, in seconds. */
const LATE_LANES = { transactional: 600, bulk: 1800 } as const;

/** CloudWatch's bound for one alarm. */
const MOST_METRICS = 10;

/** Alarms that name what to do, and a dashboard to see the rest. */
export class ObservabilityStack extends Stack {
  private readonly topic: AlarmTopic;
  private readonly props: ObservabilityStackProps;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id);
    this.props = props;
    this.topic = new AlarmTopic(this, 'Alarms', props);
    const alarms = alarmPlans(this.sources()).flatMap((plan) => this.alarm(plan) ?? []);
    makeDashboard(this, { ...props, alarms });
  }

  private sources(): Sources {
    return {
      count: (name, minutes) => emitted(this.props.config, name, minutes),
      account: (metricName) =>
        new Metric({ namespace: 'AWS/Lambda', metricName, statistic: 'Sum', period: Duration.minutes(5) }),
      apiErrors: this.props.edge.api.metricServerError({ statistic: 'Sum', period: Duration.minutes(5) }),
      late: (kind) => this.late(kind),
      deadLetters: (kind) => this.deadLetters(kind),
    };
  }

  private queuesOf(kind: WorkKind): WatchedQueue[] {
    const watched = this.props.rooms.flatMap(({ queues }) => queues);
    return watched.filter(({ name }) => kindOf(name) === kind);
  }

  /** 1 where the oldest on some queue has waited as long as it may. */
  private late(kind: WorkKind): Watched {
    const { events, config } = this.props;
    const waits = this.queuesOf(kind).map(({ name, queue, lateSeconds }) => ({
      of: { [metricId(name)]: age(queue) },
      expression: `FILL(${metricId(name)}, 0) / ${lateSeconds}`,
    }));
    const rate = config.email.delivery.rate_limit_per_minute;
    const lanes = (['transactional', 'bulk'] as const).map((lane) => {
      const { expression, of } = unexplainedWait(events.lanes[lane], rate);
      return { of, expression: `(${expression}) / ${LATE_LANES[lane]}` };
    });
    return together('MAX', [...waits, ...(kind === 'mail' ? lanes : [])]);
  }

  private deadLetters(kind: WorkKind): Watched {
    const { events } = this.props;
    const own = this.queuesOf(kind).map(({ name, deadLetters }) => ({ name, deadLetters }));
    const ofMail = [
      ...Object.values(events.lanes).map(({ name, deadLetters }) => ({ name, deadLetters })),
      { name: 'scheduler', deadLetters: events.timersDeadLetters },
    ];
    const parts = [...own, ...(kind === 'mail' ? ofMail : [])].map(({ name, deadLetters }) => ({
      of: {
        [metricId(name)]: deadLetters.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: Duration.minutes(5),
        }),
      },
      expression: `FILL(${metricId(name)}, 0)`,
    }));
    return together('SUM', parts);
  }

  private alarm(plan: AlarmPlan): Alarm | undefined {
    const { config, ephemeral } = this.props;
    // MiniStack, where a rehearsal runs, refuses alarms on metric mathematics.
    if (ephemeral && isExpression(plan.watches)) return undefined;
    const { of = 1, bad = 1 } = plan.periods ?? {};
    const made = new Alarm(this, plan.id, {
      alarmName: resourceName(config, plan.id),
      alarmDescription: textOf(plan, config.stage),
      metric: metricOf(plan),
      threshold: plan.from,
      evaluationPeriods: of,
      datapointsToAlarm: bad,
      comparisonOperator:
        plan.isBeat === true
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: plan.isBeat === true ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    made.addAlarmAction(new SnsAction(this.topic.topic));
    made.addOkAction(new SnsAction(this.topic.topic));
    return made;
  }
}

const kindOf = (queue: string): WorkKind => {
  if (queue === 'raw-events' || queue === 'outbox-timers') return 'mail';
  return queue.endsWith('-events') ? 'events' : 'timers';
};

/** `digestsTimers` of `digests-timers`: ids of metrics begin in lower case, and have no dashes. */
const metricId = (name: string): string =>
  name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());

const together = (
  how: 'MAX' | 'SUM',
  parts: readonly { of: Readonly<Record<string, IMetric>>; expression: string }[],
): Watched => {
  const of = Object.assign({}, ...parts.map((part) => part.of)) as Record<string, IMetric>;
  if (Object.keys(of).length > MOST_METRICS) {
    throw new Error(`An alarm takes ${MOST_METRICS} metrics; ${Object.keys(of).join(', ')} are more.`);
  }
  return { expression: `${how}([${parts.map(({ expression }) => expression).join(', ')}])`, of };
};

const isExpression = (watches: AlarmPlan['watches']): watches is Watched => 'expression' in watches;

const metricOf = ({ watches }: AlarmPlan): IMetric => {
  if (!isExpression(watches)) return watches;
  const [first] = Object.values(watches.of);
  return new MathExpression({
    expression: watches.expression,
    usingMetrics: { ...watches.of },
    period: first?.toMetricConfig().metricStat?.period ?? Duration.minutes(5),
  });
};
