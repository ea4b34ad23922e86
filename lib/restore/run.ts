import {
  BACKUP_TAG,
  type Facts,
  MOMENT_TAG,
  REPLACES_TAG,
  OWN_TAGS,
  STOPPED_TAG,
  STOPPING_TAG,
  type TableFacts,
} from './facts.ts';
import type { Functions } from './functions.ts';
import { nextPreparation } from './prepare.ts';
import { changesTo, describeChange } from './settings.ts';
import { isSwapped, nextStep, type Step } from './swap.ts';
import type { Tables } from './tables.ts';

export interface RestoreDeps {
  /** Of the present table. */
  table: string;
  tables: Tables;
  functions: Functions;
  now: () => number;
  pause: (ms: number) => Promise<void>;
  say: (line: string) => void;
}

/** What can't be done, in one line. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
}

const LOOK_EVERY_MS = 10_000;
const SHOWN_EVERY_MS = 1000;
/** Backups are found again by these names. */
const BACKUP_NAMES = { present: 'outbound-email-before-swap', restored: 'outbound-email-for-swap' };

export const restoredName = (table: string): string => `${table}-restored`;

export const readFacts = async ({ table, tables }: Pick<RestoreDeps, 'table' | 'tables'>): Promise<Facts> => {
  const [present, restored, ofPresent, ofRestored] = await Promise.all([
    tables.find(table),
    tables.find(restoredName(table)),
    tables.backups(table, BACKUP_NAMES.present),
    tables.backups(restoredName(table), BACKUP_NAMES.restored),
  ]);
  return { present, restored, backups: { present: ofPresent, restored: ofRestored } };
};

/** A setting that AWS is not ready for is tried again; all else that it refuses ends here. */
const isNotReady = (error: unknown): boolean =>
  error instanceof Error &&
  [
    'ContinuousBackupsUnavailableException',
    'ResourceInUseException',
    'LimitExceededException',
    'TableInUseException',
  ].includes(error.name);

const patiently = async (deps: RestoreDeps, run: () => Promise<void>): Promise<void> => {
  for (;;) {
    try {
      await run();
      return;
    } catch (error) {
      if (!isNotReady(error)) throw error;
      deps.say('AWS is not ready for it yet; it is tried again.');
      await deps.pause(LOOK_EVERY_MS);
    }
  }
};

/** Says what is waited for when it is another than before. */
const makeWaiting = (deps: RestoreDeps) => {
  let told = '';
  return async (forWhat: string): Promise<void> => {
    if (forWhat !== told) deps.say(`Waiting: ${forWhat}.`);
    told = forWhat;
    await deps.pause(LOOK_EVERY_MS);
  };
};

/**
 * Has the table of a moment beside the present one, with its settings.
 * @throws RestoreRefused.
 */
export const prepare = async (
  deps: RestoreDeps,
  to: Date,
): Promise<{ present: TableFacts; restored: TableFacts }> => {
  const wait = makeWaiting(deps);
  for (;;) {
    const next = nextPreparation(await readFacts(deps), to.getTime(), deps.now());
    switch (next.do) {
      case 'refuse':
        throw new RestoreRefused(next.why);
      case 'wait':
        await wait(next.forWhat);
        continue;
      case 'restore': {
        const target = restoredName(deps.table);
        const present = await deps.tables.find(deps.table);
        if (present === undefined) continue;
        deps.say(
          `Restoring ${deps.table} to ${to.toISOString()} as ${target}; that takes 20 minutes to some hours.`,
        );
        await deps.tables.restore(present, target, to);
        await tagWhenThere(deps, target, { [MOMENT_TAG]: to.toISOString() });
        continue;
      }
      case 'finish':
        await complete(deps, next.restored, next.present, to);
        return next;
    }
  }
};

/** The moment stands in a tag from the beginning, as far as AWS takes tags of a table that is being made. */
const tagWhenThere = async (deps: RestoreDeps, name: string, tags: Record<string, string>): Promise<void> => {
  const made = await deps.tables.find(name);
  if (made === undefined) return;
  try {
    await deps.tables.tag(made.arn, tags);
  } catch (error) {
    if (!isNotReady(error)) throw error;
  }
};

const complete = async (
  deps: RestoreDeps,
  restored: TableFacts,
  present: TableFacts,
  to: Date,
): Promise<void> => {
  for (const change of changesTo(restored.settings, present.settings)) {
    deps.say(`${restored.name} gets ${describeChange(change)}.`);
    await patiently(deps, () => deps.tables.change(restored, change));
  }
  await patiently(deps, () => deps.tables.tag(restored.arn, { [MOMENT_TAG]: to.toISOString() }));
};

/**
 * Puts the restored table in the place of the present one. Answers the backup of the one that was there.
 * @throws RestoreRefused.
 */
