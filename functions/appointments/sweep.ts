import { DAY } from '../platform/clock.ts';
import type { DueList } from '../platform/due-list.ts';
import { forEachDue, sweepDue, type Swept } from '../timers/sweep-due.ts';
import { catchUp, FURTHEST_TIMER_MS, planNext } from './catch-up.ts';
import type { AppointmentDeps } from './deps.ts';

export type SweepDeps = AppointmentDeps & { due: DueList };

/** A timer says no more than "look": what is due by now is done, and what was moved to later is planned anew. */
export const lookAt = async (deps: AppointmentDeps, id: string): Promise<void> => {
  const record = await deps.appointments.find(id);
  if (record?.nextDueAt === undefined) return;
  if (record.nextDueAt > deps.now()) await planNext(deps, record);
  else await catchUp(deps, id);
};

/** Does what no timer has brought, until `endsAt`, epoch milliseconds; answers when there may be something again. */
export const sweep = (deps: SweepDeps, endsAt: number): Promise<Swept> =>
  sweepDue(deps, endsAt, ({ id }) => lookAt(deps, id));

/**
 * Once a day: plans what comes near enough for a timer, and what was planned by older rules of time zones, anew.
 * Appointments of the latter that were moved by the rules are told so.
 */
export const replan = async (deps: SweepDeps, endsAt: number): Promise<Swept> => {
  const now = deps.now();
  const nearBy = now + FURTHEST_TIMER_MS;
  const report = await forEachDue(
    deps,
    { from: now, to: Number.MAX_SAFE_INTEGER, endsAt },
    async ({ id, nextDueAt, tz }) => {
      if (tz !== deps.tz) await catchUp(deps, id);
      // Two days, so that a run that is missed misses none of them.
      else if (nextDueAt > nearBy - 2 * DAY && nextDueAt <= nearBy) await planNext(deps, { id, nextDueAt });
    },
  );
  const next = await deps.due.firstAfter(nearBy);
  return { ...report, nextCheckAt: next && next - FURTHEST_TIMER_MS };
};
