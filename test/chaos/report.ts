import type { Verdict } from './audit.ts';

export interface Report extends Verdict {
  seed: number;
  messages: number;
  faults: Record<string, number>;
}

const findingsOf = ({ lost, duplicates, stuck, wrongStatus, wrongCounters, untold, leftovers }: Report) => ({
  lost,
  duplicates,
  stuck,
  wrongStatus,
  wrongCounters,
  untold,
  leftovers,
});

export const isClean = (report: Report): boolean =>
  Object.values(findingsOf(report)).every((count) => count === 0);

/** Prints the faults by kind, the findings, and all of it in one line of JSON. */
export const printReport = (report: Report): void => {
  for (const [kind, count] of Object.entries(report.faults).sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(7)}  ${kind}`);
  }
  console.table([{ messages: report.messages, ...findingsOf(report) }]);
  console.log(JSON.stringify(report));
};
