import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DataStack } from './data-stack.ts';
import { mailgunEnvironment } from './mailgun-environment.ts';
import { workQueue } from './dead-letter-queue.ts';
import type { EventsStack } from './events-stack.ts';
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

export interface TrackingStackProps extends StageProps {
  data: DataStack;
  events: EventsStack;
}

const TRACK_TIMEOUT = Duration.seconds(30);
/** Lets a busy hour's events share their counters, and is too short for anybody to notice. */
const WINDOW = Duration.seconds(1);

/** What comes back: Mailgun's webhooks on a URL of their own, a queue that keeps them, and the function that folds them. */
export class TrackingStack extends Stack {
  readonly webhook: ServiceFunction;
  readonly track: ServiceFunction;
  readonly reconcile: ServiceFunction;
  readonly syncSuppressions: ServiceFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: TrackingStackProps) {
    super(scope, id);
    const { queue, deadLetters } = workQueue(this, 'RawEvents', {
      ...props,
      name: 'raw-events',
      visibility: Duration.seconds(6 * TRACK_TIMEOUT.toSeconds() + WINDOW.toSeconds()),
      maxReceiveCount: 10,
    });
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.webhook = this.makeWebhook(props);
    this.track = this.makeTrack(props);
    this.reconcile = this.makeReconcile(props);
    this.syncSuppressions = this.makeSyncSuppressions(props);
  }

  private makeWebhook(props: TrackingStackProps): ServiceFunction {
    const webhook = new ServiceFunction(this, 'Webhook', {
      ...props,
      name: 'webhook',
      bundle: 'tracking-webhook',
      description: 'Checks Mailgun’s webhooks and puts them on the queue',
      timeout: Duration.seconds(10),
      // Its URL is open to the world: a flood of it must leave the account's concurrency to those who send.
      reservedConcurrency: props.config.limits.webhook_concurrency,
      environment: {
        RAW_EVENTS_QUEUE_URL: this.queue.queueUrl,
        WEBHOOK_SECRET_ID: props.data.webhookSecret.secretArn,
      },
    });
    allowSending(webhook, this.queue);
    allowSecret(webhook, props.data.webhookSecret);
    const url = webhook.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, 'WebhookUrl', {
      value: `${url.url}webhooks/mailgun`,
      description: 'Register this at Mailgun for all event types',
    });
    return webhook;
  }

  private makeTrack(props: TrackingStackProps): ServiceFunction {
    const track = new ServiceFunction(this, 'Track', {
      ...props,
      name: 'track',
      bundle: 'tracking-track',
      description: 'Folds Mailgun’s events into messages, counters and suppressions',
      timeout: TRACK_TIMEOUT,
      environment: trackEnvironment(props),
    });
    allowTracking(track, props);
    track.addEventSource(
      new SqsEventSource(this.queue, {
        // As many as fit a transaction.
        batchSize: 30,
        maxBatchingWindow: WINDOW,
        maxConcurrency: 8,
        reportBatchItemFailures: true,
      }),
    );
    return track;
  }

  private makeReconcile(props: TrackingStackProps): ServiceFunction {
    const reconcile = new ServiceFunction(this, 'Reconcile', {
      ...props,
      name: 'reconcile',
      bundle: 'tracking-reconcile',
      description: 'Asks Mailgun about sent messages of which no word came',
      timeout: Duration.seconds(120),
      environment: {
        ...mailgunEnvironment(props, props.data),
        SENDS_TABLE: props.data.sends.tableName,
        METRICS_TABLE: props.data.metrics.tableName,
        RAW_EVENTS_QUEUE_URL: this.queue.queueUrl,
      },
    });
    allowItems(reconcile, props.data.sends, 'GetItem', 'BatchGetItem', 'PutItem');
    allowSending(reconcile, this.queue);
    allowIndexes(reconcile, props.data.sends, 'byNextCheck');
    allowSecret(reconcile, props.data.mailgunSecret);
    runEvery(this, 'ReconcileEveryFiveMinutes', {
      fn: reconcile,
      description: 'Runs the reconciliation',
      every: Duration.minutes(5),
      maxAge: Duration.minutes(5),
    });
    return reconcile;
  }

  private makeSyncSuppressions(props: TrackingStackProps): ServiceFunction {
    const sync = new ServiceFunction(this, 'SyncSuppressions', {
      ...props,
      name: 'sync-suppressions',
      bundle: 'preferences-sync-suppressions',
      description: 'Brings suppressions and Mailgun’s lists in step',
      timeout: Duration.minutes(10),
      environment: {
        ...mailgunEnvironment(props, props.data),
        PREFERENCES_TABLE: props.data.preferences.tableName,
      },
    });
    allowItems(sync, props.data.preferences, 'GetItem', 'PutItem');
    allowIndexes(sync, props.data.preferences, 'bySuppression');
    allowSecret(sync, props.data.mailgunSecret);
    runEvery(this, 'SyncSuppressionsHourly', {
      fn: sync,
      description: 'Runs the synchronisation',
      every: Duration.hours(1),
      maxAge: Duration.minutes(30),
    });
    return sync;
  }
}

/** What storing events needs. */
export const trackEnvironment = ({
  data,
  events,
}: Pick<TrackingStackProps, 'data' | 'events'>): Record<string, string> => ({
  SENDS_TABLE: data.sends.tableName,
  PREFERENCES_TABLE: data.preferences.tableName,
  METRICS_TABLE: data.metrics.tableName,
  ATTACHMENTS_BUCKET: data.attachmentsBucket,
  BUS_NAME: events.bus.eventBusName,
});

export const allowTracking = (
  fn: ServiceFunction,
  { data, events }: Pick<TrackingStackProps, 'data' | 'events'>,
): void => {
  allowItems(fn, data.sends, 'GetItem', 'BatchGetItem', 'PutItem');
  allowItems(fn, data.preferences, 'GetItem', 'PutItem');
  allowItems(fn, data.metrics, 'UpdateItem');
  allowAttachments(fn, data.attachmentsBucket, 'DeleteObject');
  allowPublishing(fn, events.bus);
};
