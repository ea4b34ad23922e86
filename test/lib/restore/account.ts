import type { BackupFacts, Settings, TableFacts } from '../../../lib/restore/facts.ts';
import type { RestoreDeps } from '../../../lib/restore/run.ts';

export const TABLE = 'outbound-email-prod-sends';
export const RESTORED = `${TABLE}-restored`;
export const START = Date.parse('2027-01-31T12:00:00Z');
export const MADE = Date.parse('2026-06-01T00:00:00Z');
export const MOMENT = new Date('2027-01-31T09:00:00Z');
export const MINUTE = 60_000;

const settings: Settings = {
  ttlAttribute: 'ttl',
  recovers: true,
  isProtected: true,
  tags: {
    service: 'outbound-email',
    stage: 'prod',
    'aws:cloudformation:stack-name': 'outbound-email-prod-data',
  },
};
export const bare: Settings = { ttlAttribute: undefined, recovers: false, isProtected: false, tags: {} };

export const tableOf = (name: string, more: Partial<TableFacts> = {}): TableFacts => ({
  name,
  id: `id-${name}`,
  arn: `arn:aws:dynamodb:eu-central-1:1:table/${name}`,
  status: 'ACTIVE',
  createdAt: MADE,
  restoredTo: undefined,
  isEncryptedByKms: true,
  settings,
  window: { earliest: START - 35 * 24 * 60 * MINUTE, latest: START - 5 * MINUTE },
  ...more,
});

interface Stored extends TableFacts {
  /** Whose items it has. */
  items: string;
}

export interface Account {
  deps: RestoreDeps;
  /** What was done, in order. */
  done: string[];
  said: string[];
  table: (name: string) => Stored | undefined;
  functions: { running: boolean; reserved: Record<string, string> };
  /** Breaks off before or after so many changes. */
  breakAt: (count: number, where: 'before' | 'after') => void;
  /** Has every change of a setting shown some seconds later, and refused when it is asked for again. */
  showLate: () => void;
  /** Changes that AWS refuses once, since it is not ready. */
  notReady: Set<string>;
}

export class Broken extends Error {}

