import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { installSleepers } from '../clock/sleepers.ts';
import { installShiftedDate } from '../clock/virtual-clock.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.ts';

type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread');
const setup = workerData as WorkerSetup;
const tell = (message: FromWorker): void => port.postMessage(message);

const now = installShiftedDate(setup.clock);
const sleepers = installSleepers(() => lookWhetherResting());

/** Requests that this thread waits for; while there are any it does not rest. */
let requests = 0;
let told: number | undefined;
let looks = 0;
/** Turns of the event loop without change, after which nothing can be under way but sleeps. */
const QUIET_TURNS = 4;

const lookWhetherResting = (): void => {
  looks += 1;
  if (told !== undefined) {
    told = undefined;
    tell({ type: 'resting', until: undefined });
  }
  waitForQuiet(looks, QUIET_TURNS);
};

const waitForQuiet = (look: number, turns: number): void => {
  setImmediate(() => {
    if (look !== looks || requests > 0) return;
    if (turns > 0) {
      waitForQuiet(look, turns - 1);
      return;
    }
    const until = sleepers.nextWakeAt();
    if (until === undefined || until === told) return;
    told = until;
    tell({ type: 'resting', until });
  });
};

subscribe('http.client.request.start', (message) => {
  requests += 1;
  const { request } = message as { request: ClientRequest };
  request.once('close', () => {
    requests -= 1;
    lookWhetherResting();
  });
  lookWhetherResting();
});

// Threads come and go, and each compiles the same bundles; they end too suddenly to keep what they compiled by themselves.
enableCompileCache('node_modules/.cache/outbound-email/compiled');
const loaded = import(setup.bundle) as Promise<{ handler: Handler }>;
void loaded.then(
  () => flushCompileCache(),
  () => undefined,
);

const invoke = async (message: Extract<ToWorker, { type: 'invoke' }>): Promise<void> => {
  const { requestId, deadline } = message;
  try {
    const { handler } = await loaded;
    const result = await handler(message.event, {
      awsRequestId: requestId,
      functionName: setup.functionName,
      memoryLimitInMB: String(setup.memoryMb),
      invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${setup.functionName}`,
      getRemainingTimeInMillis: () => deadline - now(),
    });
    tell({ type: 'done', requestId, result });
  } catch (error) {
    tell({
      type: 'failed',
      requestId,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
};

port.on('message', (message: ToWorker) => {
  if (message.type === 'wake') sleepers.wake();
  else void invoke(message);
});
