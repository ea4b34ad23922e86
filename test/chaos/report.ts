/** What a run found: counts of findings, and what else it has to say. */
export interface Report {
  seed: number;
  faults: Record<string, number>;
}

/** Counts of findings by kind; `clean` names the kinds. */
const findingsOf = (report: Report, clean: object): Record<string, number> => {
  const all = new Map(Object.entries(report));
  const kinds = Object.entries(clean).flatMap(([kind, none]) => (none === 0 ? kind : []));
  return Object.fromEntries(kinds.map((kind) => [kind, Number(all.get(kind))]));
};

/** Whether a report has none of the findings that a clean one would have at 0. */
export const isClean = (report: Report, clean: object): boolean =>
  Object.values(findingsOf(report, clean)).every((count) => count === 0);

/** Prints the faults by kind, the findings, and all of it in one line of JSON. */
export const printReport = (report: Report, clean: object): void => {
  for (const [kind, count] of Object.entries(report.faults).sort(([, a], [, b]) => b - a)) {
    console.log(`${String(count).padStart(7)}  ${kind}`);
  }
  console.table([findingsOf(report, clean)]);
  console.log(JSON.stringify(report));
};
