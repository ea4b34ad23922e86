import { describe, expect, test } from 'vitest';
import type { BusEvent } from '../../functions/bus/bus.ts';
import { makeSeenEvents } from '../../functions/bus/seen-events-store.ts';
import { takeEvent, type TakeEventDeps } from '../../functions/bus/take-event.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import { NOW } from '../outbox/messages.ts';
import { clientOf, makeMemoryDynamo } from '../simulation/memory-dynamo.ts';
import { silentLogger } from '../simulation/world.ts';

const setUp = (run: TakeEventDeps['features'][string] = () => Promise.resolve([])) => {
  const memory = makeMemoryDynamo();
  const dynamo = clientOf((input) => Promise.resolve(memory.answer(input)));
  const handled: unknown[] = [];
  const clock = { now: NOW };
  const published: BusEvent[] = [];
  const deps: TakeEventDeps = {
    bus: { publish: (events) => Promise.resolve(void published.push(...events)) },
    seen: makeSeenEvents(dynamo, 'activity', 'one'),
    logger: silentLogger(),
    metrics: { addMetric: () => undefined },
    now: () => clock.now,
    features: {
      'thing.happened': (event) => {
        handled.push(event.detail);
        return run(event);
      },
    },
  };
  const refused = () => memory.items('activity').filter(({ pk }) => String(pk).startsWith('REFUSED_EVENT#'));
  return { deps, dynamo, handled, clock, refused, published };
};

const event = (id: string, detail: Record<string, unknown> = {}) =>
  JSON.stringify({ id, 'detail-type': 'thing.happened', time: '2026-03-02T09:00:00Z', detail });

describe('bus events under one idempotency key', () => {
  test('of which twenty come at once are handled once', async () => {
    const { deps, handled } = setUp();
    const all = Array.from({ length: 20 }, (_, i) => event(`e${i}`, { idempotencyKey: 'k' }));
    await Promise.all(all.map((body) => takeEvent(deps, body)));
    expect(handled).toHaveLength(1);
  });

  test('whose key is blank are told apart by their ids', async () => {
    const { deps, handled } = setUp();
    for (const [i, idempotencyKey] of ['', ' ', ''].entries())
      await takeEvent(deps, event(`e${i}`, { idempotencyKey }));
    expect(handled).toHaveLength(3);
  });

  test('may have a key of any length', async () => {
    const { deps, handled } = setUp();
    for (let i = 0; i < 2; i += 1)
      await takeEvent(deps, event(`e${i}`, { idempotencyKey: 'x'.repeat(5000) }));
    expect(handled).toHaveLength(1);
  });

  test('that could not be handled are handled when they come again', async () => {
    let fails = true;
    const { deps, handled } = setUp(() => {
      if (fails) return Promise.reject(new Error('DynamoDB has trouble'));
      return Promise.resolve([]);
    });
    await expect(takeEvent(deps, event('e1'))).rejects.toThrow('trouble');
    fails = false;
    await takeEvent(deps, event('e1'));
    await takeEvent(deps, event('e1'));
    expect(handled).toHaveLength(2);
  });

  test('whose function died are handled once its claim is over, and not before', async () => {
    const { deps, handled, clock } = setUp(() => new Promise(() => undefined));
    void takeEvent(deps, event('e1'));
    await new Promise((resolve) => setImmediate(resolve));
    await expect(takeEvent(deps, event('e1'))).rejects.toThrow('being handled');
    clock.now = NOW + 3 * 60_000;
    void takeEvent(deps, event('e1'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toHaveLength(2);
  });
});

describe('a bus event with faults', () => {
  test('of which nothing can be taken is kept by its faults, and not handled again', async () => {
    const faults = [{ pointer: '/id', code: 'missing', detail: 'This field is required.' }];
    const { deps, handled, refused, published } = setUp(() =>
      Promise.reject(new ServiceError('invalid', 'x', { faults })),
    );
    for (let i = 0; i < 2; i += 1) await takeEvent(deps, event('e1'));
    expect(handled).toHaveLength(1);
    // Operators hear of it, once.
    expect(published).toMatchObject([
      {
        detailType: 'system.alert',
        detail: { id: 'refused_event/e1', key: 'refused_event/thing.happened', state: 'firing' },
      },
    ]);
    expect(refused()).toMatchObject([{ eventId: 'e1', faults: [{ pointer: '/id', code: 'missing' }] }]);
  });

  test('is told to nobody where it is one of ours, which would go on for ever', async () => {
    const faults = [{ pointer: '/id', code: 'missing', detail: 'This field is required.' }];
    const { deps, published } = setUp(() => Promise.reject(new ServiceError('invalid', 'x', { faults })));
    const own: unknown = JSON.parse(event('e1'));
    await takeEvent(deps, JSON.stringify({ ...Object(own), source: 'outbound-email' }));
    expect(published).toEqual([]);
  });

  test('of which parts are left out keeps them for a person to see', async () => {
    const leftOut = [{ pointer: '/customer/email', code: 'invalid_address', detail: 'x' }];
    const { deps, refused } = setUp(() => Promise.resolve(leftOut));
    await takeEvent(deps, event('e1'));
    expect(refused()).toMatchObject([{ faults: [{ pointer: '/customer/email', code: 'invalid_address' }] }]);
  });
});

test('An event that two rooms take is handled by each of them', async () => {
  const { deps, dynamo, handled } = setUp();
  const other = { ...deps, seen: makeSeenEvents(dynamo, 'activity', 'other') };
  for (const room of [deps, other, deps, other]) await takeEvent(room, event('e1', { idempotencyKey: 'k1' }));
  expect(handled).toHaveLength(2);
});
