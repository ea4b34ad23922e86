import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { makeSetting } from './settings.ts';

export const webhookTypes = [
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'complained',
  'temporary_fail',
  'permanent_fail',
] as const;
export const webhookTypeSchema = z.enum(webhookTypes);
export type WebhookType = z.infer<typeof webhookTypeSchema>;

type Addresses = Record<WebhookType, readonly string[]>;

/** Which addresses are told of which type of event, by domain. */
export interface WebhookAddresses {
  of: (domain: string) => Addresses;
  put: (domain: string, changed: Partial<Addresses>) => void;
  /** Every domain is as it was at first. */
  forget: () => void;
}

const addressesSchema = z.record(webhookTypeSchema, z.array(z.string()));
const shape = z.record(z.string(), addressesSchema);

/** Until somebody changes a domain's, all types lead to the one address that is registered from the start. */
export const makeWebhookAddresses = (
  database: DatabaseSync,
  registered: () => string | undefined,
): WebhookAddresses => {
  const changed = makeSetting(database, { key: 'webhooks', shape, initial: {} });
  const of = (domain: string): Addresses => changed.read()[domain] ?? everyType([registered() ?? []].flat());
  return {
    of,
    put: (domain, urls) => {
      const all = { ...of(domain), ...urls };
      changed.write({ ...changed.read(), [domain]: mapTypes((type) => all[type]) });
    },
    forget: () => changed.write({}),
  };
};

const everyType = (urls: readonly string[]): Addresses => mapTypes(() => urls);

const mapTypes = (urlsOf: (type: WebhookType) => readonly string[]): z.infer<typeof addressesSchema> =>
  addressesSchema.parse(Object.fromEntries(webhookTypes.map((type) => [type, urlsOf(type)])));
