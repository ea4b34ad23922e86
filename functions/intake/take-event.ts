import * as z from 'zod';
import { type Fault, ServiceError } from '../platform/errors.ts';
import { parseJson } from '../platform/json.ts';
import { loggable, type Logger, type Meter } from '../platform/logging.ts';
import type { SeenEvents } from './store.ts';

/** A bus event as its rule puts it on the queue. */
const busEventSchema = z.object({
  id: z.string().min(1),
  'detail-type': z.string(),
  detail: z.record(z.string(), z.unknown()),
  /** Set by EventBridge on events that come out of an archive once more. */
  'replay-name': z.string().optional(),
});

export interface TakeEventDeps {
  seen: SeenEvents;
  logger: Logger;
  metrics: Meter;
  now: () => number;
  /** What each type of event sets going; they throw ServiceError for content that never will be right. */
  features: Readonly<Record<string, (detail: Record<string, unknown>) => Promise<void>>>;
}

/**
 * Hands a bus event to its feature, once: the same `detail.idempotencyKey`, else the same event id, is done with.
 * What is wrong with an event is kept for a person to see. @throws when it should be handed over again.
 */
export const takeEvent = async (deps: TakeEventDeps, body: string): Promise<void> => {
  const event = busEventSchema.parse(parseJson(body));
  const detailType = event['detail-type'];
  if (event['replay-name'] !== undefined) {
    deps.logger.warn('An event out of an archive is refused: it would be handled twice', {
      eventId: event.id,
    });
    deps.metrics.addMetric('RefusedReplays', 'Count', 1);
    return;
  }
  const { idempotencyKey, ...detail } = event.detail;
  const key = typeof idempotencyKey === 'string' ? `${detailType}#${idempotencyKey}` : event.id;
  if (await deps.seen.has(key)) return;
  const run = deps.features[detailType];
  if (run === undefined) throw new Error(`No feature takes events of type ${detailType}`);
  try {
    await run(detail);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'invalid') throw error;
    await refuse(deps, { id: event.id, detailType, faults: error.faults, detail: error.message });
  }
  await deps.seen.add(key, deps.now());
};

const refuse = async (
  deps: TakeEventDeps,
  refused: { id: string; detailType: string; faults: readonly Fault[]; detail: string },
): Promise<void> => {
  const { id, detailType } = refused;
  deps.logger.error('A bus event was refused', { eventId: id, detailType, error: loggable(refused.detail) });
  deps.metrics.addMetric('RefusedBusEvents', 'Count', 1);
  await deps.seen.refuse(refused, deps.now());
};
