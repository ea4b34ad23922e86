import { CfnOutput, Duration } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Room } from './room.ts';

/** What comes back: Mailgun's webhooks on a URL of their own, and the function that folds them into messages. */
export const tracking = (room: Room): void => {
  const { uses, stage } = room;
  const { rawEvents } = stage.events;
  const webhook = room.makeFunction({
    handler: 'webhook',
    description: 'Checks Mailgun’s webhooks and puts them on the queue',
    timeout: Duration.seconds(10),
    // Its URL is open to the world: a flood of it must leave the account's concurrency to those who send.
    reservedConcurrency: stage.config.limits.webhook_concurrency,
    uses: [uses.rawEvents, uses.webhookSecret],
  });
  const url = webhook.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
  new CfnOutput(room, 'WebhookUrl', {
    value: `${url.url}webhooks/mailgun`,
    description: 'Register this at Mailgun for all event types',
  });
  const track = room.makeFunction({
    handler: 'track',
    description: 'Folds Mailgun’s events into messages, counters and suppressions',
    timeout: rawEvents.timeout,
    uses: [
      uses.messages('GetItem', 'BatchGetItem', 'PutItem'),
      uses.recipients('GetItem', 'PutItem'),
      uses.state('UpdateItem'),
      uses.attachments('DeleteObject'),
      uses.bus,
    ],
  });
  // As many as fit a transaction.
  room.work(track, rawEvents, { batchSize: 30, maxConcurrency: 8 });
  room.watch(rawEvents, 600);
  const reconcile = room.makeFunction({
    handler: 'reconcile',
    description: 'Asks Mailgun about sent messages of which no word came',
    timeout: Duration.seconds(120),
    uses: [
      uses.messages('GetItem', 'BatchGetItem', 'PutItem'),
      uses.messageIndexes('byNextCheck'),
      uses.state(),
      uses.mailgun,
      uses.rawEvents,
    ],
  });
  const every = Duration.minutes(5);
  room.repeat(reconcile, { every, maxAge: every, description: 'Runs the reconciliation' });
};
