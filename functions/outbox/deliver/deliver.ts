import { loggable } from '../../platform/logging.ts';
import { SECOND } from '../../platform/clock.ts';
import { hideAll } from '../../platform/queue.ts';
import { finish } from '../message/finish.ts';
import type { Copy, DeliverDeps, Job, LaneRun, Batch } from './batch.ts';
import { handleStaleCopy } from './stale-copy.ts';
import { parkPaused, postpone } from './postpone.ts';
import { sendInSlot } from './send-in-slot.ts';
import { hasCopy, type Message } from '../message/message.ts';
import { allowedShare, domainOf, domainWaitMs } from '../flow/domain-health.ts';
import { isPaused } from '../flow/pauses.ts';
import { findMessages } from '../message/store.ts';

/** Bulk mail reserves this far ahead at most, so that transactional mail never waits longer behind it. */
const BULK_HORIZON_MS = 2 * SECOND;
/** One send with all its reads and writes takes no longer than this. */
const SEND_BUDGET_MS = 20 * SECOND;

/**
 * Sends one batch of a lane. Answers the records that SQS must keep; all others are done with.
 * Each message is claimed before it is sent, and its outcome is written at once after.
 */
export const deliverBatch = async (
  deps: DeliverDeps,
  copies: readonly Copy[],
  run: LaneRun,
): Promise<string[]> => {
  const batch: Batch = { pending: [], hidden: [], kept: [], events: [], ended: [] };
  await triage(deps, copies, batch);
  const lastStart = run.endsAt - SEND_BUDGET_MS;
  const underway: Promise<void>[] = [];
  while (batch.pending.length > 0 || underway.length > 0) {
    // Who missed its slot comes back to those that wait.
    if (batch.pending.length === 0) {
      await Promise.all(underway.splice(0));
      continue;
    }
    const step = await nextStep(deps, batch, { run, lastStart }).catch((error: unknown): Step => ({
      kind: 'failed',
      error,
    }));
    switch (step.kind) {
      case 'sleep':
        await deps.clock.sleepUntil(step.until);
        break;
      case 'giveBack':
        await Promise.all(
          batch.pending
            .splice(0)
            .map((job) => guarded(deps, batch, job, () => postpone(deps, batch, job, step))),
        );
        break;
      case 'failed':
        for (const job of batch.pending.splice(0)) keep(deps, batch, job, step.error);
        break;
      case 'send': {
        const jobs = batch.pending.splice(0, step.slots.length);
        const sends = step.slots.flatMap((slot, i) => {
          const job = jobs[i];
          return job
            ? [guarded(deps, batch, job, () => sendInSlot(deps, batch, { job, slot, probe: step.probe }))]
            : [];
        });
        // Further slots are reserved while these are being sent, or some would go unused.
        underway.push(...sends);
        if (step.probe) await Promise.all(underway.splice(0));
      }
    }
  }
  await deps.bus.publish(batch.events);
  await finish({ ...deps, now: deps.clock.now }, batch.ended);
  await hide(deps, run, batch.hidden);
  return batch.kept;
};

/** Where SQS does not hear how long to hide copies, its own timeout applies. */
const hide = async (deps: DeliverDeps, run: LaneRun, hidden: Batch['hidden']): Promise<void> => {
  try {
    await hideAll(deps.sqs, run.queueUrl, hidden);
  } catch (error) {
    deps.logger.warn('Copies come again when the timeout of their queue is over', { error: loggable(error) });
  }
};

/** Sorts out copies that have nothing to send: stale ones, and those of messages that have gone on. */
const triage = async (deps: DeliverDeps, copies: readonly Copy[], batch: Batch): Promise<void> => {
  const messages = await findMessages(
    deps.sends,
    copies.map(({ id }) => id),
  );
  const pauses = await deps.pauses();
  for (const copy of copies) {
    const message = messages.get(copy.id);
    if (message === undefined) {
      deps.logger.warn('A copy names a message that does not exist', { messageId: copy.id });
    } else if (hasCopy(message, copy.copy)) {
      const job = { copy, message };
      await guarded(deps, batch, job, async () => {
        if (isPaused(message, pauses)) await parkPaused(deps, batch, job);
        else if (await isDomainStrained(deps, message)) {
          const until = deps.clock.now() + domainWaitMs(deps.random);
          await postpone(deps, batch, job, { until, why: 'the receiving domain defers mail' });
        } else batch.pending.push(job);
      });
    } else handleStaleCopy(batch, copy, message);
  }
};

/** Whether bulk mail has to wait because its receiving domain defers much of what it gets. */
const isDomainStrained = async (deps: DeliverDeps, message: Message): Promise<boolean> =>
  message.lane === 'bulk' &&
  deps.random() >= allowedShare(await deps.domainHealth(domainOf(message.to.email)));

type Step =
  | { kind: 'sleep'; until: number }
  | { kind: 'giveBack'; until: number; why: string }
  /** Limiter or breaker could not be asked. */
  | { kind: 'failed'; error: unknown }
  | { kind: 'send'; slots: number[]; probe: boolean };

const nextStep = async (
  deps: DeliverDeps,
  batch: Batch,
  time: { run: LaneRun; lastStart: number },
): Promise<Step> => {
  const now = deps.clock.now();
  if (now >= time.lastStart)
    return { kind: 'giveBack', until: now + SECOND, why: 'the batch ran out of time' };
  const permit = await deps.breaker.permit();
  if (permit.kind === 'wait') {
    // Spread out, so that what waited does not come back all at once.
    return { kind: 'giveBack', until: permit.until + deps.random() * 5 * SECOND, why: permit.why };
  }
  const probe = permit.kind === 'probe';
  const grant = await deps.limiter.reserve({
    want: probe ? 1 : batch.pending.length,
    horizonMs: time.run.lane === 'bulk' ? BULK_HORIZON_MS : time.lastStart - now,
  });
  if ('slots' in grant) return { kind: 'send', slots: grant.slots, probe };
  return grant.retryAt < time.lastStart
    ? { kind: 'sleep', until: grant.retryAt }
    : { kind: 'giveBack', until: grant.retryAt, why: 'no free slot' };
};

/** One message's trouble is its own: its copy stays on SQS, the rest of the batch goes on. */
const guarded = async (
  deps: DeliverDeps,
  batch: Batch,
  job: Job,
  send: () => Promise<void>,
): Promise<void> => {
  try {
    await send();
  } catch (error) {
    keep(deps, batch, job, error);
  }
};

const keep = (deps: DeliverDeps, batch: Batch, { message, copy }: Job, error: unknown): void => {
  deps.logger.error('A message could not be worked on; SQS will hand it over again', {
    messageId: message.id,
    error: loggable(error),
  });
  deps.metrics.addMetric('FailedBatchItems', 'Count', 1);
  batch.kept.push(copy.recordId);
};
