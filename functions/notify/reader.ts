import { asLine } from '../platform/one-line.ts';
import { asName } from '../platform/strangers-words.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { Audience } from './notice.ts';

/** Somebody who is written to, and in which words. */
export interface Reader {
  audience: Audience;
  email: string | undefined;
  name?: string | undefined;
  /** Of theirs as far as we know; their preferences go before. */
  locale?: string | undefined;
  timezone?: string | undefined;
  /** Who answers when they reply. */
  replyTo?: string | undefined;
}

/** A reader who has an address. */
export type Addressed = Reader & { email: string };

/** Whom a mail goes to, in their language and zone: their own choice, else what is known of them. */
export const addressedTo = (reader: Addressed, recipient: Recipient | undefined) => ({
  to: { email: reader.email, name: nameOf(reader) },
  locale: recipient?.locale ?? reader.locale,
  timezone: recipient?.timezone ?? reader.timezone,
});

/** A customer's name is a stranger's words; that of the sales team is its own. */
const nameOf = ({ audience, name }: Reader): string | undefined =>
  audience === 'customer' ? asName(name) : asLine(name ?? '') || undefined;
