import { describe, expect, test } from 'vitest';
import { abandon, prepare, readFacts, RestoreRefused, swap } from '../../../lib/restore/run.ts';
import { describeFacts } from '../../../lib/restore/status.ts';
import { type Account, Broken, MINUTE, MOMENT, openAccount, RESTORED, START, TABLE } from './account.ts';

const DRAIN = 2 * MINUTE;
const lasting = { service: 'outbound-email', stage: 'prod' };

/** Calls a command again until it does not break off. */
const untilDone = async (account: Account, run: () => Promise<unknown>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    account.breakAt(Infinity, 'before');
    await run();
  }
};

const isInPlace = ({ table, functions }: Account): void => {
  expect(table(TABLE)).toMatchObject({
    status: 'ACTIVE',
    items: 'then',
    settings: { ttlAttribute: 'ttl', recovers: true, isProtected: true, tags: lasting },
  });
  expect(table(TABLE)?.settings.tags).toEqual(lasting);
  expect(functions).toEqual({ running: true, reserved: { webhook: '20' } });
};

test('A table is restored beside the present one, which stays as it is, and gets its settings', async () => {
  const account = openAccount();
  const before = { ...account.table(TABLE) };
  const { restored } = await prepare(account.deps, MOMENT);
  expect(restored.name).toBe(RESTORED);
  expect(account.table(RESTORED)).toMatchObject({
    items: 'then',
    settings: {
      ttlAttribute: 'ttl',
      recovers: true,
      isProtected: true,
      tags: { ...lasting, 'outbound-email:restored-to': MOMENT.toISOString() },
    },
  });
  expect(account.table(TABLE)).toEqual(before);
  const done = account.done.length;
  await prepare(account.deps, MOMENT);
  expect(account.done.slice(done)).toEqual(['tag']);
});

test('A setting that AWS is not ready for is tried again', async () => {
  const account = openAccount();
  account.notReady.add(`set recovery of ${RESTORED}`);
  await prepare(account.deps, MOMENT);
  expect(account.said).toContain('AWS is not ready for it yet; it is tried again.');
  expect(account.table(RESTORED)?.settings.recovers).toBe(true);
});

test('A restored table takes the place of the present one, of which a backup is kept', async () => {
  const account = openAccount();
  await prepare(account.deps, MOMENT);
  const done = account.done.length;
  const backup = await swap(account.deps, DRAIN);
  expect(account.done.slice(done)).toEqual([
    'tag',
    'stop',
    'tag',
    `backUp ${RESTORED}`,
    `backUp ${TABLE}`,
    'tag',
    'unprotect',
    'delete',
    `putBack ${TABLE}`,
    `set tags of ${TABLE}`,
    `set ttl of ${TABLE}`,
    `set recovery of ${TABLE}`,
    `set protection of ${TABLE}`,
    'start',
    'untag',
  ]);
  isInPlace(account);
  expect(backup).toContain(`${TABLE}/backup/`);
});

test('What AWS shows only after moments is waited for, not done again', async () => {
  const account = openAccount();
  await prepare(account.deps, MOMENT);
  account.showLate();
  await swap(account.deps, DRAIN);
  isInPlace(account);
  expect(account.done.filter((what) => what === `set ttl of ${TABLE}`)).toHaveLength(1);
});

test('The present table is backed up only when functions that ran have ended', async () => {
  const account = openAccount();
  await prepare(account.deps, MOMENT);
  const began = account.deps.now();
  await swap(account.deps, DRAIN);
  const { backups } = await readFacts(account.deps);
  expect(backups.present[0]!.createdAt).toBeGreaterThanOrEqual(began + DRAIN);
});

describe('Whatever breaks off is called again, and goes on where it was:', () => {
  const places = Array.from({ length: 6 }, (_, i) => i);
  test.each(places.flatMap((count) => (['before', 'after'] as const).map((where) => ({ count, where }))))(
    'restoring, $where change $count',
    async ({ count, where }) => {
      const account = openAccount();
      account.breakAt(count, where);
      await untilDone(account, () => prepare(account.deps, MOMENT));
      await swap(account.deps, DRAIN);
      isInPlace(account);
    },
  );

  const steps = Array.from({ length: 15 }, (_, i) => i);
  test.each(steps.flatMap((count) => (['before', 'after'] as const).map((where) => ({ count, where }))))(
    'swapping, $where change $count',
    async ({ count, where }) => {
      const account = openAccount();
      await prepare(account.deps, MOMENT);
      account.breakAt(count, where);
      await untilDone(account, () => swap(account.deps, DRAIN));
      isInPlace(account);
      expect(account.done.filter((what) => what === 'delete')).toHaveLength(1);
      expect(account.done.indexOf(`backUp ${TABLE}`)).toBeLessThan(account.done.indexOf('delete'));
    },
  );
});

describe('A swap', () => {
  test('without a restored table is refused, and nothing is done', async () => {
    const account = openAccount();
    await expect(swap(account.deps, DRAIN)).rejects.toThrow(
      'There is no restored table yet: begin with --to.',
    );
    expect(account.done).toEqual([]);
  });

  test('of a table whose settings are not complete is refused', async () => {
    const account = openAccount();
    account.breakAt(1, 'before');
    await expect(prepare(account.deps, MOMENT)).rejects.toThrow(Broken);
    account.breakAt(Infinity, 'before');
    await expect(swap(account.deps, DRAIN)).rejects.toThrow(
      'is not complete: call the command with --to again first.',
    );
    expect(account.functions.running).toBe(true);
  });

  test('that was done is done', async () => {
    const account = openAccount();
    await prepare(account.deps, MOMENT);
    await swap(account.deps, DRAIN);
    const done = account.done.length;
    await swap(account.deps, DRAIN);
    expect(account.done).toHaveLength(done);
  });

  test('is given up before the present table is deleted, and begun anew later with a new backup', async () => {
    const account = openAccount();
    await expect(abandon(account.deps)).rejects.toThrow(RestoreRefused);
    await prepare(account.deps, MOMENT);
    const before = account.done.length;
    account.breakAt(7, 'before');
    await expect(swap(account.deps, DRAIN)).rejects.toThrow(Broken);
    expect(account.done.slice(before).at(-1)).toBe('unprotect');
    account.breakAt(Infinity, 'before');
    await abandon(account.deps);
    expect(account.functions).toEqual({ running: true, reserved: { webhook: '20' } });
    expect(account.table(TABLE)).toMatchObject({ items: 'present', settings: { isProtected: true } });
    await swap(account.deps, DRAIN);
    expect((await readFacts(account.deps)).backups.present).toHaveLength(2);
    isInPlace(account);
    await expect(abandon(account.deps)).rejects.toThrow(RestoreRefused);
  });
});

test('--status says where it is, and what comes next', async () => {
  const account = openAccount();
  const told = async () => describeFacts(await readFacts(account.deps), account.deps.now()).join(' ');
  expect(await told()).toMatch(/it can be restored to any moment from .* No other is restored beside it\.$/);
  await prepare(account.deps, MOMENT);
  expect(await told()).toContain('Next: --swap, which goes on where it was.');
  account.breakAt(8, 'before');
  await expect(swap(account.deps, DRAIN)).rejects.toThrow(Broken);
  expect(await told()).toContain('The functions were stopped at');
  account.breakAt(Infinity, 'before');
  await swap(account.deps, DRAIN);
  expect(await told()).toMatch(/It is the restored one\. .*Next: nothing, it is done\./);
  expect(START).toBeLessThan(account.deps.now());
});
