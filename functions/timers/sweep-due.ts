import pMap from 'p-map';
import { loggable, type Logger } from '../platform/logging.ts';
import { type Due, type DueList, LATE_MS } from '../platform/due-list.ts';

/** How many things a run found, and of how many it could not do what is due. */
export interface SweepReport {
  found: number;
  failed: number;
  /** Whether the time of the run was up before all was done. */
  isCut: boolean;
}

/** The same, and when there may be something again, epoch milliseconds. */
export interface Swept extends SweepReport {
  nextCheckAt: number | undefined;
}

export interface SweepDueDeps {
  due: DueList;
  logger: Logger;
  now: () => number;
}

/** The part of a list that a run works on, until `endsAt`; all epoch milliseconds. */
export interface SweepRun {
  from: number;
  to: number;
  endsAt: number;
}

const AT_ONCE = 10;

/** Works on what is due in a time; what fails stops nothing else, and is found again. */
export const forEachDue = async (
  deps: SweepDueDeps,
  { from, to, endsAt }: SweepRun,
  work: (due: Due) => Promise<void>,
): Promise<SweepReport> => {
  const report: SweepReport = { found: 0, failed: 0, isCut: false };
  for await (const page of deps.due.each({ from, to })) {
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
          deps.logger.error('What is due of something could not be done; it is tried again', {
            about: due.id,
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

/** When a sweeper has something to do next, as far as the list shows; undefined when it is empty. */
export const nextSweepAt = async (due: DueList, after = 0): Promise<number | undefined> => {
  const next = await due.firstAfter(after);
  return next === undefined ? undefined : next + LATE_MS;
};

/** Does what no timer has brought; answers when there may be something again. */
export const sweepDue = async (
  deps: SweepDueDeps,
  endsAt: number,
  work: (due: Due) => Promise<void>,
): Promise<Swept> => {
  const to = deps.now() - LATE_MS;
  const report = await forEachDue(deps, { from: 0, to, endsAt }, work);
  return { ...report, nextCheckAt: await nextSweepAt(deps.due, report.isCut ? 0 : to) };
};

/** What a run answers that finds nothing to do. */
export const nothingDue = (nextCheckAt: number | undefined): Swept => ({
  found: 0,
  failed: 0,
  isCut: false,
  nextCheckAt,
});
