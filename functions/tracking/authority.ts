import type { TrackedEvent } from '../mailgun/event.ts';
import { type Message } from '../outbox/message/message.ts';
import { recipientKey } from '../platform/address.ts';
import type { Config } from '../platform/config.ts';
import { erasedAddress } from '../contract/erased-address.ts';

/** For whom events may speak. */
export interface Ours {
  /** The domains that we send from. */
  domains: readonly string[];
  /** Where all mail goes in its recipients' stead; undefined where it goes to them. */
  redirectTo: string | undefined;
}

export const oursOf = ({ email }: Pick<Config, 'email'>): Ours => ({
  domains: [email.mailgun.domain, email.mailgun.marketing_domain ?? []].flat(),
  redirectTo: email.sending.redirect_to === null ? undefined : recipientKey(email.sending.redirect_to),
});

/**
 * Why an event says nothing about a message; undefined when it does. Mailgun's signature tells who speaks, not for whom:
 * others send from the same account, and mail of ours is forwarded.
 */
export const objectionTo = (event: TrackedEvent, message: Message, ours: Ours): string | undefined => {
  if (event.isRouted) return 'about a mail that a route of Mailgun made';
  if (message.attemptedAt === undefined && (message.retries ?? []).length === 0) {
    return 'about a mail that was never handed to Mailgun';
  }
  if (event.generation > message.generation) return 'about a try that never was';
  // What left before another domain was configured came from the one of its Message-Id.
  const domains = new Set([...ours.domains, message.mailgunMessageId?.replace(/>$/, '').split('@')[1]]);
  if (event.domains.some((domain) => !domains.has(domain))) return 'of a domain that is not ours';
  if (event.recipient === undefined || event.recipient === ours.redirectTo) return undefined;
  const isRecipient =
    event.recipient === recipientKey(message.to.email) || erasedAddress(event.recipient) === message.to.email;
  return isRecipient ? undefined : 'about somebody whom the message did not go to';
};
