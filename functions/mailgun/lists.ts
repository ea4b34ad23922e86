import { spellingsOf } from '../platform/address.ts';
import * as z from 'zod';
import { type MailgunApi, makeMailgunClients } from './client.ts';
import type { Secret } from '../platform/secrets.ts';
import { itemsOf } from './list-pages.ts';
import { addItem, type MailgunListing } from './listing.ts';
import type { MailgunSecret } from './secret.ts';

/** Mailgun's lists of addresses that it no longer sends to. Opt-outs are ours alone: its own would stop all mail. */
export type MailgunList = 'bounces' | 'complaints' | 'unsubscribes';

export interface MailgunLists {
  /** Everybody on a list, of all domains, read to the last page. @throws when Mailgun refuses. */
  all: (list: MailgunList) => Promise<MailgunListing>;
  add: (list: 'bounces' | 'complaints', email: string, detail: string | undefined) => Promise<void>;
  /** Takes an address off lists of all domains; where it is not, that is fine. @throws when Mailgun refuses. */
  remove: (email: string, from?: readonly MailgunList[]) => Promise<void>;
}

const notFound = z.object({ status: z.literal(404) });

export const makeMailgunLists = (settings: {
  url: string;
  timeoutMs: number;
  secret: Secret<MailgunSecret>;
  domains: readonly string[];
}): MailgunLists => {
  const clientFor = makeMailgunClients(settings);
  const keyOf = async (): Promise<string> => (await settings.secret.get()).apiKey;
  const everywhere = async (
    on: readonly MailgunList[],
    run: (api: MailgunApi, domain: string, list: MailgunList) => Promise<unknown>,
  ): Promise<void> => {
    const api = clientFor(await keyOf());
    await Promise.all(settings.domains.flatMap((domain) => on.map((list) => run(api, domain, list))));
  };
  return {
    all: async (list) => {
      const listing: MailgunListing = { addresses: new Map(), foreign: 0, unreadable: 0 };
      const { url, timeoutMs } = settings;
      const apiKey = await keyOf();
      for (const domain of settings.domains) {
        for await (const item of itemsOf({ url, apiKey, timeoutMs, domain, list })) addItem(listing, item);
      }
      return listing;
    },
    add: (list, email, detail) =>
      everywhere([list], (api, domain) =>
        api.suppressions.create(domain, list, {
          address: email,
          ...(list === 'bounces' && detail !== undefined && { error: detail }),
        }),
      ),
    remove: (email, from = ['bounces', 'complaints']) =>
      everywhere(from, async (api, domain, list) => {
        for (const spelling of spellingsOf(email)) {
          try {
            await api.suppressions.destroy(domain, list, spelling);
          } catch (error) {
            if (!notFound.safeParse(error).success) throw error;
          }
        }
      }),
  };
};