/** An account whose tables take their time, as a clock of its own passes. */
export const openAccount = (): Account => {
  let now = START;
  let left = Infinity;
  let where: 'before' | 'after' = 'before';
  const tables = new Map<string, Stored>([[TABLE, { ...tableOf(TABLE), items: 'present' }]]);
  const readyAt = new Map<string, number>();
  const backups: (BackupFacts & { table: string; items: string })[] = [];
  const done: string[] = [];
  const said: string[] = [];
  const notReady = new Set<string>();
  let isLate = false;
  const shown = new Map<string, { until: number; table: Stored }>();
  const functions: Account['functions'] = { running: true, reserved: { webhook: '20' } };

  const effect = <T>(what: string, change: () => T): Promise<T> => {
    left -= 1;
    if (left < 0 && where === 'before') return Promise.reject(new Broken(what));
    if (notReady.delete(what)) {
      return Promise.reject(
        Object.assign(new Error(what), { name: 'ContinuousBackupsUnavailableException' }),
      );
    }
    done.push(what);
    const answer = change();
    return left < 0 ? Promise.reject(new Broken(what)) : Promise.resolve(answer);
  };
  const settle = (): void => {
    for (const [key, at] of readyAt) {
      if (now < at) continue;
      readyAt.delete(key);
      const table = tables.get(key);
      const backup = backups.find(({ arn }) => arn === key);
      if (backup !== undefined) backup.status = 'AVAILABLE';
      if (table?.status === 'CREATING') table.status = 'ACTIVE';
      if (table?.status === 'DELETING') tables.delete(key);
    }
  };
  const make = (name: string, table: Partial<Stored>): void => {
    if (tables.has(name)) throw new Error(`${name} is there`);
    tables.set(name, {
      ...tableOf(name, { createdAt: now, status: 'CREATING', settings: bare, window: undefined }),
      items: '',
      ...table,
    });
    readyAt.set(name, now + 20 * MINUTE);
  };
  const change = (name: string, next: (settings: Settings) => Partial<Settings>): void => {
    const table = tables.get(name);
    if (table?.status !== 'ACTIVE') throw new Error(`${name} is not there`);
    if (isLate) shown.set(name, { until: now + 5000, table: { ...table } });
    table.settings = { ...table.settings, ...next(table.settings) };
  };
  const nameOf = (arn: string): string => arn.slice(arn.indexOf('/') + 1);

  const deps: RestoreDeps = {
    table: TABLE,
    now: () => now,
    pause: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    say: (line) => said.push(line),
    tables: {
      find: (name) => {
        settle();
        const old = shown.get(name);
        const found = old !== undefined && now < old.until ? old.table : tables.get(name);
        return Promise.resolve(found && { ...found });
      },
      backups: (table, name) =>
        Promise.resolve(backups.filter((one) => one.table === table && one.name === name)),
      restore: ({ name }, target, to) =>
        effect(`restore ${nameOf(name)}`, () => make(target, { items: 'then', restoredTo: to.getTime() })),
      backUp: (table, name) =>
        effect(`backUp ${table}`, () => {
          const items = tables.get(table)?.items ?? '';
          const arn = `arn:aws:dynamodb:eu-central-1:1:table/${table}/backup/${backups.length}`;
          backups.push({ arn, table, name, items, status: 'CREATING', createdAt: now });
          readyAt.set(arn, now + MINUTE);
          return arn;
        }),
      putBack: (backupArn, target) =>
        effect(`putBack ${target}`, () => {
          const backup = backups.find(({ arn }) => arn === backupArn);
          if (backup?.status !== 'AVAILABLE') throw new Error('The backup is not there');
          make(target, { items: backup.items, id: `id-${backupArn}` });
        }),
      unprotect: (table) => effect('unprotect', () => change(table, () => ({ isProtected: false }))),
      delete: (table) =>
        effect('delete', () => {
          const found = tables.get(table);
          if (found?.settings.isProtected !== false) throw new Error(`${table} is protected`);
          if (functions.running) throw new Error('Functions write to it');
          found.status = 'DELETING';
          readyAt.set(table, now + MINUTE);
        }),
      change: ({ name }, what) =>
        effect(`set ${what.set} of ${name}`, () =>
          change(name, ({ tags }) => {
            if (what.set === 'ttl' && tables.get(name)?.settings.ttlAttribute !== undefined) {
              throw new Error('TimeToLive is already enabled');
            }
            if (what.set === 'ttl') return { ttlAttribute: what.attribute };
            if (what.set === 'recovery') return { recovers: true };
            return what.set === 'protection' ? { isProtected: true } : { tags: { ...tags, ...what.tags } };
          }),
        ),
      tag: (arn, tags) => {
        if (tables.get(nameOf(arn))?.status !== 'ACTIVE') {
          return Promise.reject(Object.assign(new Error('busy'), { name: 'ResourceInUseException' }));
        }
        return effect('tag', () => change(nameOf(arn), (now) => ({ tags: { ...now.tags, ...tags } })));
      },
      untag: (arn, keys) =>
        effect('untag', () =>
          change(nameOf(arn), ({ tags }) => ({
            tags: Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key))),
          })),
        ),
    },
    functions: {
      remember: () =>
        Promise.resolve(
          Object.fromEntries(
            Object.entries(functions.reserved).map(([name, count]) => [
              `outbound-email:reserved:${name}`,
              count,
            ]),
          ),
        ),
      stop: () =>
        effect('stop', () => {
          // Whoever calls the command again must know what they had.
          const [remembered] = shown.values();
          if (remembered !== undefined && now < remembered.until) throw new Error('The tags do not show yet');
          functions.running = false;
          functions.reserved = { webhook: '0', sweep: '0' };
        }),
      start: (remembered) =>
        effect('start', () => {
          functions.running = true;
          functions.reserved = { webhook: remembered['outbound-email:reserved:webhook'] ?? 'none' };
        }),
    },
  };
  return {
    deps,
    done,
    said,
    notReady,
    showLate: () => (isLate = true),
    table: (name) => tables.get(name),
    functions,
    breakAt: (count, at) => {
      left = count;
      where = at;
    },
  };
};
