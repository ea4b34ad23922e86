import type { Context } from 'aws-lambda';
import { makeMessageBus } from './bus-events.ts';
import type { SendsTable } from './store.ts';
import { busFromEnv } from '../platform/bus.ts';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics } from '../platform/logging.ts';
import { mailgunFromEnv } from './mailgun-from-env.ts';
import { lanesFromEnv } from './outbox-from-env.ts';
import { sweep, type SweepDeps, type SweepReport } from './sweep.ts';

const MARGIN_MS = 10 * SECOND;

const config = configFromEnv();
const metrics = makeMetrics();
const sends: SendsTable = {
  dynamo: makeDynamo(),
  table: requireEnv('SENDS_TABLE'),
  messagesDays: config.retention.messages_days,
};
const deps: SweepDeps = {
  sends,
  mailgun: mailgunFromEnv(),
  lanes: lanesFromEnv(),
  bus: makeMessageBus(busFromEnv(requireEnv('BUS_NAME')), sends),
  logger: makeLogger(),
  metrics,
  config,
  now: () => Date.now(),
};

/** Mends whatever a crash, a lost message or an unknown outcome has left behind. */
export const handler = async (_event: unknown, context: Context): Promise<SweepReport> => {
  const report = await sweep(deps, deps.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
  metrics.publishStoredMetrics();
  return report;
};
