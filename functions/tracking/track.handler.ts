import { makeBatchHandler } from '../platform/batch.ts';
import { trackBatch } from './track-batch.ts';
import { trackFromEnv } from './from-env.ts';

const deps = trackFromEnv();

/** Takes raw events from the queue; those that could not be stored stay on it. */
export const handler = makeBatchHandler(deps, (records) => trackBatch(deps, records));
