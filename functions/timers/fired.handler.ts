import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { lanesFromEnv } from '../outbox/outbox-from-env.ts';
import { sendDue } from '../outbox/send-due.ts';
import { SECOND, systemClock } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { loggable, makeLogger, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { type FiredTimer, firedTimerSchema } from './timers.ts';
import { sendsFromEnv } from '../outbox/stores-from-env.ts';

const logger = makeLogger();
const metrics = makeMetrics();
const sendDueDeps = {
  sends: sendsFromEnv(makeDynamo()),
  lanes: lanesFromEnv(),
  now: systemClock.now,
};

/** What each kind of timer sets going. */
const kinds: Readonly<Record<string, (timer: FiredTimer) => Promise<void>>> = {
  send: ({ id }) => sendDue(sendDueDeps, id),
};

/** Timers that fired, handed to their features; what fails comes again, and at last to the dead letters. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const batchItemFailures: { itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    try {
      const timer = firedTimerSchema.parse(JSON.parse(record.body));
      const run = kinds[timer.kind];
      if (run === undefined) throw new Error(`No feature has timers of kind ${timer.kind}`);
      // Schedules know seconds only, so a timer fires up to a second early; one moved to later is not waited for.
      await systemClock.sleepUntil(Math.min(timer.dueAt, systemClock.now() + SECOND));
      await run(timer);
    } catch (error) {
      logger.error('A timer could not be worked on', {
        error: loggable(error),
      });
      metrics.addMetric('FailedBatchItems', 'Count', 1);
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  publishMetrics(metrics);
  return { batchItemFailures };
};
