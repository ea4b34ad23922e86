import type { Context } from 'aws-lambda';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { mailgunFromEnv, rawEventsFromEnv } from '../mailgun/from-env.ts';
import { lanesFromEnv, attachmentsFromEnv, messageBusFromEnv, sendsFromEnv } from './from-env.ts';
import { readBreaker } from './flow/breaker.ts';
import { makePauseReader, pausedForLong } from './flow/pauses.ts';
import { sweep, type SweepDeps, type SweepReport } from './sweep/sweep.ts';
const MARGIN_MS = 10 * SECOND;

const config = configFromEnv();
const metrics = makeMetrics();
const dynamo = makeDynamo();
const sends = sendsFromEnv(dynamo);
const state = { dynamo, table: requireEnv('STATE_TABLE') };
const readPauses = makePauseReader(state, () => Date.now());
const deps: SweepDeps = {
  sends,
  attachments: attachmentsFromEnv(),
  pauses: readPauses,
  recoveredAt: async () => (await readBreaker(state)).recoveredAt,
  mailgun: mailgunFromEnv(),
  lanes: lanesFromEnv(),
  rawEvents: rawEventsFromEnv(),
  bus: messageBusFromEnv(sends),
  logger: makeLogger(),
  metrics,
  config,
  now: () => Date.now(),
};

/** Mends whatever a crash, a lost message or an unknown outcome has left behind. */
export const handler = async (_event: unknown, context: Context): Promise<SweepReport> => {
  const longPauses = pausedForLong(await readPauses(), deps.now()).length;
  if (longPauses > 0) metrics.addMetric('LongPauses', 'Count', longPauses);
  const report = await sweep(deps, deps.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
  metrics.addMetric('Sweeps', 'Count', 1);
  publishMetrics(metrics);
  return report;
};
