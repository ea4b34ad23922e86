import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { startProxy } from '../local/http/proxy.ts';
import { startTestCloud, type TestCloud } from '../test/embedded-cloud.ts';
import { makeMeter, nothing, type Usage } from './meter.ts';
import { prices, TRACED_SHARE } from './prices.ts';

/** What one function asked of AWS for each mail. */
export interface FunctionCost extends Usage {
  name: string;
  invocations: number;
  gbSeconds: number;
  lambdaMs: number;
}

export interface Scenario {
  name: string;
  /** How many mails go through it. */
  mails: number;
  send: (cloud: TestCloud, mails: number) => Promise<void>;
}

const sendBatches =
  (more: Record<string, unknown>) =>
  async (cloud: TestCloud, mails: number): Promise<void> => {
    for (let start = 0; start < mails; start += 100) {
      const emails = Array.from({ length: Math.min(100, mails - start) }, (_, i) => ({
        to: { email: `bench-${start + i}@example.com` },
        subject: 'Bench',
        text: 'Hello',
        category: 'digest',
        ...more,
      }));
      const { status } = await cloud.call('POST', '/v1/emails/batch', { emails });
      if (status !== 202) throw new Error(`The batch was answered with ${status}`);
    }
  };

export const scenarios: readonly Scenario[] = [
  { name: 'bulk, in batches of 100', mails: 1000, send: sendBatches({}) },
  {
    name: 'transactional, one by one, each with time to leave',
    mails: 300,
    send: async (cloud, mails) => {
      for (let i = 0; i < mails; i += 1) {
        await cloud.send(`bench-${i}@example.com`);
        await cloud.advance('PT2S');
      }
    },
  },
  {
    name: 'scheduled, in batches of 100',
    mails: 500,
    send: (cloud, mails) =>
      sendBatches({ sendAt: new Date(Date.now() + 120_000).toISOString() })(cloud, mails),
  },
];

export interface ScenarioCost {
  scenario: string;
  mails: number;
  functions: FunctionCost[];
  logBytes: number;
}

/** Runs a scenario through the embedded cloud, every call metered, until each mail is delivered and tracked. */
export const meterScenario = async (scenario: Scenario, perMinute: number): Promise<ScenarioCost> => {
  const meter = makeMeter();
  const proxies: Awaited<ReturnType<typeof startProxy>>[] = [];
  const cloud = await startTestCloud({
    appYaml: `email:\n  delivery: { rate_limit_per_minute: ${perMinute} }\n`,
    via: async (what, url) => {
      if (what === 'webhooks') return url;
      const proxy = await startProxy(url, meter.meddle);
      proxies.push(proxy);
      return proxy.url;
    },
  });
  await cloud.idle();
  meter.take();
  const bytesBefore = logBytes(cloud.dataDir);
  const before = new Map(
    cloud.functions.map(({ name, invocations, billedMs }) => [name, { invocations, billedMs }]),
  );
  await scenario.send(cloud, scenario.mails);
  await cloud.advance('PT12M');
  const used = meter.take();
  const each = (value: number): number => value / scenario.mails;
  const functions = cloud.functions.flatMap((fn): FunctionCost[] => {
    const name = fn.name.replace('outbound-email-local-', '');
    const start = before.get(fn.name) ?? { invocations: 0, billedMs: 0 };
    const invocations = fn.invocations - start.invocations;
    if (invocations === 0) return [];
    const usage = used.get(name) ?? nothing();
    const lambdaMs = fn.billedMs - start.billedMs;
    return [
      {
        writeUnits: each(usage.writeUnits),
        bodyWriteUnits: each(usage.bodyWriteUnits),
        indexWriteUnits: each(usage.indexWriteUnits),
        readUnits: each(usage.readUnits),
        sqsRequests: each(usage.sqsRequests),
        busEvents: each(usage.busEvents),
        timers: each(usage.timers),
        name,
        invocations: each(invocations),
        lambdaMs: each(lambdaMs),
        gbSeconds: each((lambdaMs / 1000) * (fn.memoryMb / 1024)),
      },
    ];
  });
  const written = logBytes(cloud.dataDir) - bytesBefore;
  await cloud.stop();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  return { scenario: scenario.name, mails: scenario.mails, functions, logBytes: each(written) };
};

