import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FunctionPool } from '../../../local/lambda/function-pool.ts';
import { endIdle, tooIdle } from '../../../local/lambda/idle-instances.ts';

let folder: string;
const pools: FunctionPool[] = [];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'outbound-email-pool-'));
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A function with this handler. */
const makePool = (handler: string, { concurrency = 2, memoryMb = 128 } = {}): FunctionPool => {
  const bundle = path.join(folder, `${pools.length}-${Date.now()}.mjs`);
  writeFileSync(
    bundle,
    `import { threadId } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
export const handler = ${handler};`,
  );
  const pool = new FunctionPool({
    fn: {
      FunctionName: 'example',
      Handler: 'index.handler',
      Timeout: 30,
      MemorySize: memoryMb,
      Environment: { Variables: {} },
      bundle,
      stack: 'test',
    },
    concurrency,
    environment: {},
    clock: new SharedArrayBuffer(16),
    logDir: folder,
  });
  pools.push(pool);
  return pool;
};

const sleepers = 'async ({ ms }) => { await sleep(ms); return threadId; }';

describe('A function', () => {
  test('has no instance before it is needed', () => {
    expect(makePool(sleepers).idleInstances()).toEqual([]);
  });

  test('runs two invocations of one moment in two instances, and more of them one after the other', async () => {
    const pool = makePool(sleepers);
    const threads = await Promise.all([50, 50, 1, 1].map((ms) => pool.invoke({ ms })));
    expect(new Set(threads.slice(0, 2)).size).toBe(2);
    expect(new Set(threads).size).toBe(2);
  });

  test('goes on in the instance that it has', async () => {
    const pool = makePool(sleepers);
    expect(await pool.invoke({ ms: 0 })).toBe(await pool.invoke({ ms: 0 }));
  });

  test('that takes more memory than its stack gives it fails, and alone', async () => {
    const pool = makePool('() => { const kept = []; for (;;) kept.push(new Array(1e5).fill({})); }');
    await expect(pool.invoke({})).rejects.toThrow(/memory/);
    const other = makePool(sleepers);
    expect(await other.invoke({ ms: 0 })).toEqual(expect.any(Number));
  });
});

describe('Of instances that wait', () => {
  const limits = { longestMs: 15_000, most: 2 };
  const since = (...times: number[]) => times.map((idleSince) => ({ idleSince }));

  test.each([
    { what: 'none where all are young and few', idle: [90_000, 99_000], goes: [] },
    { what: 'who has waited too long', idle: [99_000, 85_000, 85_001], goes: [85_000] },
    {
      what: 'who has waited longest where there are too many',
      idle: [97_000, 99_000, 98_000],
      goes: [97_000],
    },
  ])('goes $what', ({ idle, goes }) => {
    expect(tooIdle(since(...idle), 100_000, limits)).toEqual(since(...goes));
  });

  test('one that ends is replaced by the next invocation', async () => {
    const pool = makePool(sleepers);
    const before = await pool.invoke({ ms: 0 });
    endIdle([pool], { longestMs: 0, most: 0 });
    expect(pool.idleInstances()).toEqual([]);
    expect(await pool.invoke({ ms: 0 })).not.toBe(before);
  });

  test('one whose invocation sleeps is none', async () => {
    const pool = makePool(sleepers);
    await pool.invoke({ ms: 0 });
    const sleeping = pool.invoke({ ms: 100 });
    endIdle([pool], { longestMs: 0, most: 0 });
    expect(await sleeping).toEqual(expect.any(Number));
  });
});
