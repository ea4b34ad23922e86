import { loggable, publishMetrics } from '../platform/logging.ts';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { readEvent } from './mailgun-event.ts';
import { keepUnknown } from './store.ts';
import { trackFromEnv } from './track-from-env.ts';
import { type Incoming, trackEvents } from './track.ts';

const deps = trackFromEnv();

const rawEventSchema = z.object({ token: z.string(), receivedAt: z.number(), event: z.unknown() });
type Received = z.infer<typeof rawEventSchema> & { record: SQSRecord };

/** Takes raw events from the queue; those that could not be stored stay on it. */
export const handler = async (batch: SQSEvent): Promise<SQSBatchResponse> => {
  const received = batch.Records.map((record) => ({
    ...rawEventSchema.parse(JSON.parse(record.body)),
    record,
  }));
  const failed = new Set<string>();
  const incoming = new Map<Incoming, Received>();
  for (const raw of received) {
    const read = readEvent(raw.event);
    if (!read.known) {
      await keepApart(raw, read.why, failed);
      continue;
    }
    const again = Number(raw.record.attributes.ApproximateReceiveCount) > 1;
    incoming.set({ event: read.event, token: raw.token, again }, raw);
  }
  await trackAll(incoming, failed);
  if (failed.size > 0) deps.metrics.addMetric('FailedBatchItems', 'Count', failed.size);
  publishMetrics(deps.metrics);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
};

const trackAll = async (incoming: ReadonlyMap<Incoming, Received>, failed: Set<string>): Promise<void> => {
  try {
    for (const orphan of await trackEvents(deps, [...incoming.keys()])) {
      const raw = incoming.get(orphan);
      if (raw) await keepApart(raw, 'about a message that is unknown or past its retention', failed);
    }
  } catch (error) {
    deps.logger.error('Events could not be stored; SQS will hand them over again', {
      error: loggable(error),
    });
    for (const { record } of incoming.values()) failed.add(record.messageId);
  }
};

const keepApart = async (raw: Received, why: string, failed: Set<string>): Promise<void> => {
  try {
    await keepUnknown(deps.sends, raw, why, deps.now());
    deps.logger.warn('An event was kept apart', { why });
    deps.metrics.addMetric('UnknownEvents', 'Count', 1);
  } catch (error) {
    deps.logger.error('An unknown event could not be kept', {
      error: loggable(error),
    });
    failed.add(raw.record.messageId);
  }
};
