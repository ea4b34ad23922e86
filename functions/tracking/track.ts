import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import type { Message } from '../outbox/message/message.ts';
import { findMessages } from '../outbox/message/store.ts';
import type { Logger, Meter } from '../platform/logging.ts';
import { aftermath, type AftermathDeps } from './aftermath.ts';
import { objectionTo, type Ours } from './authority.ts';
import { countersOf, countOutcomes } from './counters.ts';
import { type Fold, foldEvents, type StoredFold } from './fold.ts';
import type { TrackedEvent } from '../mailgun/event.ts';
import { commit, identityOf, rememberToken, WRITES_PER_TRANSACTION } from './store.ts';
import { isErasedAddress } from '../contract/erased-address.ts';

export interface TrackDeps extends AftermathDeps {
  ours: Ours;
  logger: Logger;
  metrics: Meter;
  random: () => number;
  /** Waits so many milliseconds. */
  pause: (ms: number) => Promise<void>;
}

/** An event on its way in. */
export interface Incoming {
  event: TrackedEvent;
  /** The signature token it came under; our own events have none, nor those that Mailgun was asked for. */
  token?: string | undefined;
  /** Whether it is of one of our own links, and not of Mailgun. */
  isOwn?: boolean;
  /** The record of SQS that brings it. */
  recordId: string;
  /** What it came as. The same again may find it stored without its consequences: SQS repeats it, or somebody redrives it. */
  deliveryId: string;
}

/** An event about a message of ours, and that message. */
interface Mine extends Incoming {
  message: Message;
}

/** An event that this delivery stored before. */
interface Known {
  event: TrackedEvent;
  machine: boolean;
}

/** An event that moves nothing, and why. */
export interface Refused {
  recordId: string;
  why: string;
  /** It is about somebody who was erased, so what it says must be kept nowhere. */
  isErased: boolean;
}

/** The most events whose writes fit a transaction: event and message each, and their counters. */
const EVENTS_PER_TRANSACTION = 30;
const COMMIT_ATTEMPTS = 12;

/**
 * Stores events, each once, and all that follows from them: status, facts, counters, suppression, bus events.
 * Answers those that say nothing about a message of ours.
 */
export const trackEvents = async (deps: TrackDeps, incoming: readonly Incoming[]): Promise<Refused[]> => {
  const refused: Refused[] = [];
  for (let start = 0; start < incoming.length; start += EVENTS_PER_TRANSACTION) {
    refused.push(...(await trackChunk(deps, incoming.slice(start, start + EVENTS_PER_TRANSACTION))));
  }
  return refused;
};

/** Which events speak of a message of ours, and why the others do not. */
const sorted = (
  deps: TrackDeps,
  incoming: readonly Incoming[],
  messages: ReadonlyMap<string, Message>,
): { mine: Mine[]; refused: Refused[] } => {
  const mine: Mine[] = [];
  const refused: Refused[] = [];
  for (const one of incoming) {
    const { recordId } = one;
    const message = messages.get(one.event.messageId);
    if (message === undefined) {
      refused.push({
        recordId,
        why: 'about a message that is unknown or past its retention',
        isErased: false,
      });
      continue;
    }
    const why = objectionTo(one.event, message, deps.ours);
    if (why === undefined) mine.push({ ...one, message });
    else refused.push({ recordId, why, isErased: isErasedAddress(message.to.email) });
  }
  return { mine, refused };
};

const trackChunk = async (deps: TrackDeps, incoming: readonly Incoming[]): Promise<Refused[]> => {
  let fresh = await withoutReplays(deps, onceEach(incoming));
  const known: Known[] = [];
  const drop = (gone: readonly TrackedEvent[]): void => {
    fresh = fresh.filter((one) => !gone.includes(one.event));
  };
  return untilWritten(
    async (failed) => {
      const messages = await findMessages(
        deps.sends,
        [...fresh, ...known].map(({ event }) => event.messageId),
      );
      fresh = fresh.map((one) => withoutErased(one, messages.get(one.event.messageId)));
      const { mine, refused } = sorted(deps, fresh, messages);
      const folds = foldsOf(mine);
      if (folds.length > 0 && !(await commitOrSort(deps, folds, { mine, known, drop }))) {
        await deps.pause(deps.random() * 20 * (failed + 1));
        return CONFLICT;
      }
      countOutcomes(deps.metrics, folds);
      countSources(deps.metrics, mine);
      await aftermath(deps, [...folds, ...repeated(known, messages)]);
      return refused;
    },
    () => overtaken('What events speak of'),
    COMMIT_ATTEMPTS,
  );
};

