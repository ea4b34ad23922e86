import { createHash } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import type { AttachmentStore } from '../../functions/outbox/message/attachments.ts';
import { makeMessageBus, type MessageBus } from '../../functions/outbox/message/bus-events.ts';
import type { Lanes } from '../../functions/outbox/message/lanes.ts';
import type { MailgunClient } from '../../functions/mailgun/mailgun.ts';
import type { RawEventsQueue } from '../../functions/mailgun/raw-events.ts';
import type { SendsTable } from '../../functions/outbox/message/store.ts';
import type { Bus, BusEvent } from '../../functions/bus/bus.ts';
import type { Config } from '../../functions/platform/config.ts';
import type { Dynamo } from '../../functions/platform/dynamo.ts';
import { makeRecipientStore, type RecipientStore } from '../../functions/preferences/store.ts';
import { type Catalogue, makeCatalogue } from '../../functions/rendering/catalogue.ts';
import type { Timers } from '../../functions/timers/timers.ts';
import { parseConfig } from '../../lib/read-config.ts';
import { localConfig } from '../../local/stacks/synthesize.ts';
import { type Chance, seededChance } from '../../local/mailgun/chance.ts';
import { makeSimulatedMailgun, type SimulatedMailgun, type Weather, weathers } from './mailgun.ts';
import { clientOf, makeMemoryDynamo, type MemoryDynamo, type Tamper } from './memory-dynamo.ts';
import { makeMemoryQueue, type MemoryQueue, sqsClientOf } from './memory-sqs.ts';
import { type Fate, makeTurns, type Run, type Turns } from './turns.ts';

export const TABLES = {
  sends: 'sends',
  preferences: 'preferences',
  state: 'state',
  templates: 'templates',
  activity: 'activity',
} as const;

export const queueNames = [
  'transactional',
  'bulk',
  'raw-events',
  'timers',
  'bus-events',
  'dead-letters',
] as const;
export type QueueName = (typeof queueNames)[number];

export interface Trouble {
  /** One of these is drawn now and then. */
  weathers: readonly Weather[];
  /** How often our endpoint for webhooks is down meanwhile. */
  webhookDown: number;
  /** The share of sends that a weather strikes. */
  strikes: number;
}

const everyTrouble: Trouble = { weathers, webhookDown: 0.3, strikes: 0.4 };

/** Everything outside the functions, and the one clock. */
export interface World {
  turns: Turns;
  chance: Chance;
  config: Config;
  now: () => number;
  moveTo: (epochMs: number) => void;
  dynamo: MemoryDynamo;
  queues: Record<QueueName, MemoryQueue>;
  mailgun: SimulatedMailgun;
  weather: Weather;
  /** While our endpoint is down, Mailgun's webhooks are refused. */
  isWebhookDown: boolean;
  trouble: Trouble;
  timers: Map<string, { id: string; dueAt: number }>;
  objects: Set<string>;
  published: BusEvent[];
  faults: { on: boolean; counts: Record<string, number> };
  journal: ReturnType<typeof createHash>;
}

export interface WorldOptions {
  seed: number;
  tamper?: Tamper | undefined;
  configure?: ((config: Config) => Config) | undefined;
  trouble?: Trouble | undefined;
  appYaml?: string | undefined;
}

/** Tries must outlast the faults, or mail ends as dead letters, rightly. */
const APP_YAML = `
email:
  delivery: { rate_limit_per_minute: 3000, retry_attempts: 20, retry_delay_minutes: 1 }
`;

const START = Date.parse('2027-01-04T09:00:00Z');

export const makeWorld = ({
  seed,
  tamper,
  configure = (config) => config,
  trouble = everyTrouble,
  appYaml = APP_YAML,
}: WorldOptions): World => {
  let now = START;
  const chance = seededChance(seed, 'simulation');
  const queue = (visibilityS: number, maxReceives: number): MemoryQueue =>
    makeMemoryQueue({
      visibilityMs: visibilityS * 1000,
      maxReceives,
      chance,
      doubles: 0.02,
      deadLetter: (record) => queues['dead-letters'].send(record.body, now),
    });
  const queues = {
    transactional: queue(360, 31),
    bulk: queue(721, 31),
    'raw-events': queue(181, 1000),
    timers: queue(180, 1000),
    'bus-events': queue(180, 1000),
    'dead-letters': queue(180, 1000),
  };
  return {
    turns: makeTurns(),
    chance,
    config: configure(localConfig(parseConfig(appYaml, 'app.yaml'))),
    now: () => now,
    moveTo: (epochMs) => {
      // Clocks count whole milliseconds.
      now = Math.max(now, Math.ceil(epochMs));
    },
    dynamo: makeMemoryDynamo(tamper),
    queues,
    mailgun: makeSimulatedMailgun(seed, () => now),
    weather: 'fair',
    isWebhookDown: false,
    trouble,
    timers: new Map(),
    objects: new Set(),
    published: [],
    faults: { on: false, counts: {} },
    journal: createHash('sha256'),
  };
};

