import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const RUNS = Number(process.env['RUNS'] ?? 8);
const ADA = 'ada@example.com';
const OUTAGE_MS = 8 * DAY;

const ways = {
  rebook: `kind: rebooking
description: Help to find another time.
enroll: { on: appointment.updated, when: [{ path: status, is: cancelled }], recipient: customer, key: id }
steps:
  - { id: pause, wait: P4D }
  - { id: first, send: rebook_reminder }
  - { id: longer, wait: PT36H }
  - { id: last, send: rebook_last }
`,
  nurture: `kind: nurturing
description: After a talk.
enroll: { on: conversation.recorded, recipient: customer, key: id }
window: { from: "09:00", to: "18:00" }
steps:
  - { id: first, send: nurture_price_1 }
  - { id: cool, wait: P6D }
  - { id: second, send: nurture_price_2 }
  - { id: rest, wait: P3D }
  - { id: third, send: nurture_price_4 }
`,
  followed: `kind: leads
description: After a lead was told.
enroll: { on: lead.updated, recipient: contact, key: id }
steps:
  - { id: pause, wait: P5D }
  - { id: first, send: nurture_later_1 }
  - { id: longer, wait: P4D }
  - { id: last, send: nurture_later_2 }
`,
};
const begins: Readonly<Record<keyof typeof ways, (room: MemoryRoom) => Promise<unknown>>> = {
  rebook: (room) =>
    room.hear('appointment.updated', { ...told(room), status: 'cancelled', customer: { email: ADA } }),
  nurture: (room) => room.hear('conversation.recorded', { ...told(room), customer: { email: ADA } }),
  followed: (room) => room.hear('lead.updated', { ...told(room), contact: { email: ADA } }),
};
const told = (room: MemoryRoom) => ({ id: `x${room.now()}`, at: toIso(room.now()) });

/** Goes on hour by hour; `isUp` says whether sequences go on, and `isOpen` whether Mailgun takes mail. */
const go = async (room: MemoryRoom, hours: number, { isUp = true, isOpen = true } = {}): Promise<void> => {
  for (let hour = 0; hour < hours; hour += 1) {
    room.moveTo(room.now() + HOUR);
    if (isUp) await room.sweep();
    if (!isOpen) continue;
    await room.deliver();
    await room.sweep();
  }
};

/** A mail expires seven days after it was due. */
const isLate = ({ message, at }: MemoryRoom['delivered'][number]): boolean =>
  at > (message.expiresAt ?? 0) - 7 * DAY + HOUR;

const hoursBefore = fc.record({
  rebook: fc.nat({ max: 60 }),
  nurture: fc.nat({ max: 60 }),
  followed: fc.nat({ max: 60 }),
});

test('After an outage of eight days, of this service or of Mailgun, nobody gets two mails within a day', async () => {
  let late = 0;
  await fc.assert(
    fc.asyncProperty(hoursBefore, fc.boolean(), async (hours, isOfMailgun) => {
      const room = await memoryRoom(NOW, ways);
      await room.agree(ADA);
      for (let ago = 60; ago >= 0; ago -= 1) {
        for (const name of ['rebook', 'nurture', 'followed'] as const)
          if (hours[name] === ago) await begins[name](room);
        await go(room, 1);
      }
      await go(room, OUTAGE_MS / HOUR, { isUp: isOfMailgun, isOpen: false });
      const backAt = room.now();
      await go(room, 20 * 24);
      const left = room.delivered.filter(({ at }) => at > backAt);
      late += left.filter(isLate).length;
      const near = left.filter((one, i) => {
        const before = left[i - 1];
        return before !== undefined && one.at - before.at < DAY && (isLate(one) || isLate(before));
      });
      expect(near.map(({ message }) => message.metadata)).toEqual([]);
      expect(room.enrollments().filter(({ life }) => life.status === 'active')).toEqual([]);
    }),
    {
      numRuns: RUNS,
      // Each of the three falls due in the midst of the outage.
      examples: [true, false].map((isOfMailgun) => [{ rebook: 60, nurture: 60, followed: 60 }, isOfMailgun]),
    },
  );
  // Or nothing was held up that could have kept its distance.
  expect(late).toBeGreaterThan(2);
});

test('On a usual day two sequences of one person keep no distance', async () => {
  const room = await memoryRoom(NOW, ways);
  await room.agree(ADA);
  await begins.nurture(room);
  await go(room, 1);
  await begins.followed(room);
  await go(room, 5 * 24 + 1);
  expect(
    room.delivered.map(({ message, at }) => [message.metadata?.['sequence'], (at - NOW) / HOUR]),
  ).toEqual([
    ['nurture', 1],
    ['followed', 122],
  ]);
});
