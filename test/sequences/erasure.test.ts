import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { advance } from '../../functions/sequences/advance.ts';
import { hear } from '../../functions/sequences/hear.ts';
import { enrollmentsOfPerson } from '../../functions/sequences/personal-data.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';

const nurture = `kind: nurturing
description: After a talk.
enroll: { on: conversation.recorded, recipient: customer, key: id }
again_after: P1D
steps:
  - { id: pause, wait: P1D }
  - { id: first, send: nurture_price_1 }
`;
const talk = (id: string, at = NOW) => ({
  id,
  at: toIso(at),
  customer: { email: ADA, name: 'Ada Lovelace' },
  leadId: 'lead-1',
});

const setUp = async (): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { nurture });
  await room.agree(ADA);
  return room;
};
const erase = async (room: MemoryRoom) => {
  const erased = await enrollmentsOfPerson(room.deps).erase(ADA, { leadIds: [], endsAt: room.now() + HOUR });
  await room.memory.deps.recipients.erase(ADA, room.now());
  return erased;
};
/** Whatever tells of a person still. */
const leftIn = (room: MemoryRoom): string[] =>
  ['activity', 'sends', 'preferences'].flatMap((table) =>
    room.memory
      .items(table)
      .map((item) => JSON.stringify(item))
      .filter((item) => /ada@example\.com|Lovelace/.test(item)),
  );

/** A store ahead of each of whose calls something happens. */
const aheadOfAll = <T extends object>(store: T, happen: () => Promise<void>): T =>
  new Proxy(store, {
    get: (target, name): unknown => {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== 'function') return call;
      return async (...args: unknown[]): Promise<unknown> => {
        await happen();
        return Reflect.apply(call, target, args);
      };
    },
  });

test('An erasure forgets a mail that was noted, or sent, after it had begun to read', async () => {
  const room = await setUp();
  await room.hear('conversation.recorded', talk('c1'));
  room.moveTo(NOW + DAY + HOUR);
  const { find } = room.deps.enrollments;
  let isFirst = true;
  room.deps.enrollments.find = async (id) => {
    const found = await find(id);
    if (!isFirst) return found;
    isFirst = false;
    await advance(room.deps, id);
    return found;
  };
  expect(await erase(room)).toEqual({ enrollments: 1 });
  expect(room.messages()).toHaveLength(1);
  expect(leftIn(room)).toEqual([]);
});

test('Who is erased while they are being enrolled is not enrolled, whenever that is', async () => {
  for (let calls = 0; calls < 40; calls += 1) {
    const room = await setUp();
    let callsLeft = calls;
    let erased: Promise<unknown> | undefined;
    const ahead = async (): Promise<void> => {
      callsLeft -= 1;
      if (callsLeft !== -1) return;
      erased = erase(room);
      await erased;
    };
    const enrollments = aheadOfAll(room.deps.enrollments, ahead);
    const recipients = aheadOfAll(room.deps.recipients, ahead);
    const heard = { detail: talk('c1'), at: NOW };
    await hear({ ...room.deps, enrollments, recipients }, 'conversation.recorded', heard);
    if (erased === undefined) {
      expect(room.enrollments().map(({ life }) => life.status)).toEqual(['active']);
      return;
    }
    for (const { life, erasedAt } of room.enrollments())
      expect({ calls, status: life.status, isErased: erasedAt !== undefined }).toEqual({
        calls,
        status: 'ended',
        isErased: true,
      });
    expect({ calls, left: leftIn(room) }).toEqual({ calls, left: [] });
  }
  throw new Error('It never came to its end');
});

test('Who was erased may be enrolled anew', async () => {
  const room = await setUp();
  await room.hear('conversation.recorded', talk('c1'));
  await erase(room);
  room.moveTo(NOW + MINUTE);
  await room.agree(ADA);
  await room.hear('conversation.recorded', talk('c2', NOW + MINUTE));
  expect(room.enrollments().map(({ life }) => life.status)).toEqual(['ended', 'active']);
});

test('Who is refused leaves nothing that leads to an enrolment that is none', async () => {
  const room = await setUp();
  await room.hear('conversation.recorded', talk('c1'));
  const before = room.memory.items('activity').length;
  for (let i = 2; i < 12; i += 1) await room.hear('conversation.recorded', talk(`c${i}`));
  expect(room.memory.items('activity')).toHaveLength(before);
  expect(await room.deps.enrollments.ofPerson(ADA)).toHaveLength(1);
  expect(await erase(room)).toEqual({ enrollments: 1 });
  expect(await room.deps.enrollments.ofPerson(ADA)).toEqual([]);
});
