import type { ApiKey } from './api-keys.ts';
import { hasScope } from './auth.ts';
import { ServiceError } from './errors.ts';

/** Something that an API client told us of; without `client` the bus did. */
export interface Owned {
  client?: string | undefined;
}

/** What a key may change: what its client told of, and the bus; with `operate` everything. */
export const mayChange =
  (caller: ApiKey | undefined) =>
  ({ client }: Owned): boolean =>
    client === undefined || client === caller?.client || hasScope(caller, 'operate');

/** `what` is such as "conversation". */
export const ofAnotherClient = (what: string): ServiceError =>
  new ServiceError(
    'forbidden',
    `Another client told of this ${what}; changing it needs a key of that client, or the scope "operate".`,
  );