const logBytes = (dataDir: string): number =>
  readdirSync(path.join(dataDir, 'logs')).reduce(
    (sum, file) => sum + statSync(path.join(dataDir, 'logs', file)).size,
    0,
  );

/** Mailgun's events of a mail that only arrives: accepted and delivered. */
const EVENTS = 2;
const EVENT_FUNCTIONS = new Set(['webhook', 'track']);

/** The same with one event of Mailgun's for each mail, as where `accepted` is not registered. */
export const withOneEvent = (cost: ScenarioCost): ScenarioCost => ({
  ...cost,
  functions: cost.functions.map((fn) => (EVENT_FUNCTIONS.has(fn.name) ? halved(fn) : fn)),
});

const halved = (fn: FunctionCost): FunctionCost => ({
  name: fn.name,
  writeUnits: fn.writeUnits / EVENTS,
  bodyWriteUnits: fn.bodyWriteUnits / EVENTS,
  indexWriteUnits: fn.indexWriteUnits,
  readUnits: fn.readUnits / EVENTS,
  sqsRequests: fn.sqsRequests / EVENTS,
  busEvents: fn.busEvents,
  timers: fn.timers,
  invocations: fn.invocations / EVENTS,
  lambdaMs: fn.lambdaMs / EVENTS,
  gbSeconds: fn.gbSeconds / EVENTS,
});

/** Event source mappings receive and delete in tens at most, and in no more than a batch holds. */
const mappingRequests = ({ functions }: ScenarioCost): number => {
  const eventsPerMail = (functions.find(({ name }) => name === 'webhook')?.invocations ?? 0) / 10;
  return functions
    .filter(({ name }) => /^(deliver|track|timers)/.test(name))
    .reduce((sum, { name, invocations }) => {
      const tens = name === 'track' ? eventsPerMail : 0.1;
      return sum + 2 * Math.max(invocations, tens);
    }, 0);
};

/** SQS requests of our own and of the mappings, for each mail. */
export const sqsRequests = (cost: ScenarioCost): number =>
  cost.functions.reduce((sum, fn) => sum + fn.sqsRequests, 0) + mappingRequests(cost);

/** USD for a million mails, by service. `apiRequests`: of the caller, for each mail. */
export const priceOfMillion = (cost: ScenarioCost, apiRequests: number) => {
  const sum = (pick: (fn: FunctionCost) => number): number =>
    cost.functions.reduce((total, fn) => total + pick(fn), 0);
  const invocations = sum((fn) => fn.invocations);
  const each = {
    writes: sum((fn) => fn.writeUnits) * prices.dynamoWriteUnit,
    bodies: sum((fn) => fn.bodyWriteUnits) * prices.dynamoWriteUnit,
    reads: sum((fn) => fn.readUnits) * prices.dynamoReadUnit,
    sqs: sqsRequests(cost) * prices.sqsRequest,
    lambda: invocations * prices.lambdaRequest + sum((fn) => fn.gbSeconds) * prices.lambdaGbSecondArm,
    api: apiRequests * prices.apiRequest,
    timers: sum((fn) => fn.timers) * prices.timer,
    indexes: sum((fn) => fn.indexWriteUnits) * prices.dynamoWriteUnit,
    bus: sum((fn) => fn.busEvents) * prices.busEvent,
    logs: (cost.logBytes / 1e9) * prices.logGigabyte,
    traces: invocations * TRACED_SHARE * prices.trace,
  };
  return Object.fromEntries(Object.entries(each).map(([name, usd]) => [name, usd * 1e6]));
};

/** What the aim of ten dollars leaves out. */
const BESIDE = new Set(['indexes', 'bus', 'logs', 'traces']);

export const totalsOf = (usd: Record<string, number>) => {
  const sum = (entries: [string, number][]) => entries.reduce((total, [, value]) => total + value, 0);
  const entries = Object.entries(usd);
  return { core: sum(entries.filter(([name]) => !BESIDE.has(name))), all: sum(entries) };
};
