import * as z from 'zod';
import { checkAddress, recipientKey } from '../platform/address.ts';
import { listedDate } from './listed-date.ts';

export interface ListedAddress {
  /** As mail is sent to it. */
  email: string;
  /** As Mailgun lists it, by which alone it can be taken off. */
  spellings: readonly string[];
  /** Since when, epoch milliseconds; undefined where the list does not say. */
  at: number | undefined;
  detail?: string | undefined;
}

export interface MailgunListing {
  /** By the key of their recipients. */
  addresses: Map<string, ListedAddress>;
  /** Items with a text for an address that no mail of ours can go to. */
  foreign: number;
  /** Items that name nobody: whom they list is unknown. */
  unreadable: number;
}

const entrySchema = z.object({
  address: z.string(),
  error: z.string().optional().catch(undefined),
  created_at: z.unknown().optional(),
});

/** Adds an item to a listing under the one spelling that mail is sent to; what is no address of ours is counted. */
export const addItem = (listing: MailgunListing, item: unknown): void => {
  const entry = entrySchema.safeParse(item);
  if (!entry.success) {
    listing.unreadable += 1;
    return;
  }
  const { address, error, created_at } = entry.data;
  const checked = checkAddress(address.trim());
  if (!checked.ok) {
    listing.foreign += 1;
    return;
  }
  const key = recipientKey(checked.email);
  const present = listing.addresses.get(key);
  listing.addresses.set(
    key,
    merged(present, {
      email: checked.email,
      spellings: [address],
      at: listedDate(created_at),
      detail: error,
    }),
  );
};

/** Of an address that several domains list, or in several spellings, the latest date. */
const merged = (present: ListedAddress | undefined, listed: ListedAddress): ListedAddress => {
  if (present === undefined) return listed;
  const spellings = [...new Set([...present.spellings, ...listed.spellings])];
  const latest = (listed.at ?? -Infinity) > (present.at ?? -Infinity) ? listed : present;
  return { ...latest, spellings };
};
