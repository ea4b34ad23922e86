import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';

const rebook = `kind: rebooking
description: Help to find another time.
enroll:
  on: appointment.updated
  when: [{ path: status, is: cancelled }]
  recipient: customer
  key: id
ends_on:
  - { event: appointment.updated, when: [{ path: status, is: booked }], goal: true }
  - { event: appointment.cancel_requested }
steps:
  - { id: pause, wait: P2D }
  - { id: first, send: rebook_reminder }
`;
const setUp = async (): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { rebook });
  await room.agree(ADA);
  room.moveTo(NOW + HOUR);
  return room;
};
const cancelled = (sequence: number | undefined, minutes: number, id = 'a1') => ({
  id,
  sequence,
  at: toIso(NOW + minutes * MINUTE),
  status: 'cancelled',
  customer: { email: ADA },
});
const booked = (sequence: number | undefined, minutes: number, id = 'a1') => ({
  ...cancelled(sequence, minutes, id),
  status: 'booked',
});
const lives = (room: MemoryRoom): string[] =>
  room.enrollments().map(({ life }) => (life.status === 'ended' ? life.how : life.status));

describe('Of events about one appointment its sequence decides, whenever they say that they happened:', () => {
  test.each([
    {
      what: 'an older booking that tells of a later time',
      goal: booked(1, 1),
      of: cancelled(2, 0),
      lives: ['active'],
    },
    {
      what: 'a newer booking that tells of an earlier time',
      goal: booked(3, -1),
      of: cancelled(2, 0),
      lives: ['goal'],
    },
    {
      what: 'a booking without a sequence, later',
      goal: booked(undefined, 1),
      of: cancelled(2, 0),
      lives: ['goal'],
    },
    {
      what: 'a booking without a sequence, earlier',
      goal: booked(undefined, -1),
      of: cancelled(2, 0),
      lives: ['active'],
    },
    {
      what: 'a booking of the same sequence, later',
      goal: booked(2, 1),
      of: cancelled(2, 0),
      lives: ['goal'],
    },
    {
      what: 'a booking of another one, later',
      goal: booked(1, 1, 'a2'),
      of: cancelled(2, 0),
      lives: ['goal'],
    },
  ])('$what makes of the enrolment $lives', async ({ goal, of, lives: want }) => {
    const after = await setUp();
    await after.hear('appointment.updated', of);
    await after.hear('appointment.updated', goal);
    expect(lives(after)).toEqual(want);

    // The other way round nobody is enrolled where it would have ended.
    const before = await setUp();
    await before.hear('appointment.updated', goal);
    await before.hear('appointment.updated', of);
    expect(lives(before)).toEqual(want.filter((life) => life === 'active'));
  });

  test('a request that was made of the cancelled state is later by its time', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled(2, 0));
    await room.hear('appointment.cancel_requested', { ...cancelled(2, 5), status: undefined });
    expect(lives(room)).toEqual(['stopped']);
  });

  test('a newer booking is known among many others, of which all were before', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', booked(3, -200));
    for (let i = 0; i < 5; i += 1) await room.hear('appointment.updated', booked(1, i - 100, `b${i}`));
    await room.hear('appointment.updated', booked(1, -150));
    await room.hear('appointment.updated', cancelled(2, 0));
    expect(lives(room)).toEqual([]);
  });
});
