import { makeDynamo } from '../platform/dynamo.ts';
import { requireEnv } from '../platform/environment.ts';
import { makeLogger } from '../platform/logging.ts';
import { mailgunListsFromEnv } from './mailgun-lists-from-env.ts';
import { makeRecipientStore } from './store.ts';
import { type SyncReport, syncSuppressions } from './sync-suppressions.ts';

const deps = {
  recipients: makeRecipientStore(makeDynamo(), requireEnv('PREFERENCES_TABLE')),
  lists: mailgunListsFromEnv(),
  logger: makeLogger(),
  now: () => Date.now(),
};

/** Brings suppressions and Mailgun's lists in step. */
export const handler = (): Promise<SyncReport> => syncSuppressions(deps);
