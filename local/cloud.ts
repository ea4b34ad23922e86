import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SendMessageCommand, SQSServiceException } from '@aws-sdk/client-sqs';
import { valueAt } from '../functions/platform/json.ts';
import { createApiKey, scopes } from '../functions/platform/api-keys.ts';
import { startControlPlane } from './aws/control-plane.ts';
import { startDynamo } from './aws/dynamodb.ts';
import { makeEventBus } from './aws/event-bus.ts';
import { localCredentials, startQueues } from './aws/queues.ts';
import { makeScheduler } from './aws/scheduler.ts';
import { fakeMailgunKeys, makeSecrets } from './aws/secrets.ts';
import { makeTextMessages } from './aws/text-messages.ts';
import { type Actor, startDriver } from './clock/driver.ts';
import { processClock } from './clock/virtual-clock.ts';
import { isFrontDoor, leadToConsole, makeConsole } from './http/console.ts';
import { makeControls } from './api/controls.ts';
import { makeGateway } from './api/gateway.ts';
import { listenOnLoopbackOnly } from './http/loopback.ts';
import { type Answer, startServer } from './http/server.ts';
import { targetOf } from './http/target.ts';
import { createCustomResource } from './lambda/custom-resources.ts';
import { FunctionPool } from './lambda/function-pool.ts';
import { endIdle } from './lambda/idle-instances.ts';
import { InvocationStopped } from './lambda/instance.ts';
import { QueuePoller } from './lambda/queue-poller.ts';
import { makeRuleTicker } from './lambda/rule-ticker.ts';
import { startFakeMailgun } from './mailgun/start.ts';
import { makeResolve, REGION } from './stacks/resolve.ts';
import { readModel } from './stacks/model.ts';
import type { Assembly } from './stacks/synthesize.ts';
import { openState, STATE_FILE, storedOffset, storeOffset } from './state.ts';

/** Where something may stand between the service and its surroundings; `control` is Scheduler, the bus, secrets and text messages. */
export const passages = ['dynamodb', 'sqs', 'control', 'webhooks'] as const;
export type Passage = (typeof passages)[number];

export interface CloudOptions {
  assembly: Assembly;
  dataDir: string;
  /** 0 picks a free port. */
  port: number;
  dynamoEndpoint?: string | undefined;
  /** Real time, since it is the socket's. */
  mailgunTimeoutMs?: number;
  /** Puts something between the service and what it calls, or what calls it; answers the address to use instead. */
  via?: (what: Passage, url: string) => Promise<string>;
  /** Told of functions that failed, which nobody else would hear of. */
  onFailure: (line: string) => void;
  /** Told when a part has ended that the service can't do without. */
  onEnd?: (error: Error) => void;
}

export interface Cloud {
  url: string;
  /** Its functions, to look at and to disturb. */
  functions: readonly FunctionPool[];
  stop: () => Promise<void>;
}

export const LOCAL_KEY = 'local-dev-key';

/** JSON with characters beyond U+FFFF by their escapes: the emulated queues refuse what SQS takes. */
const inBasicPlane = (json: string): string =>
  json.replace(/[\ud800-\udfff]/g, (half) => `\\u${half.charCodeAt(0).toString(16)}`);

const LOOK_FOR_IDLE_MS = 1000;

/** API functions run as many copies as a small machine bears; the others as many as their mapping says. */
const API_CONCURRENCY = 4;

