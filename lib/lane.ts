import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Lane as LaneName } from '../functions/preferences/categories.ts';
import type { DataStack } from './data-stack.ts';
import { workQueue } from './dead-letter-queue.ts';
import type { EventsStack } from './events-stack.ts';
import { allowAttachments, allowItems, allowPublishing, allowSecret } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import { resolveSendingMode } from './sending-mode.ts';
import type { StageProps } from './stage.ts';

export interface LaneProps extends StageProps {
  lane: LaneName;
  data: DataStack;
  events: EventsStack;
  baseUrl: string;
  mailgun: Record<string, string>;
  /** Consumes the lane's dead letters. */
  deadLetters: ServiceFunction;
  timeout: Duration;
  batchSize: number;
  window: Duration;
  concurrency: number;
  memoryMb: number;
}

/** A queue to Mailgun, the function that sends what is on it, and what becomes of its dead letters. */
export class Lane extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly deliver: ServiceFunction;

  constructor(scope: Construct, id: string, props: LaneProps) {
    super(scope, id);
    const { queue, deadLetters } = workQueue(this, 'Queue', {
      ...props,
      name: props.lane,
      visibility: Duration.seconds(6 * props.timeout.toSeconds() + props.window.toSeconds()),
      // Tries are counted on the message; this is a net for poison alone.
      maxReceiveCount: props.config.email.delivery.retry_attempts + 1 + 10,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.deliver = this.makeDeliver(props);
    this.deliver.addEventSource(
      new SqsEventSource(queue, {
        batchSize: props.batchSize,
        maxBatchingWindow: props.window,
        maxConcurrency: props.concurrency,
        reportBatchItemFailures: true,
      }),
    );
    props.deadLetters.addEventSource(new SqsEventSource(deadLetters, { batchSize: 10, maxConcurrency: 2 }));
  }

  private makeDeliver(props: LaneProps): ServiceFunction {
    const { data, events } = props;
    const deliver = new ServiceFunction(this, 'Deliver', {
      ...props,
      name: `deliver-${props.lane}`,
      bundle: 'outbox-deliver',
      description: `Sends the ${props.lane} lane to Mailgun within the limit`,
      memoryMb: props.memoryMb,
      environment: {
        ...props.mailgun,
        LANE: props.lane,
        QUEUE_URL: this.queue.queueUrl,
        SENDS_TABLE: data.sends.tableName,
        PREFERENCES_TABLE: data.preferences.tableName,
        METRICS_TABLE: data.metrics.tableName,
        TEMPLATES_TABLE: data.templates.tableName,
        ATTACHMENTS_BUCKET: data.attachmentsBucket,
        LINK_KEYS_SECRET_ID: data.linkKeys.secretArn,
        BUS_NAME: events.bus.eventBusName,
        PUBLIC_BASE_URL: props.baseUrl,
        SENDING_MODE: resolveSendingMode(props.config),
      },
    });
    allowItems(deliver, data.sends, 'GetItem', 'BatchGetItem', 'PutItem', 'Query');
    allowItems(deliver, data.preferences, 'GetItem', 'PutItem');
    allowItems(deliver, data.templates, 'GetItem');
    allowItems(deliver, data.metrics, 'GetItem', 'PutItem', 'UpdateItem');
    allowAttachments(deliver, data.attachmentsBucket, 'GetObject', 'DeleteObject');
    allowSecret(deliver, data.mailgunSecret);
    allowSecret(deliver, data.linkKeys);
    allowPublishing(deliver, events.bus);
    return deliver;
  }
}
