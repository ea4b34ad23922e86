import type { MessageStatus } from '../contract/message-status.ts';
import { overtaken } from '../platform/conflict.ts';
import { loggable } from '../platform/logging.ts';
import { nextOpening } from '../reps/presence.ts';
import { putStep } from './change-response.ts';
import { followedUp } from './follow-up.ts';
import type { LeadDeps } from './deps.ts';
import { doOwed } from './do-owed.ts';
import type { Step } from './owed.ts';
import { peopleOf } from './people.ts';
import type { LeadRecord } from './record.ts';
import { emailIdOf } from './lead-mails.ts';
import type { Run } from './response.ts';
import { batchMissed, due, type Shared } from './transition.ts';

/** A run has no more steps, follow-ups and version conflicts than that. */
const MOST_MOVES = 100;

/**
 * Does all that is due of a lead, and plans what comes next. Each state is written before what it owes is done, over the
 * state that it was decided from, so that whoever does the same at this moment makes it once.
 * @throws whatever stopped it; the sweeper tries again.
 */
export const advance = async (deps: LeadDeps, id: string): Promise<void> => {
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const record = await deps.leads.find(id);
    if (record === undefined) return;
    if (record.owed.length > 0 || record.unpublished.length > 0) {
      await doOwed(deps, record);
      continue;
    }
    const step = await dueStep(deps, record);
    if (step !== undefined) {
      await putStep(deps, record, step);
      continue;
    }
    await planTimer(deps, record);
    return;
  }
  overtaken(`Lead ${id}`);
};

const dueStep = async (deps: LeadDeps, record: LeadRecord): Promise<Step | undefined> => {
  const now = deps.now();
  const { response, nextDueAt } = record;
  if (nextDueAt === undefined || nextDueAt > now || record.erasedAt !== undefined) return undefined;
  switch (response.state) {
    case 'waiting': {
      const clockFrom = await openingOf(deps, response.run, now);
      return batchMissed(record, clockFrom, deps.rules, now);
    }
    case 'open': {
      const [people, shared] = await Promise.all([peopleOf(deps, record.lead), sharedOf(deps, record)]);
      return due(record, { people, shared }, deps.rules, now);
    }
    case 'taken':
      return followedUp(record, await deps.reps.findRep(response.takenBy.repId), now);
    case 'none':
    case 'closed':
      return undefined;
  }
};

/** When somebody who is asked now can be waited for. */
export const openingOf = async (
  { reps, rules }: Pick<LeadDeps, 'reps' | 'rules'>,
  { asked }: Pick<Run, 'asked'>,
  now: number,
): Promise<number> => {
  if (rules.hours === 'always' || asked === undefined) return now;
  const rep = await reps.findRep(asked.repId);
  return (rep && nextOpening(rep, now)) ?? now;
};

/** The reminder that is in another's mail, unless that never left. */
const sharedOf = async (
  { outbox }: Pick<LeadDeps, 'outbox'>,
  { shared, runs }: LeadRecord,
): Promise<Shared | undefined> => {
  if (shared === undefined || shared.run !== runs) return undefined;
  const id = emailIdOf(shared.key);
  const status = (await outbox.find([id])).get(id)?.status;
  return status === undefined || unsent.includes(status) ? undefined : shared;
};
const unsent: readonly MessageStatus[] = ['skipped', 'cancelled', 'failed', 'bounced'];

/** The timer is a prompt; what it loses the sweeper finds. */
const planTimer = async (deps: LeadDeps, { id, nextDueAt, response }: LeadRecord): Promise<void> => {
  try {
    if (response.state === 'waiting') {
      const { id: batchId, dueAt } = response.batch;
      await deps.timers.plan({ kind: 'lead_batch', id: batchId, dueAt });
    }
    if (nextDueAt === undefined) await deps.timers.cancel({ kind: 'lead', id });
    else await deps.timers.plan({ kind: 'lead', id, dueAt: nextDueAt });
  } catch (error) {
    deps.logger.warn('A timer of a lead could not be planned; the sweeper will see to it', {
      error: loggable(error),
    });
  }
};
