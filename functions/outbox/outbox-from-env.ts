import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { makeMessageBus } from './bus-events.ts';
import type { SendsTable } from './store.ts';
import { busFromEnv } from '../platform/bus.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { makeSqs } from '../platform/queue.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeTimers } from '../timers/timers.ts';
import type { AcceptDeps } from './accept.ts';
import { makeAttachmentStore } from './attachments.ts';
import type { Lanes } from './lanes.ts';

export const lanesFromEnv = (): Lanes => ({
  sqs: makeSqs(),
  urls: { transactional: requireEnv('TRANSACTIONAL_QUEUE_URL'), bulk: requireEnv('BULK_QUEUE_URL') },
});

/** What `accept` works with, as the stack has set it. */
export const outboxFromEnv = (): AcceptDeps => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const sends: SendsTable = {
    dynamo,
    table: requireEnv('SENDS_TABLE'),
    messagesDays: config.retention.messages_days,
  };
  return {
    sends,
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    attachments: makeAttachmentStore(new S3Client({}), requireEnv('ATTACHMENTS_BUCKET')),
    lanes: lanesFromEnv(),
    timers: makeTimers(new SchedulerClient({}), {
      group: requireEnv('TIMERS_GROUP'),
      queueArn: requireEnv('TIMERS_QUEUE_ARN'),
      deadLetterArn: requireEnv('TIMERS_DEAD_LETTER_ARN'),
      roleArn: requireEnv('TIMERS_ROLE_ARN'),
    }),
    bus: makeMessageBus(busFromEnv(requireEnv('BUS_NAME')), sends),
    logger: makeLogger(),
    config,
    mode: sendingModeFromEnv(),
    now: () => Date.now(),
  };
};
