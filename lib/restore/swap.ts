import {
  BACKUP_TAG,
  type BackupFacts,
  type Facts,
  MOMENT_TAG,
  REPLACES_TAG,
  stoppedAt,
  type TableFacts,
} from './facts.ts';
import { type Change, changesTo } from './settings.ts';

export type Step =
  | { do: 'refuse'; why: string }
  | { do: 'wait'; forWhat: string }
  | { do: 'stopFunctions' }
  | { do: 'backUp'; which: 'present' | 'restored' }
  | { do: 'unprotect' }
  | { do: 'delete' }
  | { do: 'putBack'; backupArn: string }
  | { do: 'set'; change: Change }
  | { do: 'startFunctions' }
  | { do: 'end' };

/** Whether the table under the name of the present one is another than the one that was backed up. */
export const isSwapped = (present: TableFacts, restored: TableFacts | undefined): boolean => {
  const replaced = restored?.settings.tags[REPLACES_TAG];
  return replaced !== undefined && present.id !== replaced;
};

/** The newest backup that was made since then. */
const since = (backups: readonly BackupFacts[], from: number): BackupFacts | undefined =>
  backups.filter(({ createdAt }) => createdAt >= from).toSorted((a, b) => b.createdAt - a.createdAt)[0];

const waitsFor = (backup: BackupFacts): Step | undefined =>
  backup.status === 'AVAILABLE'
    ? undefined
    : { do: 'wait', forWhat: `backup ${backup.name} is ${backup.status}` };

/** What comes next to put the restored table in the place of the present one, from what AWS has of both. */
export const nextStep = (facts: Facts, clock: { now: number; drainMs: number }): Step => {
  const { present, restored } = facts;
  if (restored === undefined) {
    return { do: 'refuse', why: 'There is no restored table yet: begin with --to.' };
  }
  if (restored.status !== 'ACTIVE') return { do: 'wait', forWhat: `${restored.name} is ${restored.status}` };
  if (restored.settings.tags[MOMENT_TAG] === undefined) {
    return { do: 'refuse', why: `${restored.name} is not complete: call the command with --to again first.` };
  }
  return present !== undefined && isSwapped(present, restored)
    ? afterSwap(present, restored)
    : beforeSwap(facts, restored, clock);
};

const beforeSwap = (
  { present, backups }: Facts,
  restored: TableFacts,
  { now, drainMs }: { now: number; drainMs: number },
): Step => {
  const stopped = stoppedAt(restored);
  if (stopped === undefined) return { do: 'stopFunctions' };
  if (present !== undefined && now < stopped + drainMs)
    return { do: 'wait', forWhat: 'functions that run, to end' };
  const ofRestored = since(backups.restored, restored.createdAt);
  if (ofRestored === undefined) return { do: 'backUp', which: 'restored' };
  if (present === undefined) return waitsFor(ofRestored) ?? { do: 'putBack', backupArn: ofRestored.arn };
  if (present.status === 'DELETING') return { do: 'wait', forWhat: `${present.name} is DELETING` };
  // The one that was made after the functions had ended; clocks of two machines would not tell which that is.
  const ofPresent = backups.present.find(({ arn }) => arn === restored.settings.tags[BACKUP_TAG]);
  if (ofPresent === undefined) return { do: 'backUp', which: 'present' };
  const waiting = waitsFor(ofRestored) ?? waitsFor(ofPresent);
  if (waiting !== undefined) return waiting;
  return present.settings.isProtected ? { do: 'unprotect' } : { do: 'delete' };
};

const afterSwap = (present: TableFacts, restored: TableFacts): Step => {
  if (present.status !== 'ACTIVE') return { do: 'wait', forWhat: `${present.name} is ${present.status}` };
  const [change] = changesTo(present.settings, restored.settings);
  if (change !== undefined) return { do: 'set', change };
  return stoppedAt(restored) === undefined ? { do: 'end' } : { do: 'startFunctions' };
};
