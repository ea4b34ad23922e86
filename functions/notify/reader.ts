import { asLine } from '../platform/one-line.ts';
import { asName } from '../platform/strangers-words.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { Audience } from './notice.ts';

/** Somebody who is written to, and in which words. */
export interface Reader<A extends Audience = Audience> {
  audience: A;
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

/** Names of customers and their people are a stranger's words; those of the sales team are its own. */
const nameOf = ({ audience, name }: Reader): string | undefined => {
  const isStranger = audience === 'customer' || audience === 'attendee';
  return isStranger ? asName(name) : asLine(name ?? '') || undefined;
};
