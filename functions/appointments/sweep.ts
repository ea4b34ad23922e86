import pMap from 'p-map';
import { DAY } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { loggable } from '../platform/logging.ts';
import { catchUp, FURTHEST_TIMER_MS, planNext } from './catch-up.ts';
import type { AppointmentDeps } from './deps.ts';
import { type Due, eachDue, firstDueAfter } from './due-store.ts';
import { LATE_MS, type SweepReport, type Swept } from './late.ts';

export type SweepDeps = AppointmentDeps & { dynamo: Dynamo; table: string };

const AT_ONCE = 10;

/** A timer says no more than "look": what is due by now is done, and what was moved to later is planned anew. */
export const lookAt = async (deps: AppointmentDeps, id: string): Promise<void> => {
  const record = await deps.appointments.find(id);
  if (record?.nextDueAt === undefined) return;
  if (record.nextDueAt > deps.now()) await planNext(deps, record);
  else await catchUp(deps, id);
};

/** Does what no timer has brought, until `endsAt`, epoch milliseconds; answers when there may be something again. */
export const sweep = async (deps: SweepDeps, endsAt: number): Promise<Swept> => {
  const to = deps.now() - LATE_MS;
  const report = await forEach(deps, { from: 0, to, endsAt }, ({ id }) => lookAt(deps, id));
  const next = await firstDueAfter(deps.dynamo, deps.table, report.isCut ? 0 : to);
  return { ...report, nextCheckAt: next && next + LATE_MS };
};

/**
 * Once a day: plans what comes near enough for a timer, and what was planned by older rules of time zones, anew.
 * Appointments of the latter that were moved by the rules are told so.
 */
export const replan = async (deps: SweepDeps, endsAt: number): Promise<Swept> => {
  const now = deps.now();
  const nearBy = now + FURTHEST_TIMER_MS;
  const report = await forEach(
    deps,
    { from: now, to: Number.MAX_SAFE_INTEGER, endsAt },
    async ({ id, nextDueAt, tz }) => {
      if (tz !== deps.tz) await catchUp(deps, id);
      // Two days, so that a run that is missed misses none of them.
      else if (nextDueAt > nearBy - 2 * DAY && nextDueAt <= nearBy) await planNext(deps, { id, nextDueAt });
    },
  );
  const next = await firstDueAfter(deps.dynamo, deps.table, nearBy);
  return { ...report, nextCheckAt: next && next - FURTHEST_TIMER_MS };
};

const forEach = async (
  deps: SweepDeps,
  { from, to, endsAt }: { from: number; to: number; endsAt: number },
  work: (due: Due) => Promise<void>,
): Promise<SweepReport> => {
  const report: SweepReport = { found: 0, failed: 0, isCut: false };
  for await (const page of eachDue(deps.dynamo, deps.table, { from, to })) {
    await pMap(
      page,
      async (due) => {
        if (deps.now() >= endsAt) {
          report.isCut = true;
          return;
        }
        report.found += 1;
        try {
          await work(due);
        } catch (error) {
          report.failed += 1;
          deps.logger.error('What an appointment owes could not be done; it is tried again', {
            appointmentId: due.id,
            error: loggable(error),
          });
        }
      },
      { concurrency: AT_ONCE },
    );
    if (report.isCut) return report;
  }
  return report;
};
