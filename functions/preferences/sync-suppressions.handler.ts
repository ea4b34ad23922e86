import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { makeLogger, makeMetrics, publishMetrics } from '../platform/logging.ts';
import { makeRecipientStore } from './store.ts';
import { type SyncReport, syncSuppressions } from './suppression/sync-suppressions.ts';
import { mailgunListsFromEnv } from '../mailgun/from-env.ts';

const metrics = makeMetrics();
const deps = {
  recipients: makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE')),
  lists: mailgunListsFromEnv(),
  logger: makeLogger(),
  meter: metrics,
  now: () => Date.now(),
};

/** Brings suppressions and Mailgun's lists in step. */
export const handler = async (): Promise<SyncReport> => {
  try {
    return await syncSuppressions(deps);
  } finally {
    publishMetrics(metrics);
  }
};
