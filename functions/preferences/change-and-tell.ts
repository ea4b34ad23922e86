import type { Bus } from '../platform/bus.ts';
import { optOutSwitches } from './categories.ts';
import type { Recipient } from './recipient.ts';
import type { RecipientStore } from './store.ts';
import type { Trail } from './trail.ts';
import type { Decision } from './wishes.ts';

export interface ChangeDeps {
  recipients: Pick<RecipientStore, 'change'>;
  bus: Bus;
}

/**
 * Changes a recipient, and tells the bus what they refuse from now on. Answers the recipient as they are now.
 * `related` are the ids and metadata of the message that it came from.
 */
export const changeAndTell = async (
  { recipients, bus }: ChangeDeps,
  email: string,
  decide: (recipient: Recipient) => Decision,
  trail: Trail,
  related: Readonly<Record<string, unknown>> = {},
): Promise<Recipient> => {
  let before: Recipient | undefined;
  const { changed, recipient } = await recipients.change(
    email,
    (known) => {
      before = known;
      return decide(known);
    },
    trail,
  );
  if (changed) {
    const turned = (to: boolean) =>
      optOutSwitches.filter(
        (name) => (before?.[name] !== false) !== to && (recipient[name] !== false) === to,
      );
    const detail = {
      ...related,
      recipient: email,
      off: turned(false),
      on: turned(true),
      by: trail.by,
      messageId: trail.messageId,
    };
    await bus.publish([{ detailType: 'preferences.changed', detail }]);
  }
  return recipient;
};
