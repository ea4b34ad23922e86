import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { complete } from '../conversations/complete.ts';
import { conversationSchema } from '../conversations/conversation.ts';
import { conversationsFromEnv } from '../conversations/conversations-from-env.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { idSchema } from '../platform/fields.ts';
import { checked } from '../platform/faults.ts';
import { loggable, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { makeSeenEvents } from './store.ts';
import { takeEvent, type TakeEventDeps } from './take-event.ts';

const conversations = conversationsFromEnv();
const { logger } = conversations.outbox;
const metrics = makeMetrics();

const features: TakeEventDeps['features'] = {
  'conversation.completed': async ({ id, ...payload }) => {
    const trail = { at: conversations.now(), by: 'service', how: 'bus_event' } as const;
    await complete(
      conversations,
      checked(idSchema, id, '/id'),
      checked(conversationSchema, payload, ''),
      trail,
    );
  },
};

const deps: TakeEventDeps = {
  seen: makeSeenEvents(makeDynamo(), requireEnv('ACTIVITY_TABLE')),
  logger,
  metrics,
  now: conversations.now,
  features,
};

/** Business events of the bus, each handed to its feature; what fails comes again, and at last to the dead letters. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const { body, messageId } of event.Records) {
    try {
      await takeEvent(deps, body);
    } catch (error) {
      logger.error('A bus event could not be worked on', { error: loggable(error) });
      metrics.addMetric('FailedBatchItems', 'Count', 1);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  publishMetrics(metrics);
  return { batchItemFailures };
};
