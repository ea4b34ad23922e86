import { makeBatchHandler, oneByOne } from '../platform/batch.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import { deadLetter } from './deliver/dead-letter.ts';
import { readCopy } from './deliver/copy-record.ts';
import { messageBusFromEnv, sendsFromEnv } from './from-env.ts';

const sends = sendsFromEnv(makeDynamo());
const deps = {
  sends,
  bus: messageBusFromEnv(sends),
  logger: makeLogger(),
  metrics: makeMetrics(),
  now: () => Date.now(),
};

/** Writes the end of dead copies on their messages, where people look. */
export const handler = makeBatchHandler(
  deps,
  oneByOne(deps, 'A dead letter could not be worked on', async (record) => {
    const copy = readCopy(record);
    if (copy !== undefined) return deadLetter(deps, [copy]);
    deps.logger.error('A dead letter that is no copy of a message', { recordId: record.messageId });
    deps.metrics.addMetric('FailedMail', 'Count', 1);
  }),
);
