import { makeDynamo } from '../platform/dynamo.ts';
import { configFromEnv, requireEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { makeRepStore } from '../reps/store.ts';
import type { ActivityDeps } from './deps.ts';
import { makeActivityStore } from './store.ts';

/** What this room works with, as the stack has set it. */
export const activitiesFromEnv = (): ActivityDeps => {
  const dynamo = makeDynamo();
  const table = requireEnv('ACTIVITY_TABLE');
  return {
    activities: makeActivityStore(dynamo, table, configFromEnv().retention.messages_days),
    reps: makeRepStore(dynamo, table),
    logger: makeLogger(),
    now: () => Date.now(),
  };
};
