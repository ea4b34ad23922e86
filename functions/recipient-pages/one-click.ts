import type { Related } from '../contract/email-event.ts';
import { isErasedAddress } from '../contract/erased-address.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { Bus } from '../bus/bus.ts';
import { categoryRules } from '../contract/category.ts';
import { queueRawEvents, type RawEventsQueue } from '../mailgun/raw-events.ts';
import type { EmailReader } from '../outbox/outbox.ts';
import { recipientKey } from '../platform/address.ts';
import { changeAndAnnounce } from '../preferences/change-and-announce.ts';
import type { MailLink } from '../preferences/public-links.ts';
import { optOut } from '../preferences/recipient-changes.ts';
import type { RecipientStore } from '../preferences/store.ts';

export interface OneClickDeps {
  recipients: Pick<RecipientStore, 'change' | 'changeErased'>;
  emails: EmailReader;
  bus: Bus;
  rawEvents: RawEventsQueue;
  now: () => number;
}

/** Refuses the kind of mail that a link was in, at once, and has it noted on that mail (RFC 8058). */
export const refuse = async (deps: OneClickDeps, link: MailLink): Promise<void> => {
  const { email, category, messageId, generation } = link;
  const { refusedBy } = categoryRules[category];
  const now = deps.now();
  if (refusedBy !== null) {
    const mail = (await deps.emails.find([messageId])).get(messageId);
    const decide = (recipient: Recipient) => optOut(recipient, [refusedBy], now);
    const audit = { at: now, by: 'recipient', how: 'one_click', messageId } as const;
    // Who was erased since is not written down anew: what they refuse stands under their hash.
    if (mail && isErasedAddress(mail.to.email)) await deps.recipients.changeErased(email, decide, audit);
    else await changeAndAnnounce(deps, email, { decide, audit, related: mail?.related ?? {} });
  }
  const oneClick = { messageId, generation, recipient: recipientKey(email) };
  await queueRawEvents(deps.rawEvents, [{ receivedAt: now, oneClick }]);
};

/** What the mail of a link belongs to; nothing any more when it is past its retention. */
export const relatedOf = async (emails: EmailReader, { messageId }: MailLink): Promise<Related> =>
  (await emails.find([messageId])).get(messageId)?.related ?? {};
