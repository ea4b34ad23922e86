import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';

const nurture = `kind: nurturing
description: After a talk.
enroll: { on: conversation.recorded, recipient: customer, key: id }
again_after: P90D
ends_on:
  - { event: lead.outcome }
  - { event: appointment.updated, when: [{ path: status, is: booked }], goal: true }
steps:
  - { id: first, send: nurture_price_1 }
`;
const talk = (id: string, at: number) => ({ id, at: toIso(at), customer: { email: ADA } });
const won = (at: number) => ({ id: 'lead-1', at: toIso(at), contact: { email: ADA } });

const setUp = async (): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { nurture });
  await room.agree(ADA);
  return room;
};
/** Whether the function died in its work. */
const dies = async (room: MemoryRoom, work: () => Promise<unknown>): Promise<boolean> => {
  const died = await work().then(
    () => false,
    () => true,
  );
  room.endIn(undefined);
  return died;
};

test('What ended a sequence since what it follows enrols nobody, and leaves key and time to what comes later', async () => {
  const room = await setUp();
  await room.hear('lead.outcome', won(NOW - 5 * MINUTE));
  await room.hear('conversation.recorded', talk('c1', NOW - 15 * MINUTE));
  expect(room.enrollments()).toEqual([]);
  await room.hear('conversation.recorded', talk('c1', NOW - MINUTE));
  expect(room.enrollments().map(({ life }) => life.status)).toEqual(['active']);
});

test.each(['lead.outcome', 'appointment.updated'])(
  'What ends it while it is being made ends it by %s, wherever the function dies and the event comes again',
  async (type) => {
    const event = { ...won(NOW - 5 * MINUTE), status: 'booked', customer: { email: ADA } };
    for (let calls = 0; calls < 60; calls += 1) {
      const room = await setUp();
      const { create } = room.deps.enrollments;
      // It is heard between the look for what ended the sequence before, and the enrolment.
      room.deps.enrollments.create = async (...asked) => {
        room.deps.enrollments.create = create;
        await room.hear(type, event);
        room.endIn(calls);
        return create(...asked);
      };
      const enrolling = () => room.hear('conversation.recorded', talk('c1', NOW - 15 * MINUTE));
      const died = await dies(room, enrolling);
      if (died) await enrolling();
      room.moveTo(NOW + DAY);
      await room.sweep();
      await room.deliver();
      expect({ calls, mails: room.delivered }).toEqual({ calls, mails: [] });
      for (const { life } of room.enrollments())
        expect({ calls, status: life.status }).toEqual({ calls, status: 'ended' });
      if (!died) return;
    }
    throw new Error('The function never came to its end');
  },
);

test('What ends an enrolment calls its mails back when it comes again, wherever the function died', async () => {
  for (let calls = 0; calls < 60; calls += 1) {
    const room = await setUp();
    await room.hear('conversation.recorded', talk('c1', NOW - MINUTE));
    room.moveTo(NOW + HOUR);
    const ending = () => room.hear('lead.outcome', won(NOW + MINUTE));
    room.endIn(calls);
    const died = await dies(room, ending);
    await ending();
    await room.deliver();
    expect({ calls, mails: room.delivered }).toEqual({ calls, mails: [] });
    expect(room.enrollments()).toMatchObject([{ life: { status: 'ended' } }]);
    if (!died) return;
  }
  throw new Error('The function never came to its end');
});
