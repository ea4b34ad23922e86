import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeSeenEvents } from '../bus/seen-events-store.ts';
import { takeEvent, type TakeEventDeps } from '../bus/take-event.ts';
import { conversationsFromEnv } from '../conversations/conversations-from-env.ts';
import { takeCompleted } from '../conversations/take-completed.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { loggable, makeMetrics, publishMetrics } from '../platform/logging.ts';

const conversations = conversationsFromEnv();
const { logger } = conversations.outbox;
const metrics = makeMetrics();

const deps: TakeEventDeps = {
  seen: makeSeenEvents(makeDynamo(), requireEnv('ACTIVITY_TABLE')),
  logger,
  metrics,
  now: conversations.now,
  features: { 'conversation.completed': (event) => takeCompleted(conversations, event) },
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
