import type { Context } from 'aws-lambda';
import { mailgunFromEnv, rawEventsFromEnv } from '../mailgun/from-env.ts';
import { sendsFromEnv } from '../outbox/from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { reconcile, type ReconcileDeps, type ReconcileReport } from './reconcile.ts';

const MARGIN_MS = 20 * SECOND;

const deps: ReconcileDeps = {
  sends: sendsFromEnv(makeDynamo()),
  mailgun: mailgunFromEnv(),
  rawEvents: rawEventsFromEnv(),
  logger: makeLogger(),
  config: configFromEnv(),
  now: () => Date.now(),
};

/** Asks Mailgun about sent messages of which no word came. */
export const handler = (_event: unknown, context: Context): Promise<ReconcileReport> =>
  reconcile(deps, deps.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
