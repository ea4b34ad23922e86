import type { SQSRecord } from 'aws-lambda';
import { acceptBatch, type BatchItem } from '../../functions/outbox/api/answers.ts';
import { makeSharedBreaker, readBreaker } from '../../functions/outbox/flow/breaker.ts';
import { deadLetter } from '../../functions/outbox/deliver/dead-letter.ts';
import { readCopy } from '../../functions/outbox/deliver/copy-record.ts';
import { makeDomainHealthReader } from '../../functions/outbox/flow/domain-health.ts';
import { deliverBatch } from '../../functions/outbox/deliver/deliver.ts';
import type { DeliverDeps } from '../../functions/outbox/deliver/batch.ts';
import { cancel } from '../../functions/outbox/api/emails.ts';
import { makeLimiter } from '../../functions/outbox/flow/limiter.ts';
import { makePauseReader } from '../../functions/outbox/flow/pauses.ts';
import { sendDue } from '../../functions/outbox/sweep/send-due.ts';
import { sweep } from '../../functions/outbox/sweep/sweep.ts';
import { MINUTE, SECOND } from '../../functions/platform/clock.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import type { Conversation } from '../../functions/conversations/conversation.ts';
import type { MailLink } from '../../functions/preferences/public-links.ts';
import type { Lane } from '../../functions/contract/category.ts';
import { firedTimerSchema } from '../../functions/timers/timers.ts';
import { reconcile } from '../../functions/tracking/reconcile.ts';
import { oursOf } from '../../functions/tracking/authority.ts';
import { trackBatch } from '../../functions/tracking/track-batch.ts';
import type { Run } from './turns.ts';
import { type Clients, makeClients, type QueueName, silentLogger, TABLES, type World } from './world.ts';

export type Request =
  | { kind: 'send'; key: string; emails: readonly Record<string, unknown>[] }
  | { kind: 'cancel'; id: string }
  | { kind: 'complete'; id: string; conversation: Conversation }
  | { kind: 'unsubscribe'; link: MailLink }
  | { kind: 'erase'; email: string };
export type Response =
  | { kind: 'sent'; items: readonly BatchItem[] }
  | { kind: 'cancelled' }
  | { kind: 'refused' }
  | { kind: 'done' };

/** A function as its stack sets it: who calls it, and how often at a time. */
export interface FunctionSetup {
  name: string;
  timeoutMs: number;
  concurrency: number;
  trigger:
    | { kind: 'queue'; queue: QueueName; batchSize: number }
    | { kind: 'rule'; everyMs: number }
    | { kind: 'api' };
  /** A fresh execution environment: what it remembers ends with it. */
  start: (world: World, run: Run) => Invoke;
}

/** Answers the records that SQS must keep; `answer` is for callers of the API. */
export type Invoke = (input: {
  records: readonly SQSRecord[];
  request?: Request | undefined;
  endsAt: number;
}) => Promise<{ kept?: readonly string[]; answer?: Response }>;

export const logger = silentLogger();
const metrics = { addMetric: () => undefined };

const deliver =
  (lane: Lane): FunctionSetup['start'] =>
  (world, run) => {
    const clients = makeClients(world, run);
    const stateTable = { dynamo: clients.dynamo, table: TABLES.state };
    const perMinute = world.config.email.delivery.rate_limit_per_minute;
    const deps: DeliverDeps = {
      ...common(world, clients),
      limiter: makeLimiter(stateTable, perMinute, { now: world.now, random: world.chance }),
      pauses: makePauseReader(stateTable, world.now),
      domainHealth: makeDomainHealthReader(stateTable, world.now),
      breaker: makeSharedBreaker(stateTable, world.now, () => undefined),
      linkKeys: () => Promise.resolve({ current: 'k1', k1: 'simulation' }),
      sqs: clients.lanes.sqs,
      clock: {
        now: world.now,
        sleepUntil: (at) => (at <= world.now() ? Promise.resolve() : world.turns.sleep(run, at)),
      },
      mode: 'live',
      baseUrl: 'https://mail.example.com',
    };
    return async ({ records, endsAt }) => {
      const copies = records.flatMap((record) => readCopy(record) ?? []);
      return { kept: await deliverBatch(deps, copies, { lane, queueUrl: lane, endsAt }) };
    };
  };

