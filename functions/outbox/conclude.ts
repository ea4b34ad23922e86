import type { AttachmentStore } from './attachments.ts';
import { changeEvent, type MessageBus } from './bus-events.ts';
import { isUntold, type Message, needsAttachments } from './message.ts';
import { saveTold } from './joint-store.ts';
import { findHeads } from './body-store.ts';
import { type SendsTable } from './store.ts';

export interface TellDeps {
  sends: SendsTable;
  bus: MessageBus;
  now: () => number;
}

export interface ConcludeDeps extends TellDeps {
  attachments: Pick<AttachmentStore, 'remove'>;
}

/**
 * What follows when messages end by our own doing: their attachments go, and the bus is told. Whoever dies before it is
 * done leaves them in the sweeper's index, so that it is done at least once. Messages that have been told of are left out.
 */
export const conclude = async (deps: ConcludeDeps, messages: readonly Message[]): Promise<void> => {
  const untold = messages.filter(({ life }) => isUntold(life));
  await Promise.all(untold.map((message) => removeAttachments(deps, message)));
  await tell(deps, untold);
};

/** Tells the bus of ends, writes down that it was told, and counts them; each counts once, whoever tells. */
export const tell = async (deps: TellDeps, untold: readonly Message[]): Promise<void> => {
  await deps.bus.publish(untold.flatMap((message) => changeEvent(message) ?? []));
  await Promise.all(untold.map((message) => saveTold(deps.sends, message, deps.now())));
};

const removeAttachments = async (deps: ConcludeDeps, message: Message): Promise<void> => {
  if (message.attachmentCount === undefined || needsAttachments(message.life)) return;
  const heads = await findHeads(deps.sends, [message]);
  await deps.attachments.remove(heads.get(message.id)?.attachments ?? []);
};
