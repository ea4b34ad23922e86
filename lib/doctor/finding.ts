/** What was found, and for all but `ok` what to do about it. */
export type Verdict =
  | { is: 'ok'; seen: string }
  | { is: 'warning' | 'fault'; seen: string; todo: string }
  | { is: 'not checked'; seen: string; todo?: string };

/** A verdict on one thing. `blocks`: what depends on this check can't be looked at. */
export type Finding = Verdict & { what: string; blocks?: boolean };

export const ok = (seen: string): Verdict => ({ is: 'ok', seen });
export const warning = (seen: string, todo: string): Verdict => ({ is: 'warning', seen, todo });
export const fault = (seen: string, todo: string): Verdict => ({ is: 'fault', seen, todo });
export const notChecked = (seen: string, todo?: string): Verdict => ({
  is: 'not checked',
  seen,
  ...(todo !== undefined && { todo }),
});

/** The verdict on a thing of this name. */
export const about = (what: string, verdict: Verdict, blocks = false): Finding => ({
  ...verdict,
  what,
  ...(blocks && { blocks }),
});

/** A finding on one line. */
export const lineOf = (finding: Finding): string => {
  const { is, what, seen } = finding;
  const todo = finding.is === 'ok' || finding.todo === undefined ? '' : ` → ${finding.todo}`;
  return `${is.padEnd(11)}  ${what}: ${seen}${todo}`.replaceAll(/\s*\n\s*/g, ' ');
};

/** How many findings there are of each kind, on one line. */
export const summaryOf = (findings: readonly Finding[]): string => {
  const count = (is: Verdict['is']): number => findings.filter((finding) => finding.is === is).length;
  return `${count('ok')} ok, ${count('warning')} warnings, ${count('fault')} faults, ${count('not checked')} not checked`;
};
