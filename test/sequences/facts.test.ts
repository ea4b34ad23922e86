import { describe, expect, test } from 'vitest';
import { MINUTE } from '../../functions/platform/clock.ts';
import { type KnownEnd, makeFactsStore } from '../../functions/sequences/facts-store.ts';
import { memoryTables } from '../outbox/memory-outbox.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const anEnd = (more: Partial<KnownEnd>): KnownEnd => ({
  sequence: 'rebook',
  event: 'appointment.updated',
  id: 'a1',
  at: NOW,
  goal: false,
  isOther: false,
  ...more,
});
const setUp = () => {
  const { dynamo } = memoryTables();
  const store = makeFactsStore(dynamo, 'activity');
  return {
    store,
    remember: (...ends: KnownEnd[]) => store.remember('P', { ends }, NOW),
    ends: async () => (await store.find('P')).ends,
  };
};

describe('What ended sequences for somebody', () => {
  test('is kept of each kind, however many events there are of others', async () => {
    const { remember, ends } = setUp();
    const goal = anEnd({ goal: true, at: NOW - 10 * MINUTE });
    await remember(goal);
    for (let i = 0; i < 40; i += 1) {
      const other = { sequence: `way_${i}`, event: 'lead.qualified', id: `l${i}`, at: NOW + i };
      await remember(anEnd(other), anEnd({ ...other, isOther: true }));
    }
    expect(await ends()).toContainEqual(goal);
  });

  test('is the last of a kind, and the last about something else', async () => {
    const { remember, ends } = setUp();
    for (const [id, at] of [
      ['a1', 1],
      ['a2', 2],
      ['a3', 5],
      ['a3', 4],
      ['a3', 3],
    ] as const)
      await remember(anEnd({ id, at: NOW + at }));
    expect((await ends()).map(({ id, at }) => [id, at - NOW])).toEqual([
      ['a3', 5],
      ['a2', 2],
    ]);
  });

  test('has room in an item, also of a thousand sequences, of which goals go last', async () => {
    const { remember, ends } = setUp();
    const goal = anEnd({ goal: true, at: NOW - MINUTE });
    await remember(goal);
    const many = Array.from({ length: 5000 }, (_, i) =>
      anEnd({
        sequence: `way_${i % 1000}`.padEnd(40, 'x'),
        event: 'appointment.reschedule_requested',
        id: `${i}`.padStart(24, '0'),
      }),
    );
    await remember(...many);
    expect(JSON.stringify(await ends()).length).toBeLessThan(200_000);
    expect(await ends()).toContainEqual(goal);
  });
});