/** What most functions work with. */
export const common = (world: World, clients: Clients) => ({
  ...clients,
  logger,
  metrics,
  config: world.config,
  mode: 'live' as const,
  now: world.now,
  random: world.chance,
});

const emails: FunctionSetup['start'] = (world, run) => {
  const deps = common(world, makeClients(world, run));
  return async ({ request }) => {
    if (request?.kind === 'send') {
      const items = await acceptBatch(deps, {
        client: 'simulation',
        emails: request.emails,
        idempotencyKey: request.key,
      });
      return { answer: { kind: 'sent', items } };
    }
    if (request?.kind !== 'cancel') throw new Error('This function does nothing else');
    try {
      await cancel(deps, request.id);
      return { answer: { kind: 'cancelled' } };
    } catch (error) {
      if (error instanceof ServiceError) return { answer: { kind: 'refused' } };
      throw error;
    }
  };
};

const sweeper: FunctionSetup['start'] = (world, run) => {
  const clients = makeClients(world, run);
  const state = { dynamo: clients.dynamo, table: TABLES.state };
  const deps = {
    ...common(world, clients),
    pauses: makePauseReader(state, world.now),
    recoveredAt: async () => (await readBreaker(state)).recoveredAt,
  };
  return async ({ endsAt }) => {
    await sweep(deps, endsAt - 10 * SECOND);
    return {};
  };
};

const reconciler: FunctionSetup['start'] = (world, run) => {
  const clients = makeClients(world, run);
  return async ({ endsAt }) => {
    await reconcile(common(world, clients), endsAt - 20 * SECOND);
    return {};
  };
};

const tracker: FunctionSetup['start'] = (world, run) => {
  const deps = {
    ...common(world, makeClients(world, run)),
    stateTable: TABLES.state,
    ours: oursOf(world.config),
    softBounces: world.config.suppression,
    pause: (ms: number) => world.turns.sleep(run, world.now() + ms),
  };
  return async ({ records }) => ({ kept: await trackBatch(deps, records) });
};

const fired: FunctionSetup['start'] = (world, run) => {
  const deps = common(world, makeClients(world, run));
  return async ({ records }) => {
    for (const { body } of records) await sendDue(deps, firedTimerSchema.parse(JSON.parse(body)).id);
    return {};
  };
};

const undertaker: FunctionSetup['start'] = (world, run) => {
  const deps = common(world, makeClients(world, run));
  return async ({ records }) => {
    await deadLetter(
      deps,
      records.flatMap((record) => readCopy(record) ?? []),
    );
    return {};
  };
};

/** The functions that a mail meets, with the times and sizes of their stacks. */
export const functionSetups: readonly FunctionSetup[] = [
  { name: 'emails', timeoutMs: 29_000, concurrency: 4, trigger: { kind: 'api' }, start: emails },
  {
    name: 'deliver-transactional',
    timeoutMs: 60_000,
    concurrency: 4,
    trigger: { kind: 'queue', queue: 'transactional', batchSize: 10 },
    start: deliver('transactional'),
  },
  {
    name: 'deliver-bulk',
    timeoutMs: 120_000,
    concurrency: 2,
    trigger: { kind: 'queue', queue: 'bulk', batchSize: 100 },
    start: deliver('bulk'),
  },
  {
    name: 'track',
    timeoutMs: 30_000,
    concurrency: 8,
    trigger: { kind: 'queue', queue: 'raw-events', batchSize: 30 },
    start: tracker,
  },
  {
    name: 'outbox-timers',
    timeoutMs: 30_000,
    concurrency: 4,
    trigger: { kind: 'queue', queue: 'timers', batchSize: 10 },
    start: fired,
  },
  {
    name: 'dead-letters',
    timeoutMs: 30_000,
    concurrency: 2,
    trigger: { kind: 'queue', queue: 'dead-letters', batchSize: 10 },
    start: undertaker,
  },
  {
    name: 'sweep',
    timeoutMs: 120_000,
    concurrency: 2,
    trigger: { kind: 'rule', everyMs: MINUTE },
    start: sweeper,
  },
  {
    name: 'reconcile',
    timeoutMs: 120_000,
    concurrency: 2,
    trigger: { kind: 'rule', everyMs: 5 * MINUTE },
    start: reconciler,
  },
];
