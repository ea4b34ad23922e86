import { DAY, MINUTE } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import type { AttachmentStore } from '../message/attachments.ts';
import { findOpenCancellations } from '../flow/cancellation-store.ts';
import { carryOut } from '../flow/cancellations.ts';
import { finish } from '../message/finish.ts';
import { queueCopies } from '../message/lanes.ts';
import type { Action } from '../message/actions.ts';
import { staleAt } from '../message/send-at.ts';
import type { Message } from '../message/message.ts';
import { isPaused, PAUSE_CHECK_MS, type Paused } from '../flow/pauses.ts';
import { settle, type SettleDeps } from './settle.ts';
import { apply, findDue, findMessages } from '../message/store.ts';

export interface SweepDeps extends SettleDeps {
  attachments: AttachmentStore;
  pauses: () => Promise<Paused>;
  now: () => number;
}

export interface SweepReport {
  queued: number;
  /** Claims whose function never said what came of them. */
  lapsed: number;
  settled: number;
  skipped: number;
  /** Ends that the bus was told of here, since whoever made them did not live to. */
  announced: number;
  /** When the next unfinished message is due; nothing happens before. */
  nextCheckAt: number | undefined;
}

/** Messages a pass takes from each shard of the index. */
const PER_SHARD = 100;

/** What a due message needs, decided from the message alone; undefined for one that was settled meanwhile. */
export const sweepAction = (
  message: Message,
  config: Config,
  world: { now: number; pauses: Paused },
): Action | { type: 'settle' } | { type: 'finish' } | undefined => {
  const { now, pauses } = world;
  const { life } = message;
  const { settle_minutes, max_wait_days } = config.email.delivery;
  switch (life.status) {
    case 'scheduled':
    case 'queued':
      if (life.nextCheckAt > now) return undefined;
      if (now >= staleAt(message, max_wait_days * DAY)) return { type: 'skip', reason: 'expired' };
      return life.status === 'queued' && isPaused(message, pauses)
        ? { type: 'park', until: now + PAUSE_CHECK_MS, paused: true }
        : { type: 'queue' };
    case 'sending':
      if (life.settleAt !== undefined) return life.nextCheckAt <= now ? { type: 'settle' } : undefined;
      if (life.leaseUntil > now) return undefined;
      return {
        type: 'leaseLapsed',
        settleAt: Math.max(now, (message.attemptedAt ?? now) + settle_minutes[message.lane] * MINUTE),
      };
    case 'skipped':
    case 'failed':
    case 'cancelled':
      return life.announceAt !== undefined && life.announceAt <= now ? { type: 'finish' } : undefined;
    default:
      return undefined;
  }
};

/**
 * Looks at every unfinished message whose check is due: queues what was lost, skips what went stale, settles what
 * nobody knows, and tells of ends that nobody told of. A crash anywhere else is mended here.
 */
export const sweep = async (deps: SweepDeps, endsAt: number): Promise<SweepReport> => {
  const report: SweepReport = {
    queued: 0,
    lapsed: 0,
    settled: 0,
    skipped: 0,
    announced: 0,
    nextCheckAt: undefined,
  };
  for (const open of await findOpenCancellations(deps.sends)) await carryOut(deps, open, endsAt);
  for (;;) {
    const now = deps.now();
    const due = await findDue(deps.sends, 'sweep', { now, limit: PER_SHARD });
    report.nextCheckAt = due.ids.length > 0 ? now : due.nextCheckAt;
    if (due.ids.length === 0 || now >= endsAt) break;
    // The index lags behind its table by moments; what it still shows can wait for the next pass.
    if ((await sweepPage(deps, due.ids, report, now)) === 0) break;
  }
  const { queued, lapsed, settled, skipped, announced } = report;
  if (queued + lapsed + settled + skipped + announced > 0) deps.logger.info('Swept', { ...report });
  return report;
};

/** Works on one page of due messages; answers how many it has changed. */
const sweepPage = async (
  deps: SweepDeps,
  ids: readonly string[],
  report: SweepReport,
  now: number,
): Promise<number> => {
  const pauses = await deps.pauses();
  const unsettled: Message[] = [];
  const unannounced: Message[] = [];
  const changed: { message: Message; action: Action }[] = [];
  for (const message of (await findMessages(deps.sends, ids)).values()) {
    const action = sweepAction(message, deps.config, { now, pauses });
    if (action === undefined) continue;
    if (action.type === 'settle') {
      unsettled.push(message);
      continue;
    }
    if (action.type === 'finish') {
      unannounced.push(message);
      continue;
    }
    const written = await apply(deps.sends, message, action, {
      now,
      stillWanted: (fresh) => fresh.rev === message.rev,
    });
    if (written.changed) changed.push({ message: written.message, action });
  }
  const byType = (type: Action['type']) =>
    changed.filter(({ action }) => action.type === type).map(({ message }) => message);
  await queueCopies(deps.lanes, byType('queue'));
  await finish(deps, [...byType('skip'), ...unannounced]);
  const settlement = await settle(deps, unsettled, now);
  report.queued += byType('queue').length;
  report.lapsed += byType('leaseLapsed').length;
  report.skipped += byType('skip').length;
  report.settled += settlement.settled;
  report.announced += unannounced.length;
  return changed.length + unannounced.length + settlement.settled + settlement.postponed;
};
