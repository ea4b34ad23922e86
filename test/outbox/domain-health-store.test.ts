import { describe, expect, test } from 'vitest';
import { countForDomain, makeDomainHealthReader } from '../../functions/outbox/flow/domain-health.ts';
import { memoryTables } from './memory-outbox.ts';
import { DAY, MINUTE, NOW, SECOND } from './messages.ts';

/** The start of a window of ten minutes. */
const START = Math.ceil(NOW / (10 * MINUTE)) * 10 * MINUTE;

const setUp = (startedAt = START) => {
  let now = startedAt;
  let calls = 0;
  const { dynamo, items } = memoryTables(() => {
    calls += 1;
  });
  const store = { dynamo, table: 'state' };
  return {
    count: (domain: string, deferred: number, delivered: number) =>
      countForDomain(store, domain, { deferred, delivered }, now),
    read: makeDomainHealthReader(store, () => now),
    wait: (ms: number) => {
      now += ms;
    },
    calls: () => calls,
    items: () => items('state'),
  };
};

describe('How a receiving domain fares', () => {
  test('is nothing while no mail went there', async () => {
    expect(await setUp().read('example.com')).toEqual({ deferred: 0, delivered: 0 });
  });

  test('is the sum of what was counted in this window and the last one', async () => {
    const { count, read, wait } = setUp();
    await count('example.com', 3, 4);
    await count('example.com', 2, 0);
    await count('example.org', 50, 0);
    wait(10 * MINUTE);
    await count('example.com', 10, 20);
    expect(await read('example.com')).toEqual({ deferred: 15, delivered: 24 });
  });

  test('is forgotten after the next window', async () => {
    const { count, read, wait } = setUp();
    await count('example.com', 3, 4);
    wait(20 * MINUTE - 1);
    expect(await read('example.com')).toEqual({ deferred: 3, delivered: 4 });
    wait(5 * SECOND);
    expect(await read('example.com')).toEqual({ deferred: 0, delivered: 0 });
  });

  test('is asked for again after five seconds, not for each mail', async () => {
    const { read, wait, calls } = setUp();
    await read('example.com');
    wait(5 * SECOND - 1);
    await read('example.com');
    expect(calls()).toBe(2);
    wait(1);
    await read('example.com');
    expect(calls()).toBe(4);
  });

  test('is remembered of a thousand domains at a time', async () => {
    const { read, calls } = setUp();
    for (let i = 0; i <= 1000; i += 1) await read(`d${i}.example`);
    const before = calls();
    await read('d1000.example');
    expect(calls()).toBe(before);
    await read('one-more.example');
    await read('d1000.example');
    expect(calls()).toBe(before + 4);
  });

  test('is kept for a day', async () => {
    const { count, items } = setUp();
    await count('example.com', 1, 0);
    expect(items()).toMatchObject([{ ttl: (START + DAY) / 1000 }]);
  });
});
