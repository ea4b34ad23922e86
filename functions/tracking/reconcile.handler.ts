import { publishMetrics } from '../platform/logging.ts';
import type { Context } from 'aws-lambda';
import { mailgunFromEnv } from '../outbox/mailgun-from-env.ts';
import { SECOND } from '../platform/clock.ts';
import { configFromEnv } from '../platform/environment.ts';
import { reconcile, type ReconcileReport } from './reconcile.ts';
import { trackFromEnv } from './track-from-env.ts';

const MARGIN_MS = 20 * SECOND;

const deps = { ...trackFromEnv(), mailgun: mailgunFromEnv(), config: configFromEnv() };

/** Asks Mailgun about sent messages of which no word came. */
export const handler = async (_event: unknown, context: Context): Promise<ReconcileReport> => {
  const report = await reconcile(deps, deps.now() + context.getRemainingTimeInMillis() - MARGIN_MS);
  publishMetrics(deps.metrics);
  return report;
};
