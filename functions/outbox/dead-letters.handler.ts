import type { SQSEvent } from 'aws-lambda';
import { busFromEnv } from '../platform/bus.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import { bury, type BuryDeps } from './bury.ts';
import { readCopy } from './copy-record.ts';

const metrics = makeMetrics();
const deps: BuryDeps = {
  sends: {
    dynamo: makeDynamo(),
    table: requireEnv('SENDS_TABLE'),
    messagesDays: configFromEnv().retention.messages_days,
  },
  bus: busFromEnv(requireEnv('BUS_NAME')),
  logger: makeLogger(),
  metrics,
  now: () => Date.now(),
};

/** Writes the end of dead copies on their messages, where people look. */
export const handler = async (event: SQSEvent): Promise<void> => {
  for (const record of event.Records) {
    if (readCopy(record) !== undefined) continue;
    deps.logger.error('A dead letter that is no copy of a message', { recordId: record.messageId });
    metrics.addMetric('DeadLetters', 'Count', 1);
  }
  await bury(
    deps,
    event.Records.flatMap((record) => readCopy(record) ?? []),
  );
  metrics.publishStoredMetrics();
};
