import type { SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { RawEvent } from '../outbox/raw-events.ts';
import { loggable } from '../platform/logging.ts';
import { readEvent } from './mailgun-event.ts';
import { keepUnknown } from './store.ts';
import { type Incoming, type TrackDeps, trackEvents } from './track.ts';

const rawEventSchema = z.object({
  token: z.string().optional(),
  receivedAt: z.number(),
  event: z.unknown(),
}) satisfies z.ZodType<RawEvent>;

type Received = RawEvent & { recordId: string };

/**
 * Takes a batch of raw events: those about our messages are stored with all that follows from them, others are kept
 * apart for a person to look at. Answers the records that SQS must keep.
 */
export const trackBatch = async (deps: TrackDeps, records: readonly SQSRecord[]): Promise<string[]> => {
  const kept: string[] = [];
  const incoming = new Map<Incoming, Received>();
  for (const record of records) {
    const raw = { ...rawEventSchema.parse(JSON.parse(record.body)), recordId: record.messageId };
    const read = readEvent(raw.event);
    if (!read.known) {
      await keepApart(deps, raw, read.why, kept);
      continue;
    }
    incoming.set({ event: read.event, token: raw.token, handOver: record.messageId }, raw);
  }
  await trackAll(deps, incoming, kept);
  if (kept.length > 0) deps.metrics.addMetric('FailedBatchItems', 'Count', kept.length);
  return kept;
};

const trackAll = async (
  deps: TrackDeps,
  incoming: ReadonlyMap<Incoming, Received>,
  kept: string[],
): Promise<void> => {
  try {
    for (const orphan of await trackEvents(deps, [...incoming.keys()])) {
      const raw = incoming.get(orphan);
      if (raw) await keepApart(deps, raw, 'about a message that is unknown or past its retention', kept);
    }
  } catch (error) {
    deps.logger.error('Events could not be stored; SQS will hand them over again', {
      error: loggable(error),
    });
    kept.push(...[...incoming.values()].map(({ recordId }) => recordId));
  }
};

const keepApart = async (deps: TrackDeps, raw: Received, why: string, kept: string[]): Promise<void> => {
  try {
    await keepUnknown(deps.sends, raw, why, deps.now());
    deps.logger.warn('An event was kept apart', { why });
    deps.metrics.addMetric('UnknownEvents', 'Count', 1);
  } catch (error) {
    deps.logger.error('An unknown event could not be kept', { error: loggable(error) });
    kept.push(raw.recordId);
  }
};
