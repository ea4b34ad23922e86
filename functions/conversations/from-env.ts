import { busFromEnv } from '../bus/from-env.ts';
import { makeNoticeStore } from '../notify/notice-store.ts';
import { outboxFromEnv } from '../outbox/from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { type Logger, makeLogger } from '../platform/logging.ts';
import { makeRecipientStore } from '../preferences/store.ts';
import { makeRepStore } from '../reps/store.ts';
import { summaryConfigOf } from './config.ts';
import type { CompleteDeps } from './complete.ts';
import { makeConversationStore } from './store.ts';

/** What this room works with, as the stack has set it. */
export const conversationsFromEnv = (): CompleteDeps & { logger: Logger } => {
  const dynamo = makeDynamo();
  const config = configFromEnv();
  const activity = requireEnv('ACTIVITY_TABLE');
  const days = config.retention.messages_days;
  return {
    outbox: outboxFromEnv(),
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    reps: makeRepStore(dynamo, activity),
    conversations: makeConversationStore(dynamo, activity, days),
    notices: makeNoticeStore(dynamo, activity, days),
    bus: busFromEnv(),
    logger: makeLogger(),
    config,
    summaries: summaryConfigOf(config),
    now: () => Date.now(),
  };
};