export const swap = async (deps: RestoreDeps, drainMs: number): Promise<string | undefined> => {
  const wait = makeWaiting(deps);
  let taken = '';
  for (;;) {
    const facts = await readFacts(deps);
    const step = nextStep(facts, { now: deps.now(), drainMs });
    switch (step.do) {
      case 'refuse':
        throw new RestoreRefused(step.why);
      case 'wait':
        await wait(step.forWhat);
        continue;
      case 'end':
        return newest(facts.backups.present);
      default:
        // AWS shows some changes only after moments.
        if (JSON.stringify(step) === taken) {
          taken = '';
          await deps.pause(LOOK_EVERY_MS);
          continue;
        }
        await patiently(deps, () => take(deps, facts, step));
        taken = JSON.stringify(step);
    }
  }
};

const newest = (backups: Facts['backups']['present']): string | undefined =>
  backups.toSorted((a, b) => b.createdAt - a.createdAt)[0]?.arn;

/**
 * Leaves the present table where it is, and sets the functions going that a swap has stopped.
 * @throws RestoreRefused.
 */
export const abandon = async (deps: RestoreDeps): Promise<void> => {
  const { present, restored } = await readFacts(deps);
  if (restored?.settings.tags[STOPPING_TAG] === undefined) {
    throw new RestoreRefused('No swap has stopped the functions, so there is nothing to give up.');
  }
  if (present?.status !== 'ACTIVE' || isSwapped(present, restored)) {
    throw new RestoreRefused(`${deps.table} is no longer what it was: go on with --swap.`);
  }
  await startFunctions(deps, restored, [MOMENT_TAG]);
  if (!present.settings.isProtected && restored.settings.isProtected) {
    await deps.tables.change(present, { set: 'protection' });
  }
};

type Taken = Exclude<Step, { do: 'refuse' | 'wait' | 'end' }>;

const take = async (deps: RestoreDeps, { present, restored }: Facts, step: Taken): Promise<void> => {
  const { tables, table, say } = deps;
  switch (step.do) {
    case 'stopFunctions':
      if (restored !== undefined) await stopFunctions(deps, restored);
      return;
    case 'backUp': {
      const name = step.which === 'present' ? table : restoredName(table);
      say(`Backing up ${name}.`);
      const arn = await tables.backUp(name, BACKUP_NAMES[step.which]);
      if (step.which === 'present' && present !== undefined && restored !== undefined) {
        await remember(deps, restored, { [BACKUP_TAG]: arn, [REPLACES_TAG]: present.id });
      }
      return;
    }
    case 'unprotect':
      say(`${table} loses its deletion protection.`);
      return tables.unprotect(table);
    case 'delete':
      say(`Deleting ${table}, which is backed up.`);
      return tables.delete(table);
    case 'putBack':
      say(`Restoring the backup of ${restoredName(table)} as ${table}.`);
      return tables.putBack(step.backupArn, table, restored?.isEncryptedByKms === true);
    case 'set':
      say(`${table} gets ${describeChange(step.change)}.`);
      if (present !== undefined) await tables.change(present, step.change);
      return;
    case 'startFunctions':
      // What it has replaced is still to be known.
      if (restored !== undefined) await startFunctions(deps, restored, [MOMENT_TAG, REPLACES_TAG]);
  }
};

/**
 * Writes something down in tags, and waits until they are shown: DynamoDB may list those of before for seconds, and who
 * calls the command again then must not take stopped functions for what they are by themselves.
 */
const remember = async (
  { tables, pause }: RestoreDeps,
  { name, arn }: TableFacts,
  tags: Readonly<Record<string, string>>,
): Promise<void> => {
  await tables.tag(arn, tags);
  for (;;) {
    const shown = (await tables.find(name))?.settings.tags ?? {};
    if (Object.entries(tags).every(([key, value]) => shown[key] === value)) return;
    await pause(SHOWN_EVERY_MS);
  }
};

/** What they had is written down before the first of them is stopped, and once. */
const stopFunctions = async (deps: RestoreDeps, restored: TableFacts): Promise<void> => {
  const { functions, now, say } = deps;
  const at = (): string => new Date(now()).toISOString();
  if (restored.settings.tags[STOPPING_TAG] === undefined) {
    await remember(deps, restored, { ...(await functions.remember()), [STOPPING_TAG]: at() });
  }
  say('Stopping the functions: the API answers 503, queues and timers wait.');
  await functions.stop();
  await remember(deps, restored, { [STOPPED_TAG]: at() });
};

/** What was remembered is forgotten last, so that a start that breaks off is done again. */
const startFunctions = async (
  deps: RestoreDeps,
  restored: TableFacts,
  keep: readonly string[],
): Promise<void> => {
  const { functions, tables, say } = deps;
  say('Setting the functions going.');
  await functions.start(restored.settings.tags);
  const own = Object.keys(restored.settings.tags).filter((key) => key.startsWith(OWN_TAGS));
  await tables.untag(
    restored.arn,
    own.filter((key) => !keep.includes(key)),
  );
};
