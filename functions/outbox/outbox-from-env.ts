import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv, sendingModeFromEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { makeSqs } from '../platform/queue.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeTimers } from '../timers/timers.ts';
import type { AcceptDeps } from './accept.ts';
import type { Lanes } from './lanes.ts';
import type { RawEventsQueue } from './raw-events.ts';
import { attachmentsFromEnv, catalogueFromEnv, messageBusFromEnv, sendsFromEnv } from './stores-from-env.ts';

export const lanesFromEnv = (): Lanes => ({
  sqs: makeSqs(),
  urls: { transactional: requireEnv('TRANSACTIONAL_QUEUE_URL'), bulk: requireEnv('BULK_QUEUE_URL') },
});

export const rawEventsFromEnv = (): RawEventsQueue => ({
  sqs: makeSqs(),
  url: requireEnv('RAW_EVENTS_QUEUE_URL'),
});

/** What `accept` works with, as the stack has set it. */
export const outboxFromEnv = (): AcceptDeps => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const sends = sendsFromEnv(dynamo);
  return {
    sends,
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    templates: catalogueFromEnv(dynamo),
    attachments: attachmentsFromEnv(),
    lanes: lanesFromEnv(),
    timers: makeTimers(new SchedulerClient({}), {
      group: requireEnv('TIMERS_GROUP'),
      queueArn: requireEnv('TIMERS_QUEUE_ARN'),
      deadLetterArn: requireEnv('TIMERS_DEAD_LETTER_ARN'),
      roleArn: requireEnv('TIMERS_ROLE_ARN'),
    }),
    bus: messageBusFromEnv(sends),
    logger: makeLogger(),
    config,
    mode: sendingModeFromEnv(),
    now: () => Date.now(),
  };
};