/** Starts every part of the stacks on this machine. */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { dataDir, onFailure } = options;
  listenOnLoopbackOnly();
  const logDir = path.join(dataDir, 'logs');
  mkdirSync(logDir, { recursive: true });
  const reportFailure = (functionName: string, error: unknown): void => {
    if (error instanceof InvocationStopped) return;
    onFailure(`${functionName}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const reportCloudFailure = (error: unknown): void => reportFailure('the embedded cloud', error);
  let answer = whileStarting;
  const server = await startServer(
    options.port,
    (request, response) => answer(request, response),
    reportCloudFailure,
  );
  const { url } = server;
  const isNew = !existsSync(path.join(dataDir, STATE_FILE));
  const state = openState(dataDir);
  const clock = processClock();
  clock.restore(storedOffset(state));

  const [queues, dynamo] = await Promise.all([
    startQueues(dataDir, reportFailure),
    startDynamo(dataDir, options.dynamoEndpoint, options.onEnd ?? reportCloudFailure),
  ]);
  const via = options.via ?? ((_what, address) => Promise.resolve(address));
  const sqsUrl = await via('sqs', queues.url);
  const resolve = makeResolve(options.assembly, { publicUrl: url, sqsUrl });
  const model = readModel(options.assembly, resolve);
  const documents = DynamoDBDocumentClient.from(dynamo.client);
  const keysTable = model.tables.find(({ TableName }) => TableName.endsWith('-keys'))?.TableName ?? '';
  const createLocalKey = () =>
    createApiKey(documents, keysTable, { client: 'local', scopes, now: clock.now(), secret: LOCAL_KEY });
  await Promise.all([queues.create(model), dynamo.create(model.tables)]);
  await createLocalKey();

  const putOnQueue = async (queueArn: string, body: string): Promise<void> => {
    const queue = queueArn.split(':').at(-1) ?? '';
    try {
      await queues.client.send(
        new SendMessageCommand({ QueueUrl: queues.urlOf(queue), MessageBody: inBasicPlane(body) }),
      );
    } catch (error) {
      // As in AWS: what a target refuses, too long or of characters that it does not take, is not offered again.
      if (!(error instanceof SQSServiceException && error.$fault === 'client')) throw error;
      reportFailure(queue, error);
    }
  };
  const scheduler = makeScheduler(state, clock.now, putOnQueue);
  const bus = makeEventBus(state, clock.now, {
    rules: model.busRules.map(({ source: named, isTaken, detailTypes, fields, queueArn }) => ({
      queueArn,
      matches: ({ source, detailType, detail }) =>
        (source === named) === isTaken &&
        detailTypes.includes(detailType) &&
        fields.every(({ path, values }) => {
          const value = valueAt(detail, path);
          return values === undefined ? value !== undefined : values.some((one) => one === value);
        }),
    })),
    deliver: putOnQueue,
  });
  const secrets = makeSecrets(state, model);
  const texts = makeTextMessages(state, clock.now);
  const controlPlane = await startControlPlane({ scheduler, bus, secrets, texts }, reportCloudFailure);
  const webhookUrl = await via('webhooks', `${url}/webhooks/mailgun`);
  const mailgun = await startFakeMailgun({
    database: state,
    now: clock.now,
    webhookUrl: () => webhookUrl,
    ...fakeMailgunKeys,
    port: 0,
    onChange: () => undefined,
  });

  const controlUrl = await via('control', controlPlane.url);
  const environment = {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: await via('dynamodb', dynamo.url),
    AWS_ENDPOINT_URL_SQS: sqsUrl,
    AWS_ENDPOINT_URL_S3: queues.url,
    AWS_ENDPOINT_URL_SCHEDULER: controlUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: controlUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: controlUrl,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: controlUrl,
    AWS_MAX_ATTEMPTS: '3',
    POWERTOOLS_LOG_LEVEL: 'INFO',
    MAILGUN_URL: mailgun.url,
    MAILGUN_TIMEOUT_MS: String(options.mailgunTimeoutMs ?? 5000),
    NO_PROXY: '127.0.0.1,localhost',
    TZ: 'UTC',
  };
  const pools = new Map(
    model.functions.map((fn) => {
      const mapped = model.mappings.filter(({ functionName }) => functionName === fn.FunctionName);
      const concurrency = Math.max(...mapped.map((mapping) => mapping.concurrency), 0);
      return [
        fn.FunctionName,
        new FunctionPool({
          fn,
          concurrency: concurrency === 0 ? API_CONCURRENCY : concurrency,
          environment,
          clock: clock.shared,
          logDir,
        }),
      ] as const;
    }),
  );
  const poolOf = (name: string): FunctionPool => {
    const pool = pools.get(name);
    if (pool === undefined) throw new Error(`The stacks have no function ${name}`);
    return pool;
  };
  const pollers = model.mappings.map(
    (mapping) => new QueuePoller(mapping, { queues, pool: poolOf(mapping.functionName) }),
  );
  // A run of one rule is no reason to run another: whatever it sets going shows in other functions.
  const ruleFunctions = new Set(model.rules.map(({ functionName }) => functionName));
  const invocationsFor = (stack: string): (() => number) => {
    const watched = model.functions
      .filter((fn) => !ruleFunctions.has(fn.FunctionName) && givesWorkTo(stack, fn.stack))
      .map((fn) => poolOf(fn.FunctionName));
    return () =>
      watched.reduce((sum, pool) => sum + pool.invocations + pool.completed, mailgun.listChanges());
  };
  const tickers = model.rules.map((rule) =>
    makeRuleTicker({
      everyMs: rule.everyMs,
      pool: poolOf(rule.functionName),
      now: clock.now,
      otherInvocations: invocationsFor(rule.stack),
      reportFailure,
    }),
  );
  const actors: Actor[] = [
    { nextDueAt: scheduler.nextDueAt, runDue: scheduler.runDue, isWorking: () => false, isBusy: () => false },
    { nextDueAt: bus.nextDueAt, runDue: bus.runDue, isWorking: () => false, isBusy: () => false },
    {
      nextDueAt: mailgun.nextDueAt,
      runDue: mailgun.runDue,
      isWorking: mailgun.isBusy,
      isBusy: mailgun.isBusy,
    },
    ...tickers,
    ...pollers,
    ...pools.values(),
  ];
  const driver = startDriver(clock, actors, {
    onMoved: () => storeOffset(state, clock.offsetMs()),
    onFailure: reportCloudFailure,
  });

  /** What a deployment does once all is there. */
  const deploy = async (): Promise<void> => {
    for (const { id, functionName } of model.customResources) {
      const pool = poolOf(functionName);
      await createCustomResource(id, pool);
      await pool.restart();
    }
  };

  const reset = async (): Promise<void> => {
    await Promise.all([...pools.values()].map((pool) => pool.restart()));
    queues.reset();
    scheduler.reset();
    bus.reset();
    texts.reset();
    mailgun.reset();
    await dynamo.reset(model.tables);
    clock.restore(0);
    storeOffset(state, 0);
    await createLocalKey();
    await deploy();
    tickers.forEach((ticker) => ticker.begin());
  };
  const controls = makeControls({
    clock,
    driver,
    mailgun,
    bus,
    scheduler,
    texts,
    reset,
    endpoints: { dynamodb: dynamo.url, sqs: queues.url, s3: queues.url },
  });
  const gateway = makeGateway(model, pools, clock.now, reportFailure);
  const showConsole = makeConsole();
  await deploy();
  if (isNew) tickers.forEach((ticker) => ticker.begin());
  const idleEnding = setInterval(() => endIdle([...pools.values()]), LOOK_FOR_IDLE_MS).unref();
  answer = async (request, response) => {
    const { pathname } = targetOf(request);
    if (pathname.startsWith('/_local/')) await controls(request, response);
    else if (pathname.startsWith('/console')) await showConsole(request, response);
    else if (isFrontDoor(request)) leadToConsole(response);
    else await gateway(request, response);
  };

  return {
    url,
    functions: [...pools.values()],
    stop: async () => {
      driver.stop();
      clearInterval(idleEnding);
      pollers.forEach((poller) => poller.stop());
      await server.stop();
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
      await mailgun.stop();
      await controlPlane.stop();
      queues.client.destroy();
      await queues.stop();
      await dynamo.stop();
      state.close();
    },
  };
};

/** Rooms that all others work with. */
const sharedRooms = ['outbox', 'tracking', 'preferences'];

/**
 * Whether functions of one stack may give those of another something to do: features meet on the bus alone, but for
 * privacy, and for what the sales team says of itself.
 */
const givesWorkTo = (stack: string, from: string): boolean =>
  stack === from ||
  ['privacy', 'reps'].some((room) => from.endsWith(`-${room}`)) ||
  sharedRooms.some((room) => stack.endsWith(`-${room}`));

const whileStarting: Answer = async (_request, response) => {
  response.writeHead(503, { 'retry-after': '1' }).end('The service is starting.');
  return Promise.resolve();
};
