import type { Timers } from '../../timers/timers.ts';
import type { AttachmentStore } from '../message/attachments.ts';
import { finish, type FinishDeps, removeAttachmentsOf } from '../message/finish.ts';
import { removeBodies, rewriteMessage, scrubEvents } from './erase-store.ts';
import type { Life, Message } from '../message/message.ts';
import { apply } from '../message/store.ts';

export interface EraseDeps extends FinishDeps {
  attachments: Pick<AttachmentStore, 'remove'>;
  timers: Pick<Timers, 'cancel'>;
}

/**
 * Takes from a message all that tells of a person, and leaves what was counted: that it was, and what became of it.
 * `to` stands for its recipient from now on; undefined leaves the recipient of a message that only speaks of the person.
 * A message that waits is called off.
 */
export const eraseMessage = async (
  deps: EraseDeps,
  message: Message,
  to: string | undefined,
): Promise<void> => {
  const now = deps.now();
  const cancelled = await apply(deps.sends, message, { type: 'cancel' }, { now });
  if (cancelled.changed) {
    await deps.timers.cancel({ kind: 'send', id: message.id });
    await finish(deps, [cancelled.message]);
  }
  await removeAttachmentsOf(deps, message);
  await removeBodies(deps.sends, message.id);
  await rewriteMessage(deps.sends, cancelled.message, (fresh) => withoutPerson(fresh, to), now);
  await scrubEvents(deps.sends, message.id);
};

const withoutPerson = (message: Message, to: string | undefined): Message => ({
  ...message,
  to: to === undefined ? message.to : { email: to },
  subject: '',
  tags: undefined,
  metadata: undefined,
  overflow: undefined,
  failedTries: message.failedTries?.map(({ at, unknown }) => ({ at, error: 'erased', unknown })),
  life: withoutDetail(message.life),
});

/** What a mail server answered may quote the address. */
const withoutDetail = (life: Life): Life => {
  switch (life.status) {
    case 'bounced':
      return { ...life, detail: undefined };
    case 'failed':
      return { ...life, detail: 'erased' };
    default:
      return life;
  }
};
