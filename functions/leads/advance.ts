import type { MessageStatus } from '../contract/message-status.ts';
import { overtaken } from '../platform/conflict.ts';
import { MINUTE } from '../platform/clock.ts';
import { loggable } from '../platform/logging.ts';
import { nextOpening } from '../reps/presence.ts';
import { askedAnew } from './ask-anew.ts';
import { putStep } from './change-lead.ts';
import { followedUp } from './follow-up.ts';
import type { LeadDeps } from './deps.ts';
import { doOwed } from './do-owed.ts';
import type { Step } from './owed.ts';
import { peopleOf } from './people.ts';
import { BATCH_MISSED_MS, type LeadRecord } from './record.ts';
import { emailIdOf } from './email-id.ts';
import type { LeadResponse, Run } from './response.ts';
import { batchMissed, due, type Shared } from './transition.ts';

/** A run has no more steps, follow-ups and version conflicts than that. */
const MOST_MOVES = 100;

/**
 * Does all that is due of a lead, and plans what comes next. Each state is written before what it owes is done, over the
 * state that it was decided from, so that whoever does the same at this moment makes it once.
 * @throws whatever stopped it; the sweeper tries again.
 */
export const advance = async (deps: LeadDeps, id: string): Promise<void> => {
  const tried = new Set<string>();
  const failures: unknown[] = [];
  for (let moves = 0; moves < MOST_MOVES; moves += 1) {
    const record = await deps.leads.find(id);
    if (record === undefined) return;
    const untried = [...record.owed, ...record.unpublished].filter(({ key }) => !tried.has(key));
    if (untried.length > 0) {
      // What can't be done keeps nobody else from being told.
      await doOwed(deps, record).catch((error: unknown) => failures.push(error));
      for (const { key } of untried) tried.add(key);
      continue;
    }
    const step = await dueStep(deps, record);
    if (step !== undefined) {
      await putStep(deps, record, step);
      continue;
    }
    if (failures.length > 0) throw failures[0];
    await planTimer(deps, record);
    return;
  }
  overtaken(`Lead ${id}`);
};

const dueStep = async (deps: LeadDeps, record: LeadRecord): Promise<Step | undefined> => {
  const now = deps.now();
  const { nextDueAt } = record;
  if (nextDueAt === undefined || nextDueAt > now || record.erasedAt !== undefined) return undefined;
  return (await askedAnew(deps, record, now)) ?? (await nextStep(deps, record, now));
};

const nextStep = async (deps: LeadDeps, record: LeadRecord, now: number): Promise<Step | undefined> => {
  const { response } = record;
  switch (response.state) {
    case 'waiting': {
      if (response.batch.dueAt + BATCH_MISSED_MS > now) return undefined;
      const batch = await deps.alerts.findBatch(response.batch.id);
      const isStillToLeave =
        batch?.doneAt === undefined &&
        (batch?.mails?.some((ids) => ids.includes(record.id)) ?? batch !== undefined);
      if (isStillToLeave) return { response: lookedAt(response, now), owed: [], history: [], events: [] };
      const clockFrom = await openingOf(deps, response.run, now);
      return batchMissed(record, clockFrom, deps.rules, now);
    }
    case 'open': {
      if (response.next.type === 'nothing' || response.next.at > now) return undefined;
      const opening = response.run.policy === 'warm' ? await openingOf(deps, response.run, now) : now;
      if (opening > now) return putOff(response, opening);
      const [people, shared] = await Promise.all([peopleOf(deps, record.lead), sharedOf(deps, record)]);
      if (shared === undefined && !(await mayRemind(deps, record))) return putOff(response, now + MINUTE);
      return due(record, { people, shared }, deps.rules, now);
    }
    case 'taken':
      return followedUp(record, await deps.reps.findRep(response.takenBy.repId), now);
    case 'none':
    case 'closed':
      return undefined;
  }
};

/** What is not urgent waits for the hours of who was asked, and for those that share its mail. */
const putOff = (response: Extract<LeadResponse, { state: 'open' }>, at: number): Step => {
  const { next } = response;
  const later: LeadResponse = next.type === 'nothing' ? response : { ...response, next: { ...next, at } };
  return { response: later, owed: [], history: [], events: [] };
};

/** Reminders of one rep share a mail: of those that are due at a moment one is made, and takes the others along. */
const mayRemind = async (
  { alerts, rules, now }: Pick<LeadDeps, 'alerts' | 'rules' | 'now'>,
  { id, response }: LeadRecord,
): Promise<boolean> => {
  if (response.state !== 'open' || response.next.type !== 'step') return true;
  const { asked, policy } = response.run;
  const isReminder = rules.policies[policy].steps[response.next.step - 1]?.tell[0] === 'owner';
  if (policy !== 'warm' || !isReminder || asked === undefined) return true;
  return alerts.mayRemind(asked.repId, id, now());
};

/** A batch that is late is looked at again later: it leaves by itself. */
const lookedAt = (response: Extract<LeadResponse, { state: 'waiting' }>, now: number): LeadResponse => ({
  ...response,
  batch: { ...response.batch, dueAt: now },
});

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
