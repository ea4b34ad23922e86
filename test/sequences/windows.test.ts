import { describe, expect, test } from 'vitest';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

// A Monday.
const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';
const nurture = `kind: nurturing
description: After a talk.
enroll: { on: conversation.recorded, recipient: customer, key: id }
window: { from: "09:00", to: "18:00" }
steps:
  - { id: pause, wait: PT1H }
  - { id: first, send: nurture_price_1 }
`;

/** Somebody whose first mail waits for nine o'clock in Berlin on Tuesday. */
const setUp = async (): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { nurture });
  await room.agree(ADA);
  room.moveTo(NOW + 8 * HOUR);
  const customer = { email: ADA, timezone: 'Europe/Berlin' };
  await room.hear('conversation.recorded', { id: 'c1', at: toIso(room.now()), customer });
  room.moveTo(NOW + 9 * HOUR + 1);
  await room.sweep();
  room.moveTo(NOW + 10 * HOUR);
  await room.sweep();
  return room;
};
const TUESDAY_IN_BERLIN = Date.parse('2027-03-02T08:00:00Z');
const dueIn = (room: MemoryRoom): string | undefined => {
  const at = room.enrollments()[0]?.nextDueAt;
  return at === undefined ? undefined : toIso(at);
};
/** Lets all that is due happen at a moment. */
const at = async (room: MemoryRoom, now: number): Promise<number> => {
  room.moveTo(now);
  await room.sweep();
  await room.deliver();
  return room.delivered.length;
};

describe('A mail that waits for its window', () => {
  test('leaves in it, and where it is looked at too late in the next', async () => {
    const room = await setUp();
    expect(dueIn(room)).toBe(toIso(TUESDAY_IN_BERLIN));
    expect(await at(room, TUESDAY_IN_BERLIN + 12 * HOUR)).toBe(0);
    expect(await at(room, TUESDAY_IN_BERLIN + DAY + HOUR)).toBe(1);
  });

  test('is planned anew as soon as its reader names other clocks', async () => {
    const room = await setUp();
    await room.change(ADA, { timezone: 'Asia/Tokyo' });
    await room.hear('preferences.changed', { recipient: ADA });
    expect(dueIn(room)).toBe('2027-03-02T00:00:00.000Z');
    expect(await at(room, Date.parse('2027-03-02T00:05:00Z'))).toBe(1);
  });

  test('waits for the window of its reader where they have named other clocks and nobody told', async () => {
    const room = await setUp();
    await room.change(ADA, { timezone: 'Asia/Tokyo' });
    // It is evening in Tokyo.
    expect(await at(room, TUESDAY_IN_BERLIN + 2 * HOUR)).toBe(0);
    expect(await at(room, Date.parse('2027-03-03T00:05:00Z'))).toBe(1);
  });

  test('waits for the next window where its sequence is switched on again outside of one', async () => {
    const room = await setUp();
    const { rules } = room.deps;
    room.deps.rules = { ...rules, isOn: () => false };
    for (let hours = 0; hours < 24; hours += 1) await at(room, TUESDAY_IN_BERLIN + hours * HOUR);
    room.deps.rules = { ...rules };
    expect(await at(room, TUESDAY_IN_BERLIN + 21 * HOUR)).toBe(0);
    expect(await at(room, TUESDAY_IN_BERLIN + DAY + 2 * HOUR)).toBe(1);
  });
});
