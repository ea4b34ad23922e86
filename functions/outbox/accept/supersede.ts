import type { Timers } from '../../timers/timers.ts';
import { finish, type FinishDeps } from '../message/finish.ts';
import type { Message } from '../message/message.ts';
import { apply, findMessages } from '../message/store.ts';

/**
 * Skips messages that still wait and are as `isWanted` asks, since a newer one takes their place. One that is being sent
 * at this moment is skipped should that fail, and one that has failed is never tried again; those that have left stay.
 * Answers whether any was skipped.
 */
export const supersede = async (
  deps: FinishDeps & { timers: Pick<Timers, 'cancel'> },
  ids: readonly string[],
  isWanted?: (fresh: Message) => boolean,
): Promise<boolean> => {
  const ended: Message[] = [];
  for (const message of (await findMessages(deps.sends, ids)).values()) {
    if (isWanted?.(message) === false) continue;
    const skipped = await apply(
      deps.sends,
      message,
      { type: 'supersede' },
      { now: deps.now(), ...(isWanted && { stillWanted: isWanted }) },
    );
    if (!skipped.changed || skipped.message.life.status !== 'skipped') continue;
    ended.push(skipped.message);
    if (message.life.status === 'scheduled') await deps.timers.cancel({ kind: 'send', id: message.id });
  }
  await finish(deps, ended);
  return ended.length > 0;
};
