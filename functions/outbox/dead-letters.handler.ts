import type { SQSEvent } from 'aws-lambda';
import { makeDynamo } from '../platform/dynamo.ts';
import { makeLogger, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { deadLetter, type DeadLetterDeps } from './deliver/dead-letter.ts';
import { readCopy } from './deliver/copy-record.ts';
import { messageBusFromEnv, sendsFromEnv } from './from-env.ts';

const metrics = makeMetrics();
const sends = sendsFromEnv(makeDynamo());
const deps: DeadLetterDeps = {
  sends,
  bus: messageBusFromEnv(sends),
  logger: makeLogger(),
  now: () => Date.now(),
};

/** Writes the end of dead copies on their messages, where people look. */
export const handler = async (event: SQSEvent): Promise<void> => {
  for (const record of event.Records) {
    if (readCopy(record) !== undefined) continue;
    deps.logger.error('A dead letter that is no copy of a message', { recordId: record.messageId });
    metrics.addMetric('DeadLetters', 'Count', 1);
  }
  await deadLetter(
    deps,
    event.Records.flatMap((record) => readCopy(record) ?? []),
  );
  publishMetrics(metrics);
};
