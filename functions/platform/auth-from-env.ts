import { findApiKey } from './api-keys.ts';
import { type Authenticate, makeAuthenticate } from './auth.ts';
import { makeDynamo } from './dynamo.ts';
import { requireEnv } from './environment.ts';

/** Checks keys against the table of the stack. */
export const authenticateFromEnv = (): Authenticate => {
  const dynamo = makeDynamo();
  const table = requireEnv('KEYS_TABLE');
  return makeAuthenticate(
    (secret) => findApiKey(dynamo, table, secret),
    () => Date.now(),
  );
};
