import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { publishMetrics } from '../platform/logging.ts';
import { trackBatch } from './track-batch.ts';
import { trackFromEnv } from './track-from-env.ts';

const deps = trackFromEnv();

/** Takes raw events from the queue; those that could not be stored stay on it. */
export const handler = async (batch: SQSEvent): Promise<SQSBatchResponse> => {
  const kept = await trackBatch(deps, batch.Records);
  publishMetrics(deps.metrics);
  return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
};