/** Clients of one function, each of whose calls is held until its turn. */
export interface Clients {
  dynamo: Dynamo;
  sends: SendsTable;
  recipients: RecipientStore;
  templates: Catalogue;
  attachments: AttachmentStore;
  /** Events of features, and those of messages. */
  businessBus: Bus;
  bus: MessageBus;
  lanes: Lanes;
  rawEvents: RawEventsQueue;
  timers: Timers;
  mailgun: MailgunClient;
}

/** Clients of one execution environment. */
export const makeClients = (world: World, run: Run): Clients => {
  const hold = <T>(what: string, effect: () => T): Promise<T> => world.turns.hold(run, what, effect);
  const dynamo = clientOf((input, command) => hold('dynamodb', () => world.dynamo.answer(input, command)));
  const sqs = sqsClientOf(
    (effect) => hold('sqs', effect),
    (url) => queueAt(world, url),
    world.now,
  );
  const sends = {
    dynamo,
    table: TABLES.sends,
    messagesDays: 400,
    countersTable: TABLES.state,
    meter: { addMetric: () => undefined },
  };
  const bus: Bus = { publish: (events) => hold('bus', () => void world.published.push(...events)) };
  return {
    dynamo,
    sends,
    recipients: makeRecipientStore(dynamo, TABLES.preferences),
    templates: makeCatalogue({ dynamo, table: TABLES.templates }, world.now),
    attachments: attachmentsIn(world, hold),
    businessBus: bus,
    bus: makeMessageBus(bus, sends),
    lanes: { sqs, urls: { transactional: 'transactional', bulk: 'bulk' } },
    rawEvents: { sqs, url: 'raw-events' },
    timers: {
      plan: ({ kind, id, dueAt }) =>
        hold('scheduler', () => void world.timers.set(`${kind} ${id}`, { id, dueAt })),
      cancel: ({ kind, id }) => hold('scheduler', () => void world.timers.delete(`${kind} ${id}`)),
    },
    mailgun: {
      send: (mail) =>
        hold('mailgun send', () => world.mailgun.send(mail, world.weather, world.trouble.strikes)),
      events: async function* (query) {
        let token: string | undefined;
        do {
          const page = await hold('mailgun events', () => world.mailgun.eventsPage(query, token));
          yield* page.events;
          token = page.next;
        } while (token !== undefined);
      },
    },
  };
};

const queueAt = (world: World, url: string): MemoryQueue => {
  const name = queueNames.find((one) => one === url);
  if (name === undefined) throw new Error(`There is no queue ${url}`);
  return world.queues[name];
};

const attachmentsIn = (
  world: World,
  hold: <T>(what: string, effect: () => T) => Promise<T>,
): AttachmentStore => ({
  put: (prefix, attachments) =>
    hold('s3', () =>
      attachments.map(({ filename, contentType, content }, i) => {
        const objectKey = `${prefix}/${i}`;
        world.objects.add(objectKey);
        return { filename, contentType, size: content.length, objectKey };
      }),
    ),
  get: (attachments) =>
    hold('s3', () =>
      attachments.map(({ filename, contentType, objectKey }) => {
        if (!world.objects.has(objectKey)) throw new Error(`There is no object ${objectKey}`);
        return { filename, contentType, data: Buffer.from('x') };
      }),
    ),
  remove: (attachments) =>
    attachments.length === 0
      ? Promise.resolve()
      : hold('s3', () => attachments.forEach(({ objectKey }) => world.objects.delete(objectKey))),
});

/** The first of these whose share holds the roll. */
const SHARES: readonly (readonly [Exclude<Fate, 'done'>, number])[] = [
  ['refused', 0.015],
  ['answer_lost', 0.01],
  ['killed_before', 0.003],
  ['killed_after', 0.003],
];

/** What becomes of a call. Sends fail in Mailgun's own ways, and its client throws nothing. */
export const drawFate = (world: World, what: string): Fate => {
  if (!world.faults.on) return 'done';
  let roll = world.chance();
  for (const [fate, share] of SHARES) {
    if (roll < share) {
      if (what === 'mailgun send' && !fate.startsWith('killed')) return 'done';
      const name = `${what.replace(' ', '_')}_${fate}`;
      world.faults.counts[name] = (world.faults.counts[name] ?? 0) + 1;
      return fate;
    }
    roll -= share;
  }
  return 'done';
};

export const silentLogger = (): Logger => new Logger({ logLevel: 'SILENT' });
