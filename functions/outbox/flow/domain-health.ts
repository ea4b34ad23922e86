import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DAY, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Dynamo } from '../../platform/dynamo.ts';

/** What became of bulk mail to one receiving domain lately. */
export interface DomainHealth {
  deferred: number;
  delivered: number;
}

/** Counted in windows of this length; the present and the last one are looked at, so old trouble is forgotten. */
const WINDOW_MS = 10 * MINUTE;
/** Fewer deferrals tell nothing. */
const ENOUGH_DEFERRALS = 10;
const FRESH_MS = 5 * SECOND;

/**
 * The share of bulk mail that may go to a domain now: all of it, or less the more it defers.
 * A trickle always goes, for that is how recovery shows.
 */
export const allowedShare = ({ deferred, delivered }: DomainHealth): number => {
  if (deferred < ENOUGH_DEFERRALS) return 1;
  const rate = deferred / (deferred + delivered);
  if (rate < 0.2) return 1;
  return rate < 0.5 ? 0.25 : 0.05;
};

/** How long bulk mail is put off that may not go to its domain yet: spread, so that it comes back bit by bit. */
export const domainWaitMs = (random: () => number): number => (2 + 8 * random()) * MINUTE;

export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);

interface HealthTable {
  dynamo: Dynamo;
  table: string;
}

const itemSchema = z.object({ deferred: z.number().default(0), delivered: z.number().default(0) });
const key = (domain: string, window: number) => ({ pk: `DOMAIN#${domain}`, sk: `WINDOW#${window}` });
const windowAt = (epochMs: number): number => Math.floor(epochMs / WINDOW_MS);

/** Adds what Mailgun told of bulk mail to a domain. */
export const countForDomain = async (
  store: HealthTable,
  domain: string,
  add: DomainHealth,
  now: number,
): Promise<void> => {
  await store.dynamo.send(
    new UpdateCommand({
      TableName: store.table,
      Key: key(domain, windowAt(now)),
      UpdateExpression: 'ADD #deferred :deferred, #delivered :delivered SET #ttl = :ttl',
      ExpressionAttributeNames: { '#deferred': 'deferred', '#delivered': 'delivered', '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':deferred': add.deferred,
        ':delivered': add.delivered,
        ':ttl': Math.ceil((now + DAY) / 1000),
      },
    }),
  );
};

const readWindow = async (store: HealthTable, domain: string, window: number): Promise<DomainHealth> => {
  const answer = await store.dynamo.send(
    new GetCommand({ TableName: store.table, Key: key(domain, window) }),
  );
  return itemSchema.parse(answer.Item ?? {});
};

export type ReadDomainHealth = (domain: string) => Promise<DomainHealth>;

/** Reads a domain's health at most every few seconds. */
export const makeDomainHealthReader = (store: HealthTable, now: () => number): ReadDomainHealth => {
  const seen = new Map<string, { health: DomainHealth; readAt: number }>();
  return async (domain) => {
    const known = seen.get(domain);
    if (known && now() - known.readAt < FRESH_MS) return known.health;
    const window = windowAt(now());
    const [present, last] = await Promise.all([
      readWindow(store, domain, window),
      readWindow(store, domain, window - 1),
    ]);
    const health = {
      deferred: present.deferred + last.deferred,
      delivered: present.delivered + last.delivered,
    };
    if (seen.size > 1000) seen.clear();
    seen.set(domain, { health, readAt: now() });
    return health;
  };
};
