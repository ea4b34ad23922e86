import { outboxFromEnv } from '../outbox/outbox-from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { makeRecipientStore, type RecipientStore } from '../preferences/store.ts';
import { makeRepStore } from '../reps/store.ts';
import type { CompleteDeps } from './complete.ts';
import { makeConversationStore } from './store.ts';

/** What this room works with, as the stack has set it. */
export const conversationsFromEnv = (): CompleteDeps & { recipients: RecipientStore } => {
  const dynamo = makeDynamo();
  const outbox = outboxFromEnv();
  const activity = requireEnv('ACTIVITY_TABLE');
  return {
    outbox,
    recipients: makeRecipientStore(dynamo, requireEnv('PREFERENCES_TABLE')),
    reps: makeRepStore(dynamo, activity),
    conversations: makeConversationStore(dynamo, activity, outbox.config.retention.messages_days),
    bus: outbox.bus,
    config: outbox.config,
    now: outbox.now,
  };
};
