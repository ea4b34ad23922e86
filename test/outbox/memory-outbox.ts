import type { Message } from '../../functions/outbox/message/message.ts';
import { createMessage, findMessage } from '../../functions/outbox/message/store.ts';
import { makeRecipientStore } from '../../functions/preferences/store.ts';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { makeMemoryQueue, sqsClientOf } from '../simulation/memory-sqs.ts';
import { silentLogger } from '../simulation/world.ts';
import { catalogueOf } from '../templates/built-ins.ts';
import { aConfig, MINUTE, NOW } from './messages.ts';

export const id = (i: number): string => `msg_${String(i).padStart(26, '0')}`;

/** A DynamoDB in memory; `onCall` runs ahead of each call, and hears its command. */
export const memoryTables = (onCall: (command: string) => void = () => undefined) => {
  const memory = makeMemoryDynamo();
  const dynamo: Dynamo = clientOf((input, command) =>
    Promise.resolve().then(() => {
      onCall(command ?? '');
      return memory.answer(input, command);
    }),
  );
  return { dynamo, items: memory.items };
};

/** Tables, queues and a bus in memory, with some messages in them. */
export const memoryOutbox = async (
  messages: readonly Message[],
  now: () => number,
  onCall: (command: string) => void = () => undefined,
) => {
  const published: { detailType: string; detail: Record<string, unknown> }[] = [];
  const counts: Record<string, number> = {};
  const tables = memoryTables(onCall);
  const sends = {
    dynamo: tables.dynamo,
    table: 'sends',
    messagesDays: 400,
    countersTable: 'state',
    meter: { addMetric: () => undefined },
  };
  for (const message of messages) await createMessage(sends, message, NOW);
  const queue = () =>
    makeMemoryQueue({
      visibilityMs: MINUTE,
      maxReceives: 9,
      chance: () => 0,
      doubles: 0,
      deadLetter: () => undefined,
    });
  const queues = { transactional: queue(), bulk: queue(), raw: queue() };
  const sqs = sqsClientOf(
    (effect) => Promise.resolve().then(effect),
    (url) => queues[url as keyof typeof queues],
    now,
  );
  const deps = {
    sends,
    bus: {
      publish: (events: readonly { detailType: string; detail: Record<string, unknown> }[]) =>
        Promise.resolve(void published.push(...events)),
    },
    attachments: {
      remove: () => Promise.resolve(),
      put: () => Promise.resolve([]),
      get: () => Promise.resolve([]),
    },
    lanes: { sqs, urls: { transactional: 'transactional', bulk: 'bulk' } },
    rawEvents: { sqs, url: 'raw' },
    logger: silentLogger(),
    metrics: {
      addMetric: (name: string, _unit: 'Count', value: number) => {
        counts[name] = (counts[name] ?? 0) + value;
      },
    },
    recipients: makeRecipientStore(tables.dynamo, 'preferences'),
    templates: catalogueOf(),
    timers: { plan: () => Promise.resolve(), cancel: () => Promise.resolve() },
    config: aConfig(),
    mode: 'live' as const,
    now,
  };
  return {
    deps,
    counts,
    items: tables.items,
    /** Names of what the bus was told. */
    published: () => published.map(({ detailType }) => detailType),
    receive: (name: keyof typeof queues) => queues[name].receive(1000, now()),
    /** What waits in a queue, as JSON says it. */
    queued: (name: keyof typeof queues): unknown[] =>
      queues[name].receive(1000, now()).map(({ body }): unknown => JSON.parse(body)),
    statusOf: async (i: number) => (await findMessage(sends, id(i)))?.life.status,
    lifeById: async (messageId: string) => (await findMessage(sends, messageId))?.life,
    lifeOf: async (i: number) => (await findMessage(sends, id(i)))?.life,
  };
};

/** The same with a clock that is moved, whose functions end at their so many-th call from `endIn` on. */
export const endingOutbox = async (startsAt: number) => {
  let callsLeft: number | undefined;
  let now = startsAt;
  const memory = await memoryOutbox(
    [],
    () => now,
    () => {
      if (callsLeft === undefined) return;
      callsLeft -= 1;
      if (callsLeft < 0) throw new Error('crashed');
    },
  );
  return {
    memory,
    now: () => now,
    moveTo: (at: number): void => {
      now = Math.max(now, at);
    },
    endIn: (calls: number | undefined): void => {
      callsLeft = calls;
    },
    messages: (): Message[] =>
      memory
        .items('sends')
        .flatMap((item) => ('life' in item && 'to' in item ? [item as unknown as Message] : [])),
  };
};
