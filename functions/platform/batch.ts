import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { loggable, type Logger, type Metrics, publishMetrics } from './logging.ts';

/** Works on the records of a batch; answers the ids of those that SQS must hand over again. */
export type WorkOnBatch = (records: readonly SQSRecord[], context: Context) => Promise<readonly string[]>;

export interface BatchDeps {
  logger: Logger;
  metrics: Metrics;
}

/** Makes the handler of a queue: what fails are items, never their batch. */
export const makeBatchHandler =
  ({ metrics }: Pick<BatchDeps, 'metrics'>, work: WorkOnBatch) =>
  async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const kept = await work(event.Records, context);
    publishMetrics(metrics);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };

/** Works on each record by itself; `failure` is what the log says of one that fails. */
export const oneByOne =
  (
    { logger, metrics }: BatchDeps,
    failure: string,
    work: (record: SQSRecord) => Promise<void>,
  ): WorkOnBatch =>
  async (records) => {
    const kept: string[] = [];
    for (const record of records) {
      try {
        await work(record);
      } catch (error) {
        logger.error(failure, { error: loggable(error) });
        metrics.addMetric('FailedBatchItems', 'Count', 1);
        kept.push(record.messageId);
      }
    }
    return kept;
  };
