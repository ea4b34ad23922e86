import type { AttachmentStore } from './attachments.ts';
import { changeEvent, type MessageBus } from './bus-events.ts';
import { isUnannounced, type Message, needsAttachments } from './message.ts';
import { saveAnnounced } from './joint-store.ts';
import { findHeads } from './body-store.ts';
import { type SendsTable } from './store.ts';

export interface AnnounceDeps {
  sends: SendsTable;
  bus: MessageBus;
  now: () => number;
}

export interface FinishDeps extends AnnounceDeps {
  attachments: Pick<AttachmentStore, 'remove'>;
}

/**
 * What follows when messages end by our own doing: their attachments go, and the bus is told. If the process crashes
 * before it is done, they stay in the sweeper's index, so that it is done at least once. Messages that have been told of
 * are left out.
 */
export const finish = async (deps: FinishDeps, messages: readonly Message[]): Promise<void> => {
  const unannounced = messages.filter(({ life }) => isUnannounced(life));
  await Promise.all(unannounced.map((message) => removeAttachments(deps, message)));
  await announce(deps, unannounced);
};

/** Tells the bus of ends, writes down that it was told, and counts them; each counts once, whoever tells. */
export const announce = async (deps: AnnounceDeps, unannounced: readonly Message[]): Promise<void> => {
  await deps.bus.publish(unannounced.flatMap((message) => changeEvent(message) ?? []));
  await Promise.all(unannounced.map((message) => saveAnnounced(deps.sends, message, deps.now())));
};

const removeAttachments = async (deps: FinishDeps, message: Message): Promise<void> => {
  if (message.attachmentCount === undefined || needsAttachments(message.life)) return;
  await removeAttachmentsOf(deps, message);
};

/** Removes the attachments of a message, whatever becomes of it. */
export const removeAttachmentsOf = async (
  { sends, attachments }: Pick<FinishDeps, 'sends' | 'attachments'>,
  message: Message,
): Promise<void> => {
  const heads = await findHeads(sends, [message]);
  await attachments.remove(heads.get(message.id)?.attachments ?? []);
};
