import { describe, expect, test } from 'vitest';
import { change } from '../../functions/appointments/change.ts';
import { listAppointments, type ListQuery } from '../../functions/appointments/list.ts';
import { ServiceError } from '../../functions/platform/errors.ts';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const NOW = START - 10 * DAY;
const report = { audit: { at: NOW, by: 'service', how: 'bus_event' } as const, at: NOW };

/** Twelve appointments, five days apart, of two reps in turn. */
const setUp = async () => {
  const room = await memoryRoom(NOW);
  for (let i = 0; i < 12; i += 1) {
    const booked = details({ start: toIso(START + i * 5 * DAY), repId: i % 2 === 0 ? 'grace' : 'joan' });
    await change(room.deps, `appt-${i}`, { type: 'book', sequence: 1, details: booked }, report);
  }
  const all = async (query: Omit<ListQuery, 'limit'>, limit = 3): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAppointments(room.deps, { ...query, limit, cursor });
      expect(page.records.length).toBeLessThanOrEqual(limit);
      ids.push(...page.records.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== undefined);
    return ids;
  };
  return { room, all };
};
const named = (...numbers: number[]): string[] => numbers.map((i) => `appt-${i}`);

describe('A list of appointments', () => {
  test('has those of a rep by their start, over all pages', async () => {
    const { all } = await setUp();
    expect(await all({ repId: 'grace' })).toEqual(named(0, 2, 4, 6, 8, 10));
    expect(await all({ repId: 'nobody' })).toEqual([]);
  });

  test('has those of everybody within a time, over months, the first start included and the last not', async () => {
    const { all } = await setUp();
    const span = { from: START + 5 * DAY, to: START + 55 * DAY };
    for (const limit of [1, 3, 10, 100])
      expect(await all(span, limit)).toEqual(named(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
    expect(await all({ repId: 'joan', from: START + 6 * DAY, to: START + 25 * DAY })).toEqual(named(3));
  });

  test('is of the next 31 days when nobody says, and of everything of a rep', async () => {
    const { all } = await setUp();
    expect(await all({})).toEqual(named(0, 1, 2, 3, 4));
    expect(await all({ from: START - DAY })).toEqual(named(0, 1, 2, 3, 4, 5));
  });

  test('follows one that is moved, and one whose rep is another', async () => {
    const { room, all } = await setUp();
    const moved = { start: toIso(START + 7 * DAY + HOUR), repId: 'joan' };
    await change(room.deps, 'appt-0', { type: 'reschedule', changes: moved }, report);
    expect(await all({ repId: 'joan' })).toEqual(named(1, 0, 3, 5, 7, 9, 11));
    expect((await all({}))[1]).toBe('appt-0');
  });

  test.each([
    [{ from: START, to: START - 1 }],
    [{ repId: 'grace', from: START, to: START - 1 }],
    [{ from: START, to: START + 367 * DAY }],
  ])('is refused for a time that is none, or without end: %j', async (query) => {
    const { room } = await setUp();
    await expect(listAppointments(room.deps, { ...query, limit: 1 })).rejects.toThrow(ServiceError);
  });

  test('goes on where it began when a month has turned between two pages', async () => {
    const { room } = await setUp();
    const first = await listAppointments(room.deps, { limit: 1 });
    room.moveTo(START + 2 * DAY);
    const second = await listAppointments(room.deps, { limit: 1, cursor: first.next });
    room.moveTo(START + 40 * DAY);
    const third = await listAppointments(room.deps, { limit: 1, cursor: second.next });
    expect([first, second, third].flatMap(({ records }) => records.map(({ id }) => id))).toEqual(
      named(0, 1, 2),
    );
  });

  test('has pages that an answer has room for, however much its appointments hold', async () => {
    const { room, all } = await setUp();
    const agenda = 'x'.repeat(5000);
    const materials = Array.from({ length: 20 }, (_, i) => ({
      title: 'y'.repeat(200),
      url: `https://example.com/${i}/${'z'.repeat(1900)}`,
    }));
    for (let i = 0; i < 80; i += 1) {
      const big = details({ start: toIso(START + 90 * DAY + i), repId: 'ken', agenda, materials });
      await change(room.deps, `big-${i}`, { type: 'book', sequence: 1, details: big }, report);
    }
    const { records, next } = await listAppointments(room.deps, { repId: 'ken', limit: 100 });
    expect(records.length).toBeLessThan(80);
    expect(next).toBeDefined();
    expect(await all({ repId: 'ken' }, 100)).toHaveLength(80);
  });

  test('takes the cursor of this very list alone', async () => {
    const { room } = await setUp();
    const { next = '' } = await listAppointments(room.deps, { repId: 'grace', limit: 1 });
    await expect(listAppointments(room.deps, { repId: 'joan', limit: 1, cursor: next })).rejects.toThrow(
      /cursor/,
    );
  });
});
