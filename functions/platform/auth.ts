import { MINUTE } from './clock.ts';
import { ServiceError } from './errors.ts';
import { sha256Hex } from './ids.ts';
import type { ApiKey, Scope } from './api-keys.ts';

/** `scope` is what the key needs, any one of several. */
export type Authenticate = (
  authorization: string | undefined,
  scope: Scope | readonly Scope[],
) => Promise<ApiKey>;

/** How long a revoked key may go on working in a warm function. */
const CACHE_MS = MINUTE;
const CACHE_SIZE = 1000;

const quoted = (scopes: readonly Scope[], between: string): string =>
  scopes.map((scope) => `"${scope}"`).join(between);

/** Whether a key opens what a scope stands for; `admin` opens everything. */
export const hasScope = (key: Pick<ApiKey, 'scopes'> | undefined, scope: Scope): boolean =>
  key !== undefined && (key.scopes.includes(scope) || key.scopes.includes('admin'));

/**
 * Checks `Authorization: Bearer <key>` against a scope; `admin` opens everything.
 * @throws ServiceError `unauthorized` or `forbidden`.
 */
export const makeAuthenticate = (
  find: (secret: string) => Promise<ApiKey | undefined>,
  now: () => number,
): Authenticate => {
  const cache = new Map<string, { key: ApiKey | undefined; readAt: number }>();
  const lookUp = async (secret: string): Promise<ApiKey | undefined> => {
    const hash = sha256Hex(secret);
    const cached = cache.get(hash);
    // An unknown key is not cached: one that was created a moment ago must work.
    if (cached?.key && now() - cached.readAt < CACHE_MS) return cached.key;
    const key = await find(secret);
    if (cache.size >= CACHE_SIZE) cache.clear();
    cache.set(hash, { key, readAt: now() });
    return key;
  };
  return async (authorization, scope) => {
    const secret = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (secret === undefined) {
      throw new ServiceError('unauthorized', 'Send your API key as "Authorization: Bearer <key>".');
    }
    const key = await lookUp(secret);
    if (key === undefined) {
      throw new ServiceError('unauthorized', 'This API key is unknown or was revoked.');
    }
    const wanted = typeof scope === 'string' ? [scope] : scope;
    if (!wanted.some((one) => hasScope(key, one))) {
      throw new ServiceError(
        'forbidden',
        `This route needs the scope ${quoted(wanted, ' or ')}; your key has ${quoted(key.scopes, ', ')}.`,
      );
    }
    return key;
  };
};
