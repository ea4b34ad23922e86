import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import { workQueue } from './dead-letter-queue.ts';
import type { EventsStack } from './events-stack.ts';
import { allowAttachments, allowItems, allowPublishing, allowSecret, allowSending } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { StageProps } from './stage.ts';

export interface TrackingStackProps extends StageProps {
  data: DataStack;
  events: EventsStack;
}

const TRACK_TIMEOUT = Duration.seconds(30);

/** What comes back: Mailgun's webhooks on a URL of their own, a queue that keeps them, and the function that folds them. */
export class TrackingStack extends Stack {
  readonly webhook: ServiceFunction;
  readonly track: ServiceFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: TrackingStackProps) {
    super(scope, id);
    const { queue, deadLetters } = workQueue(this, 'RawEvents', {
      ...props,
      name: 'raw-events',
      visibility: Duration.seconds(6 * TRACK_TIMEOUT.toSeconds()),
      maxReceiveCount: 10,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.webhook = this.makeWebhook(props);
    this.track = this.makeTrack(props);
  }

  private makeWebhook(props: TrackingStackProps): ServiceFunction {
    const webhook = new ServiceFunction(this, 'Webhook', {
      ...props,
      name: 'webhook',
      bundle: 'tracking-webhook',
      description: 'Checks Mailgun’s webhooks and puts them on the queue',
      timeout: Duration.seconds(10),
      environment: {
        RAW_EVENTS_QUEUE_URL: this.queue.queueUrl,
        MAILGUN_SECRET_ID: props.data.mailgunSecret.secretArn,
      },
    });
    allowSending(webhook, this.queue);
    allowSecret(webhook, props.data.mailgunSecret);
    const url = webhook.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'WebhookUrl', {
      value: `${url.url}webhooks/mailgun`,
      description: 'Register this at Mailgun for all event types',
    });
    return webhook;
  }

  private makeTrack(props: TrackingStackProps): ServiceFunction {
    const { data, events } = props;
    const track = new ServiceFunction(this, 'Track', {
      ...props,
      name: 'track',
      bundle: 'tracking-track',
      description: 'Folds Mailgun’s events into messages, counters and suppressions',
      timeout: TRACK_TIMEOUT,
      environment: {
        SENDS_TABLE: data.sends.tableName,
        PREFERENCES_TABLE: data.preferences.tableName,
        METRICS_TABLE: data.metrics.tableName,
        ATTACHMENTS_BUCKET: data.attachmentsBucket,
        BUS_NAME: events.bus.eventBusName,
      },
    });
    allowItems(track, data.sends, 'GetItem', 'BatchGetItem', 'PutItem');
    allowItems(track, data.preferences, 'UpdateItem');
    allowItems(track, data.metrics, 'UpdateItem');
    allowAttachments(track, data.attachmentsBucket, 'DeleteObject');
    allowPublishing(track, events.bus);
    track.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency: 8, reportBatchItemFailures: true }),
    );
    return track;
  }
}