/**
 * Whether Mailgun told of events by itself, or only when it was asked; of those that were stored before nothing is said.
 * Nought is counted, too: CloudWatch makes no rate of a metric that it has never seen.
 */
const countSources = (meter: Meter, mine: readonly Mine[]): void => {
  // No webhook tells of what Mailgun throws away.
  const ofMailgun = mine.filter(({ event, isOwn }) => isOwn !== true && event.type !== 'rejected');
  if (ofMailgun.length === 0) return;
  const told = ofMailgun.filter(({ token }) => token !== undefined).length;
  meter.addMetric('WebhookEvents', 'Count', told);
  meter.addMetric('AskedEvents', 'Count', ofMailgun.length - told);
};

/** Of a person who was erased an event may not bring anything back: what a server answered may quote the address. */
const withoutErased = (one: Incoming, message: Message | undefined): Incoming => {
  if (message === undefined || !isErasedAddress(message.to.email)) return one;
  return { ...one, event: { ...one.event, detail: undefined, url: undefined, client: undefined } };
};

/** What events of each message make of it. */
const foldsOf = (mine: readonly Mine[]): Fold[] =>
  [...Map.groupBy(mine, ({ message }) => message)].map(([message, group]) =>
    foldEvents(
      message,
      group.map(({ event }) => event),
    ),
  );

/** Events that this delivery stored before, and may not have come to what follows from them. */
const repeated = (known: readonly Known[], messages: ReadonlyMap<string, Message>): StoredFold[] =>
  [...messages.values()].flatMap((message) =>
    known
      .filter(({ event }) => event.messageId === message.id)
      .map((one) => ({ before: message, after: message, again: true, events: [one] })),
  );

/** Mailgun's retry of a webhook may stand in the same batch as the first. */
const onceEach = (incoming: readonly Incoming[]): Incoming[] => [
  ...new Map(incoming.map((one) => [identityOf(one.event), one])).values(),
];

/** Leaves out events that came under a token which has brought another event; of two in one batch the first counts. */
const withoutReplays = async (deps: TrackDeps, incoming: readonly Incoming[]): Promise<Incoming[]> => {
  const now = deps.now();
  const byToken = Map.groupBy(incoming, ({ token }) => token);
  const honest = new Set<Incoming>(byToken.get(undefined));
  await Promise.all(
    [...byToken].map(async ([token, ones]) => {
      if (token === undefined) return;
      for (const one of ones) {
        if (await rememberToken(deps.sends, token, identityOf(one.event), now)) honest.add(one);
      }
    }),
  );
  const replays = incoming.filter((one) => !honest.has(one));
  if (replays.length > 0) {
    deps.logger.error('A webhook token was used again for another event; that event is dropped', {
      messageIds: replays.map(({ event }) => event.messageId),
    });
    deps.metrics.addMetric('ReplayedTokens', 'Count', replays.length);
  }
  return incoming.filter((one) => honest.has(one));
};

/** Commits folds; when DynamoDB refuses, sorts out what was stored before and answers false. */
const commitOrSort = async (
  deps: TrackDeps,
  folds: readonly Fold[],
  state: { mine: readonly Mine[]; known: Known[]; drop: (events: readonly TrackedEvent[]) => void },
): Promise<boolean> => {
  const counters = countersOf(
    folds.flatMap(({ events }) => events),
    deps.random,
  );
  const deliveryIds = new Map(state.mine.map(({ event, deliveryId }) => [event, deliveryId]));
  const writes = folds.reduce(
    (sum, fold) => sum + fold.events.length + Number(fold.changed),
    counters.length,
  );
  if (writes > WRITES_PER_TRANSACTION) {
    throw new Error(`${writes} writes do not fit one transaction`);
  }
  const outcome = await commit(deps, { folds, counters, deliveryIds }, deps.now());
  if (outcome.ok) return true;
  const { duplicates } = outcome;
  for (const { event, deliveryId } of state.mine) {
    const stored = duplicates.get(event);
    if (stored?.deliveryId === deliveryId) state.known.push({ event, machine: stored.machine });
  }
  state.drop([...duplicates.keys()]);
  return false;
};
