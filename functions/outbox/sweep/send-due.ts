import { type Lanes, queueCopies } from '../message/lanes.ts';
import { apply, findMessage, type SendsTable } from '../message/store.ts';

export interface SendDueDeps {
  sends: SendsTable;
  lanes: Lanes;
  now: () => number;
}

/** A `send` timer fired: queues its message if it is still scheduled and its time has come. */
export const sendDue = async (deps: SendDueDeps, id: string): Promise<void> => {
  const now = deps.now();
  const isDue = (message: { scheduledAt?: number | undefined; life: { status: string } }): boolean =>
    message.life.status === 'scheduled' && (message.scheduledAt ?? 0) <= now;
  const message = await findMessage(deps.sends, id);
  // Cancelled, moved to later, or queued by the sweeper: the truth is in the message, not in the timer.
  if (message === undefined || !isDue(message)) return;
  const written = await apply(deps.sends, message, { type: 'queue' }, { now, stillWanted: isDue });
  if (written.changed) await queueCopies(deps.lanes, [written.message]);
};
