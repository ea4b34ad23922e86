import { type Clock, SECOND } from '../../platform/clock.ts';
import { isFinal } from '../message/message.ts';
import { findMessage, type SendsTable } from '../message/store.ts';

/** API Gateway gives up on an answer after 30 seconds. */
export const LONGEST_WAIT_MS = 25 * SECOND;
const LOOK_AGAIN_MS = SECOND / 4;

/** Waits until an e-mail has come to its end, or for so long; one that is not there is not waited for. */
export const waitUntilFinal = async (
  sends: SendsTable,
  clock: Clock,
  { id, waitMs }: { id: string; waitMs: number },
): Promise<void> => {
  const endsAt = clock.now() + waitMs;
  for (;;) {
    const message = await findMessage(sends, id);
    const left = endsAt - clock.now();
    if (message === undefined || isFinal(message.life.status) || left <= 0) return;
    await clock.sleepUntil(clock.now() + Math.min(LOOK_AGAIN_MS, left));
  }
};
