import { type Lanes, queueCopies } from '../message/lanes.ts';
import { isPaused, PAUSE_CHECK_MS, type Paused } from './pauses.ts';
import { apply, findDue, findMessages, type SendsTable } from '../message/store.ts';

export interface ReleaseDeps {
  sends: SendsTable;
  lanes: Lanes;
  now: () => number;
}

const PER_SHARD = 100;

/**
 * Queues what was paused and is so no longer, until `endsAt`; the sweeper finds what is left within minutes.
 */
export const releasePaused = async (deps: ReleaseDeps, pauses: Paused, endsAt: number): Promise<void> => {
  while (deps.now() < endsAt) {
    // Whatever is paused is looked at again within this time.
    const horizon = deps.now() + PAUSE_CHECK_MS;
    const { ids } = await findDue(deps.sends, 'sweep', { now: horizon, limit: PER_SHARD });
    if ((await releasePage(deps, ids, pauses)) === 0) return;
  }
};

/** Answers how many were released. */
const releasePage = async (deps: ReleaseDeps, ids: readonly string[], pauses: Paused): Promise<number> => {
  const queued = [];
  for (const message of (await findMessages(deps.sends, ids)).values()) {
    const wasPaused = message.life.status === 'queued' && message.life.paused === true;
    if (!wasPaused || isPaused(message, pauses)) continue;
    const written = await apply(
      deps.sends,
      message,
      { type: 'queue' },
      { now: deps.now(), stillWanted: (fresh) => fresh.rev === message.rev },
    );
    if (written.changed) queued.push(written.message);
  }
  await queueCopies(deps.lanes, queued);
  return queued.length;
};
