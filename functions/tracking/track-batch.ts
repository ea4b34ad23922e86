import type { SQSRecord } from 'aws-lambda';
import { type RawEvent, rawEventSchema } from '../mailgun/raw-events.ts';
import { MINUTE } from '../platform/clock.ts';
import { isUnkeepable } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/ids.ts';
import { loggable } from '../platform/logging.ts';
import { isErasedAddress } from '../contract/erased-address.ts';
import { namedMessage, readEvent } from '../mailgun/event.ts';
import { findMessage } from '../outbox/message/store.ts';
import { oneClickEvent } from './consequences.ts';
import { keepUnknown, rememberToken } from './store.ts';
import { type Incoming, type TrackDeps, trackEvents } from './track.ts';

type Received = RawEvent & { recordId: string };

/** Clocks differ by less; what lies further ahead is taken for now. */
const MOST_AHEAD_MS = 5 * MINUTE;

/**
 * Takes a batch of raw events: those about our messages are stored with all that follows from them, others are kept
 * apart for a person to look at. What fails fails alone. Answers the records that SQS must keep.
 */
export const trackBatch = async (deps: TrackDeps, records: readonly SQSRecord[]): Promise<string[]> => {
  const kept: string[] = [];
  const received = new Map<string, Received>();
  const incoming: Incoming[] = [];
  for (const record of records) {
    const raw = receivedOf(record);
    if (raw === undefined) {
      deps.logger.error('A record that is no event of Mailgun', { recordId: record.messageId });
      kept.push(record.messageId);
      continue;
    }
    const read = 'oneClick' in raw ? oneClickEvent(raw) : readEvent(raw.event);
    if (!read.known) {
      await keepUnknownOnce(deps, raw, read.why, kept);
      continue;
    }
    const occurredAt = Math.min(read.event.occurredAt, raw.receivedAt + MOST_AHEAD_MS);
    const event = { ...read.event, occurredAt };
    received.set(record.messageId, raw);
    const { messageId: recordId } = record;
    incoming.push({
      event,
      token: tokenOf(raw),
      isOwn: 'oneClick' in raw,
      recordId,
      deliveryId: sha256Hex(record.body).slice(0, 32),
    });
  }
  await trackAll(deps, incoming, { received, kept });
  if (kept.length > 0) deps.metrics.addMetric('FailedBatchItems', 'Count', kept.length);
  return kept;
};

/** Our own events come under no signature. */
const tokenOf = (raw: RawEvent): string | undefined => ('token' in raw ? raw.token : undefined);

const receivedOf = (record: SQSRecord): Received | undefined => {
  try {
    return { ...rawEventSchema.parse(JSON.parse(record.body)), recordId: record.messageId };
  } catch {
    return undefined;
  }
};

/** What an event says, as it came. */
const contentOf = (raw: RawEvent): unknown => ('oneClick' in raw ? raw.oneClick : (raw.event ?? null));

/** Together where that is possible, for it is cheaper; else one by one, so that none pays for another. */
const trackAll = async (
  deps: TrackDeps,
  incoming: readonly Incoming[],
  batch: { received: ReadonlyMap<string, Received>; kept: string[] },
): Promise<void> => {
  const { received, kept } = batch;
  try {
    for (const { recordId, why, isErased } of await trackEvents(deps, incoming)) {
      const raw = received.get(recordId);
      if (isErased) countUnknown(deps, `${why}; it is about somebody who was erased, and dropped`);
      else if (raw) await keepApart(deps, raw, why, kept);
    }
  } catch (error) {
    const [only, ...others] = incoming;
    if (only === undefined) throw error;
    const raw = received.get(only.recordId);
    if (others.length === 0 && raw !== undefined) return keepFailed(deps, raw, error, kept);
    for (const one of incoming) await trackAll(deps, [one], batch);
  }
};

const countUnknown = (deps: TrackDeps, why: string): void => {
  deps.logger.warn('An event moves no message', { why });
  deps.metrics.addMetric('UnknownEvents', 'Count', 1);
};

/** What DynamoDB refuses for its content is refused each time; anything else is handed over again. */
const keepFailed = async (deps: TrackDeps, raw: Received, error: unknown, kept: string[]): Promise<void> => {
  deps.logger.error('An event could not be stored', { error: loggable(error) });
  if (isUnkeepable(error)) return keepApart(deps, raw, 'of a content that can not be stored', kept);
  kept.push(raw.recordId);
};

/** A token is burnt by whatever came under it first, understood or not. */
const keepUnknownOnce = async (
  deps: TrackDeps,
  raw: Received,
  why: string,
  kept: string[],
): Promise<void> => {
  const brought = `unknown ${sha256Hex(JSON.stringify(contentOf(raw)))}`;
  const token = tokenOf(raw);
  try {
    if (token !== undefined && !(await rememberToken(deps.sends, token, brought, deps.now()))) {
      deps.logger.error('A webhook token was used again for another event; that event is dropped');
      deps.metrics.addMetric('ReplayedTokens', 'Count', 1);
      return;
    }
    if (await isAboutErased(deps, raw)) {
      countUnknown(deps, `${why}; it is about somebody who was erased, and dropped`);
      return;
    }
  } catch (error) {
    return keepFailed(deps, raw, error, kept);
  }
  await keepApart(deps, raw, why, kept);
};

/** Whether an event that is not understood names a mail whose recipient was erased: it may hold their address. */
const isAboutErased = async (deps: TrackDeps, raw: Received): Promise<boolean> => {
  const named = 'event' in raw ? namedMessage(raw.event) : undefined;
  const message = named && (await findMessage(deps.sends, named.id));
  return message !== undefined && isErasedAddress(message.to.email);
};

const keepApart = async (deps: TrackDeps, raw: Received, why: string, kept: string[]): Promise<void> => {
  try {
    await keepUnknown(deps.sends, { receivedAt: raw.receivedAt, content: contentOf(raw) }, why, deps.now());
    countUnknown(deps, why);
  } catch (error) {
    deps.logger.error('An unknown event could not be kept', { error: loggable(error) });
    kept.push(raw.recordId);
  }
};
