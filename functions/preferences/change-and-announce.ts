import type { Bus } from '../bus/bus.ts';
import type { Related } from '../contract/email-event.ts';
import type { Recipient } from './recipient.ts';
import type { RecipientStore } from './store.ts';
import type { Audit } from './audit.ts';
import type { PreferencesDetail } from './preferences.events.ts';
import { type Decision, switchesTurned } from './recipient-changes.ts';

export interface ChangeDeps {
  recipients: Pick<RecipientStore, 'change'>;
  bus: Bus;
}

/** What becomes of a recipient, who is behind it, and the ids and metadata of the message that it came from. */
export interface RecipientChange {
  decide: (recipient: Recipient) => Decision;
  audit: Audit;
  related?: Related;
}

/**
 * Changes a recipient, and announces on the bus what they refuse from now on. Answers the recipient as they are now.
 */
export const changeAndAnnounce = async (
  { recipients, bus }: ChangeDeps,
  email: string,
  { decide, audit, related = {} }: RecipientChange,
): Promise<Recipient> => {
  let before: Recipient | undefined;
  const { changed, recipient } = await recipients.change(
    email,
    (known) => {
      before = known;
      return decide(known);
    },
    audit,
  );
  if (changed) {
    const detail: PreferencesDetail = {
      ...related,
      recipient: email,
      off: switchesTurned(before, recipient, false),
      on: switchesTurned(before, recipient, true),
      by: audit.by,
      messageId: audit.messageId,
    };
    await bus.publish([{ detailType: 'preferences.changed', detail }]);
  }
  return recipient;
};
