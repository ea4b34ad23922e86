import { describe, expect, test } from 'vitest';
import { HOUR, toIso } from '../../functions/platform/clock.ts';
import { listEnrollments, type ListQuery } from '../../functions/sequences/list.ts';
import { activityIndexes } from '../../lib/activity-indexes.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const nurture = `kind: nurturing
description: After a talk.
enroll: { on: lead.qualified, recipient: contact, key: id }
steps:
  - { id: pause, wait: P1D }
  - { id: first, send: nurture_price_1 }
`;

/** Ten people, an hour apart. */
const setUp = async (): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { nurture, other: nurture.replace('qualified', 'outcome') });
  for (let i = 0; i < 10; i += 1) {
    const email = `kim-${i}@example.com`;
    room.moveTo(NOW + i * HOUR);
    await room.agree(email);
    const type = i % 2 === 0 ? 'lead.qualified' : 'lead.outcome';
    await room.hear(type, { id: `l${i}`, at: toIso(room.now()), contact: { email } });
  }
  return room;
};
const all = async (room: MemoryRoom, query: Omit<ListQuery, 'limit'>, limit: number): Promise<string[]> => {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listEnrollments(
      { ...room.deps, dynamo: room.dynamo, table: room.table },
      { ...query, limit, cursor },
    );
    expect(page.enrollments.length).toBeLessThanOrEqual(limit);
    keys.push(...page.enrollments.map(({ key }) => key));
    cursor = page.next;
  } while (cursor !== undefined);
  return keys;
};

describe('A list of enrolments', () => {
  test.each([1, 2, 3, 10])('has them all, the latest first, in pages of %i', async (limit) => {
    const room = await setUp();
    expect(await all(room, {}, limit)).toEqual(Array.from({ length: 10 }, (_, i) => `l${9 - i}`));
    expect(await all(room, { sequence: 'nurture' }, limit)).toEqual(['l8', 'l6', 'l4', 'l2', 'l0']);
    expect(await all(room, { status: 'active', sequence: 'other' }, limit)).toHaveLength(5);
    expect(await all(room, { recipient: 'KIM-3@example.com' }, limit)).toEqual(['l3']);
  });

  test.each([1, 2, 3, 10])(
    'goes on after those that are past their retention, in pages of %i',
    async (limit) => {
      const room = await setUp();
      const { find } = room.deps.enrollments;
      const gone = new Set(['l9', 'l8', 'l7', 'l4']);
      room.deps.enrollments.find = async (id) => {
        const found = await find(id);
        return found === undefined || gone.has(found.key) ? undefined : found;
      };
      expect(await all(room, {}, limit)).toEqual(['l6', 'l5', 'l3', 'l2', 'l1', 'l0']);
    },
  );

  test('leaves out of its pages what is past its retention, by what its indexes hold', () => {
    const { byEnrollments, byEnrollmentStatus } = activityIndexes;
    for (const index of [byEnrollments, byEnrollmentStatus]) expect(index).toMatchObject({ beside: ['ttl'] });
  });
});
