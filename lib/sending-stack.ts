import { Duration, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import type { EventsStack } from './events-stack.ts';
import { Lane } from './lane.ts';
import { mailgunEnvironment } from './mailgun-environment.ts';
import {
  allowAttachments,
  allowIndexes,
  allowItems,
  allowPublishing,
  allowSecret,
  allowSending,
} from './permissions.ts';
import { runEvery } from './run-every.ts';
import { ServiceFunction } from './service-function.ts';
import type { StageProps } from './stage.ts';
import type { TrackingStack } from './tracking-stack.ts';

export interface SendingStackProps extends StageProps {
  data: DataStack;
  events: EventsStack;
  tracking: TrackingStack;
  /** Where public links lead. */
  baseUrl: string;
}

/** The outbox: two lanes to Mailgun, the sweeper that mends what was lost, and the end of dead letters. */
export class SendingStack extends Stack {
  readonly transactional: Lane;
  readonly bulk: Lane;
  readonly sweeper: ServiceFunction;

  constructor(scope: Construct, id: string, props: SendingStackProps) {
    super(scope, id);
    const mailgun = mailgunEnvironment(props, props.data);
    const deadLetters = this.makeDeadLetters(props);
    const perMinute = props.config.email.delivery.rate_limit_per_minute;
    // Below that a function sleeps between its slots most of the time, and pays for its memory meanwhile.
    const memoryMb = perMinute <= 1000 ? 512 : 1024;
    this.transactional = new Lane(this, 'Transactional', {
      ...props,
      lane: 'transactional',
      memoryMb,
      mailgun,
      deadLetters,
      timeout: Duration.seconds(60),
      batchSize: 10,
      window: Duration.seconds(0),
      concurrency: 4,
    });
    this.bulk = new Lane(this, 'Bulk', {
      ...props,
      lane: 'bulk',
      memoryMb,
      mailgun,
      deadLetters,
      timeout: Duration.seconds(120),
      // No more than half a minute's allowance, so that what a function holds leaves before its time is up.
      batchSize: Math.max(
        1,
        Math.min(props.config.email.delivery.queue_batch_size, Math.floor(perMinute / 2)),
      ),
      window: Duration.seconds(1),
      // A function sends what it has in its slots all at once; two saturate any limit up to some 3,000 a minute.
      concurrency: Math.max(2, Math.ceil(perMinute / 3000)),
    });
    this.sweeper = this.makeSweeper(props, mailgun);
  }

  private makeSweeper(props: SendingStackProps, mailgun: Record<string, string>): ServiceFunction {
    const { data, events, tracking } = props;
    const sweeper = new ServiceFunction(this, 'Sweeper', {
      ...props,
      name: 'sweep',
      bundle: 'outbox-sweep',
      description: 'Mends whatever a crash, a lost message or an unknown outcome has left behind',
      timeout: Duration.seconds(120),
      environment: {
        ...mailgun,
        SENDS_TABLE: data.sends.tableName,
        METRICS_TABLE: data.metrics.tableName,
        ATTACHMENTS_BUCKET: data.attachmentsBucket,
        TRANSACTIONAL_QUEUE_URL: this.transactional.queue.queueUrl,
        BULK_QUEUE_URL: this.bulk.queue.queueUrl,
        RAW_EVENTS_QUEUE_URL: tracking.queue.queueUrl,
        BUS_NAME: events.bus.eventBusName,
      },
    });
    allowItems(
      sweeper,
      data.sends,
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
      'Query',
    );
    allowItems(sweeper, data.metrics, 'GetItem', 'UpdateItem');
    allowAttachments(sweeper, data.attachmentsBucket, 'DeleteObject');
    allowIndexes(sweeper, data.sends, 'byNextCheck');
    allowSecret(sweeper, data.mailgunSecret);
    allowSending(sweeper, this.transactional.queue, this.bulk.queue, tracking.queue);
    allowPublishing(sweeper, events.bus);
    runEvery(this, 'SweepEveryMinute', {
      fn: sweeper,
      description: 'Runs the sweeper',
      every: Duration.minutes(1),
      maxAge: Duration.minutes(1),
    });
    return sweeper;
  }

  private makeDeadLetters(props: SendingStackProps): ServiceFunction {
    const deadLetters = new ServiceFunction(this, 'DeadLetters', {
      ...props,
      name: 'dead-letters',
      bundle: 'outbox-dead-letters',
      description: 'Writes the end of dead copies on their messages',
      timeout: Duration.seconds(30),
      environment: {
        SENDS_TABLE: props.data.sends.tableName,
        METRICS_TABLE: props.data.metrics.tableName,
        BUS_NAME: props.events.bus.eventBusName,
      },
    });
    allowItems(deadLetters, props.data.sends, 'GetItem', 'BatchGetItem', 'PutItem');
    allowItems(deadLetters, props.data.metrics, 'UpdateItem');
    allowPublishing(deadLetters, props.events.bus);
    return deadLetters;
  }
}
