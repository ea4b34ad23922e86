import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { deadLetterQueue, type WorkQueue, workQueue } from './work-queue.ts';
import { resourceName } from './resource-name.ts';
import { type StageProps } from './stage.ts';

/** What one room hands to another: the bus, the queues that several fill, and the timers. */
export class EventsStack extends Stack {
  /** Business events come in by it, and our own go out. */
  readonly bus: EventBus;
  /** Copies of messages on their way to Mailgun, by lane. */
  readonly lanes: { transactional: WorkQueue; bulk: WorkQueue };
  /** What Mailgun says of messages. */
  readonly rawEvents: WorkQueue;
  readonly timersGroup: string;
  readonly timersRole: Role;
  /** Timers that could not be put on their queue. */
  readonly timersDeadLetters: Queue;

  constructor(scope: Construct, id: string, props: StageProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: resourceName(props.config, 'bus') });
    new CfnOutput(this, 'BusName', {
      value: this.bus.eventBusName,
      description: 'Takes business events, and tells what became of them: docs/events.md',
    });
    // MiniStack, where a rehearsal runs, refuses archives; and a stage that leaves nothing behind needs none.
    if (!props.ephemeral) this.keepArchive(props);
    // Tries are counted on the message; this is a net for poison alone.
    const maxReceiveCount = props.config.email.delivery.retry_attempts + 1 + 10;
    this.lanes = {
      transactional: workQueue(this, 'Transactional', {
        ...props,
        name: 'transactional',
        timeout: Duration.seconds(60),
        maxReceiveCount,
      }),
      bulk: workQueue(this, 'Bulk', {
        ...props,
        name: 'bulk',
        timeout: Duration.seconds(120),
        window: Duration.seconds(1),
        maxReceiveCount,
      }),
    };
    this.rawEvents = workQueue(this, 'RawEvents', {
      ...props,
      name: 'raw-events',
      timeout: Duration.seconds(30),
      // Lets a busy hour's events share their counters, and is too short for anybody to notice.
      window: Duration.seconds(1),
      maxReceiveCount: 10,
    });
    this.timersGroup = resourceName(props.config, 'timers');
    new CfnScheduleGroup(this, 'Timers', { name: this.timersGroup });
    this.timersDeadLetters = deadLetterQueue(this, 'SchedulerDeadLetters', {
      ...props,
      name: 'scheduler-dead-letters',
    });
    this.timersRole = this.makeTimersRole(props);
  }

  private makeTimersRole(props: StageProps): Role {
    const role = new Role(this, 'TimersRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      description: 'Lets a timer put its name on the queue of its room',
    });
    const queues = this.formatArn({ service: 'sqs', resource: timersQueueName(props, '*') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [queues, this.timersDeadLetters.queueArn],
      }),
    );
    acknowledge(role, {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:${timersQueueName(props, '*')}]`,
      reason: 'Each room has a queue of fired timers, by this name; the queues are made after the role.',
    });
    return role;
  }

  private keepArchive(props: StageProps): void {
    this.bus.archive('Archive', {
      archiveName: resourceName(props.config, 'archive'),
      description: 'Two weeks of bus events, to look back at',
      eventPattern: { account: [this.account] },
      retention: Duration.days(14),
    });
  }
}

/** The queue that the timers of a room fire into. */
export const timersQueueName = ({ config }: Pick<StageProps, 'config'>, room: string): string =>
  resourceName(config, `${room}-timers`);
