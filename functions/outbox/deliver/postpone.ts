import { MINUTE, SECOND } from '../../platform/clock.ts';
import type { DeliverDeps, Job, Batch } from './batch.ts';
import { handleStaleCopy } from './stale-copy.ts';
import { hasCopy } from '../message/message.ts';
import { PAUSE_CHECK_MS } from '../flow/pauses.ts';
import { apply } from '../message/store.ts';

/** SQS hides a message for waits up to this; longer ones are parked in DynamoDB. */
const LONGEST_HIDE_MS = 15 * MINUTE;
/** From this receive on waits are parked too: the queue's maxReceiveCount is for poison alone. */
const RECEIVES_BEFORE_PARKING = 6;

/** Puts a queued message off until `until`: hidden on SQS, or parked in DynamoDB with its copy deleted. */
export const postpone = async (
  deps: DeliverDeps,
  batch: Batch,
  job: Job,
  wait: { until: number; why: string },
): Promise<void> => {
  const now = deps.clock.now();
  const waitMs = Math.max(SECOND, wait.until - now);
  // The sweeper would take a copy that is hidden past its check for a lost one.
  const checkedBefore = job.message.life.status === 'queued' && job.message.life.nextCheckAt < now + waitMs;
  if (waitMs <= LONGEST_HIDE_MS && job.copy.receiveCount < RECEIVES_BEFORE_PARKING && !checkedBefore) {
    batch.hidden.push({ receiptHandle: job.copy.receiptHandle, seconds: waitMs / SECOND });
    batch.kept.push(job.copy.recordId);
    return;
  }
  deps.logger.info('Parked', { messageId: job.message.id, why: wait.why });
  const parked = await apply(
    deps.sends,
    job.message,
    { type: 'park', until: now + waitMs, why: wait.why },
    {
      now,
      stillWanted: (fresh) => hasCopy(fresh, job.copy.copy),
    },
  );
  if (!parked.changed) handleStaleCopy(batch, job.copy, parked.message);
};

/** Parks a paused message; the sweeper looks at it again. */
export const parkPaused = async (deps: DeliverDeps, batch: Batch, { copy, message }: Job): Promise<void> => {
  const now = deps.clock.now();
  const parked = await apply(
    deps.sends,
    message,
    { type: 'park', until: now + PAUSE_CHECK_MS, paused: true },
    { now, stillWanted: (fresh) => hasCopy(fresh, copy.copy) },
  );
  if (!parked.changed) handleStaleCopy(batch, copy, parked.message);
};
