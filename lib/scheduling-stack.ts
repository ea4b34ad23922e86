import { Aws, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import { workQueue } from './dead-letter-queue.ts';
import { acknowledgeWildcard, allowItems, allowSending } from './permissions.ts';
import type { SendingStack } from './sending-stack.ts';
import { ServiceFunction } from './service-function.ts';
import { resourceName, type StageProps } from './stage.ts';

export interface SchedulingStackProps extends StageProps {
  data: DataStack;
  sending: SendingStack;
}

const TIMEOUT = Duration.seconds(30);

/** Timers: one-time schedules in a group, which put their names on a queue when they fall due. */
export class SchedulingStack extends Stack {
  private readonly groupName: string;
  readonly role: Role;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly fired: ServiceFunction;

  constructor(scope: Construct, id: string, props: SchedulingStackProps) {
    super(scope, id);
    this.groupName = resourceName(props.config, 'timers');
    new CfnScheduleGroup(this, 'Timers', { name: this.groupName });
    const { queue, deadLetters } = workQueue(this, 'TimersQueue', {
      ...props,
      name: 'timers',
      visibility: Duration.seconds(6 * TIMEOUT.toSeconds()),
      maxReceiveCount: 8,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.role = new Role(this, 'TimersRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: 'Lets a timer put its name on the queue of fired timers',
    });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn, deadLetters.queueArn],
      }),
    );
    this.fired = this.makeFired(props);
  }

  /** What a function needs to plan and cancel timers. */
  allowPlanning(fn: ServiceFunction): void {
    const schedules = `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/${this.groupName}/*`;
    fn.allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], schedules);
    acknowledgeWildcard(fn, schedules, 'Timers of one group, whose names are hashes of what they are for.');
    fn.allow(['iam:PassRole'], this.role.roleArn);
  }

  /** The environment that planning reads. */
  planningEnvironment(): Record<string, string> {
    return {
      TIMERS_GROUP: this.groupName,
      TIMERS_QUEUE_ARN: this.queue.queueArn,
      TIMERS_DEAD_LETTER_ARN: this.deadLetters.queueArn,
      TIMERS_ROLE_ARN: this.role.roleArn,
    };
  }

  private makeFired(props: SchedulingStackProps): ServiceFunction {
    const { data, sending } = props;
    const fired = new ServiceFunction(this, 'Fired', {
      ...props,
      name: 'timers-fired',
      bundle: 'timers-fired',
      description: 'Hands fired timers to their features',
      timeout: TIMEOUT,
      environment: {
        SENDS_TABLE: data.sends.tableName,
        METRICS_TABLE: data.metrics.tableName,
        TRANSACTIONAL_QUEUE_URL: sending.transactional.queue.queueUrl,
        BULK_QUEUE_URL: sending.bulk.queue.queueUrl,
      },
    });
    allowItems(fired, data.sends, 'GetItem', 'PutItem');
    allowSending(fired, sending.transactional.queue, sending.bulk.queue);
    fired.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency: 4, reportBatchItemFailures: true }),
    );
    return fired;
  }
}
