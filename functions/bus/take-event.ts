import * as z from 'zod';
import { instantSchema } from '../platform/fields.ts';
import { type Fault, ServiceError } from '../platform/errors.ts';
import { isBlank } from '../platform/one-line.ts';
import { parseJson } from '../platform/json.ts';
import type { Logger, Meter } from '../platform/logging.ts';
import { type Bus, OWN_SOURCE } from './bus.ts';
import { ownAlertEvent } from './own-alerts.ts';
import type { SeenEvents } from './seen-events-store.ts';

/** A bus event as its rule puts it on the queue. */
const busEventSchema = z.object({
  id: z.string().min(1),
  source: z.string().optional().catch(undefined),
  'detail-type': z.string(),
  /** When it happened, as EventBridge has it. */
  time: instantSchema.optional().catch(undefined),
  detail: z.record(z.string(), z.unknown()),
  /** Set by EventBridge on events that come out of an archive once more. */
  'replay-name': z.string().optional(),
});

export interface FeatureEvent {
  detail: Record<string, unknown>;
  /** When it happened, epoch milliseconds. */
  at: number;
  /** Whether this service published it; not when left out. */
  isOwn?: boolean;
}

export interface TakeEventDeps {
  seen: SeenEvents;
  /** Where operators are told of an event that is refused. */
  bus: Bus;
  logger: Logger;
  metrics: Meter;
  now: () => number;
  /**
   * What each type of event sets going. They answer what of the content was left out, and throw ServiceError for
   * content of which nothing can be taken.
   */
  features: Readonly<Record<string, (event: FeatureEvent) => Promise<readonly Fault[]>>>;
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
  const key =
    typeof idempotencyKey === 'string' && !isBlank(idempotencyKey)
      ? `${detailType}#${idempotencyKey}`
      : event.id;
  const claimed = { key, eventId: event.id };
  const claim = await deps.seen.claim(claimed, deps.now());
  if (claim === 'known') return;
  if (claim === 'underway') throw new Error('This event is being handled by another function');
  try {
    await handle(
      deps,
      { id: event.id, detailType },
      {
        detail,
        at: event.time ?? deps.now(),
        isOwn: event.source === OWN_SOURCE,
      },
    );
  } catch (error) {
    await deps.seen.release(claimed, deps.now());
    throw error;
  }
  await deps.seen.finish(claimed, deps.now());
};

const handle = async (
  deps: TakeEventDeps,
  about: { id: string; detailType: string },
  event: FeatureEvent,
): Promise<void> => {
  const run = deps.features[about.detailType];
  if (run === undefined) throw new Error(`No feature takes events of type ${about.detailType}`);
  try {
    const leftOut = await run(event);
    if (leftOut.length === 0) return;
    deps.logger.warn('Parts of a bus event could not be taken', logFields(about, leftOut));
    deps.metrics.addMetric('BusEventFieldsLeftOut', 'Count', leftOut.length);
    await deps.seen.keepFaults({ ...about, faults: leftOut }, deps.now());
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'invalid') throw error;
    deps.logger.error('A bus event was refused', logFields(about, error.faults));
    deps.metrics.addMetric('RefusedBusEvents', 'Count', 1);
    await deps.seen.keepFaults({ ...about, faults: error.faults }, deps.now());
    // What we refuse of our own would have us tell of it for ever.
    if (event.isOwn === true) return;
    await deps.bus.publish([ownAlertEvent({ kind: 'refused_event', id: about.id, about: about.detailType })]);
  }
};

/** Which fields, and what is wrong with each; never what they say. */
const logFields = (about: { id: string; detailType: string }, faults: readonly Fault[]) => ({
  eventId: about.id,
  detailType: about.detailType,
  faults: faults.map(({ pointer, code }) => `${pointer} ${code}`),
});
