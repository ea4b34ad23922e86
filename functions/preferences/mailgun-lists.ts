import * as z from 'zod';
import { recipientKey } from '../platform/address.ts';
import { type MailgunApi, makeMailgunClients } from '../platform/mailgun-client.ts';
import type { MailgunSecret, Secret } from '../platform/secrets.ts';

/** Mailgun's lists of addresses that it no longer sends to. Opt-outs are ours alone: its own would stop all mail. */
export type MailgunList = 'bounces' | 'complaints' | 'unsubscribes';

export interface ListedAddress {
  email: string;
  /** Since when, epoch milliseconds. */
  at: number;
  detail?: string | undefined;
}

export interface MailgunLists {
  /** Everybody on a list, of all domains, by their key; read to the last page. @throws when Mailgun refuses. */
  all: (list: MailgunList) => Promise<Map<string, ListedAddress>>;
  add: (list: 'bounces' | 'complaints', email: string, detail: string | undefined) => Promise<void>;
  /** Takes an address off lists of all domains; where it is not, that is fine. @throws when Mailgun refuses. */
  remove: (email: string, from?: readonly MailgunList[]) => Promise<void>;
}

const PAGE = 1000;

const entrySchema = z.object({
  address: z.string(),
  error: z.string().optional(),
  created_at: z.union([z.date(), z.string().transform((text) => new Date(text))]),
});
const notFound = z.object({ status: z.literal(404) });

export const makeMailgunLists = (settings: {
  url: string;
  timeoutMs: number;
  secret: Secret<MailgunSecret>;
  domains: readonly string[];
}): MailgunLists => {
  const clientFor = makeMailgunClients(settings);
  const client = async (): Promise<MailgunApi> => clientFor((await settings.secret.get()).apiKey);
  const everywhere = async (
    on: readonly MailgunList[],
    run: (api: MailgunApi, domain: string, list: MailgunList) => Promise<unknown>,
  ): Promise<void> => {
    const api = await client();
    await Promise.all(settings.domains.flatMap((domain) => on.map((list) => run(api, domain, list))));
  };
  return {
    all: async (list) => {
      const found = new Map<string, ListedAddress>();
      await everywhere([list], async (api, domain) => {
        let page: string | undefined;
        for (;;) {
          const answer = await api.suppressions.list(domain, list, {
            limit: PAGE,
            ...(page !== undefined && { page }),
          });
          for (const item of answer.items) {
            const { address, error, created_at } = entrySchema.parse(item);
            found.set(recipientKey(address), { email: address, at: created_at.getTime(), detail: error });
          }
          page = answer.pages['next'].page;
          if (answer.items.length < PAGE) return;
        }
      });
      return found;
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
        try {
          await api.suppressions.destroy(domain, list, email);
        } catch (error) {
          if (!notFound.safeParse(error).success) throw error;
        }
      }),
  };
};
