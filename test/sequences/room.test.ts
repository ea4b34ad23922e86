import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { advance } from '../../functions/sequences/advance.ts';
import { end } from '../../functions/sequences/ending.ts';
import { enroll } from '../../functions/sequences/enroll.ts';
import { armOf } from '../../functions/sequences/arm.ts';
import { readCounters, statisticsOf } from '../../functions/sequences/statistics.ts';
import { definitionsOf, memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';

const rebook = `kind: rebooking
description: Help to find another time.
enroll:
  on: appointment.updated
  when: [{ path: status, is: cancelled }]
  recipient: customer
  key: id
  data: { title: title }
again_after: P30D
ends_on: [{ event: appointment.updated, when: [{ path: status, is: booked }], goal: true }]
steps:
  - { id: pause, wait: P2D }
  - { id: first, send: rebook_reminder }
  - { id: longer, wait: P5D }
  - { id: last, send: rebook_last }
`;
const cancelled = (id: string, at: number, email = ADA) => ({
  id,
  at: toIso(at),
  status: 'cancelled',
  title: 'Demo',
  customer: { email },
});
const booked = (id: string, at: number, email = ADA) => ({ ...cancelled(id, at, email), status: 'booked' });

const setUp = async (sources: Record<string, string> = { rebook }): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, sources);
  await room.agree(ADA);
  return room;
};
/** Moves on in steps of hours, with the sweeper and the mail at work. */
const passTo = async (room: MemoryRoom, at: number, stepMs = 3 * HOUR): Promise<void> => {
  for (let next = room.now(); next < at; next += stepMs) {
    room.moveTo(next);
    await room.sweep();
    await room.deliver();
    await room.sweep();
  }
  room.moveTo(at);
};
const sentTo = (room: MemoryRoom, email = ADA): string[] =>
  room.delivered
    .filter(({ message }) => message.to.email === email)
    .map(({ message }) => message.template ?? '');

describe('An enrolment', () => {
  test('is made once of an event that comes five times, and of its key ever', async () => {
    const room = await setUp();
    for (let i = 0; i < 5; i += 1) await room.hear('appointment.updated', cancelled('a1', NOW));
    expect(room.enrollments()).toHaveLength(1);
    await passTo(room, NOW + 10 * DAY);
    expect(sentTo(room)).toEqual(['rebook_reminder', 'rebook_last']);
    await room.hear('appointment.updated', cancelled('a1', room.now()));
    await room.hear('appointment.updated', cancelled('a2', room.now()));
    expect(room.enrollments()).toHaveLength(1);
    await passTo(room, NOW + 31 * DAY, DAY);
    await room.hear('appointment.updated', cancelled('a3', room.now()));
    expect(room.enrollments()).toHaveLength(2);
  });

  test('keeps what its recipient no more agrees to, also by an event of the same key', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    const customer = { email: ADA, consent: { marketing: null } };
    await room.hear('appointment.updated', { ...cancelled('a1', NOW), customer });
    expect((await room.deps.recipients.find(ADA))?.consent?.marketing).toBeUndefined();
    expect(room.enrollments()[0]?.life).toMatchObject({ how: 'no_consent' });
  });

  test('of a recipient is one of its kind, whatever the case of their address', async () => {
    const room = await setUp({ rebook, second: rebook.replace('appointment.updated\n', 'lead.updated\n') });
    await room.hear('appointment.updated', cancelled('a1', NOW));
    await room.hear('lead.updated', cancelled('b1', NOW, 'ADA@example.com'));
    expect(room.enrollments().map(({ sequence }) => sequence)).toEqual(['rebook']);
  });

  test.each([
    { what: 'after what it follows', goal: booked('other', NOW + MINUTE) },
    { what: 'less than an hour before', goal: booked('other', NOW - 59 * MINUTE) },
    { what: 'of the same appointment, after it', goal: booked('a1', NOW + MINUTE) },
  ])('is not made where its goal came first, $what', async ({ goal }) => {
    const room = await setUp();
    room.moveTo(NOW + HOUR);
    await room.hear('appointment.updated', goal);
    await room.hear('appointment.updated', cancelled('a1', NOW));
    expect(room.enrollments()).toEqual([]);
  });

  test.each([
    { what: 'more than an hour before', goal: booked('other', NOW - 61 * MINUTE) },
    { what: 'of the same appointment, before it', goal: booked('a1', NOW - MINUTE) },
  ])('is made where its goal came $what', async ({ goal }) => {
    const room = await setUp();
    await room.hear('appointment.updated', goal);
    await room.hear('appointment.updated', cancelled('a1', NOW));
    expect(room.enrollments()).toHaveLength(1);
  });

  test('ends by its goal alone where that came later than what enrolled it', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    await room.hear('appointment.updated', booked('b1', NOW - MINUTE));
    expect(room.enrollments()[0]?.life.status).toBe('active');
    room.moveTo(NOW + HOUR);
    await room.hear('appointment.updated', booked('b1', NOW + MINUTE));
    expect(room.enrollments()[0]?.life).toMatchObject({
      status: 'ended',
      how: 'goal',
      event: 'appointment.updated',
    });
  });

  test('ends on the version that it began with, also when its file has changed, or gone', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    await room.agree('bob@example.com');
    room.deps.definitions = definitionsOf({
      rebook: rebook.replace('P5D', 'P1D').replace('rebook_last', 'rebook_missed'),
    });
    await room.hear('appointment.updated', cancelled('b1', NOW, 'bob@example.com'));
    await passTo(room, NOW + 4 * DAY);
    room.deps.definitions = {};
    await passTo(room, NOW + 9 * DAY);
    expect(sentTo(room)).toEqual(['rebook_reminder', 'rebook_last']);
    expect(sentTo(room, 'bob@example.com')).toEqual(['rebook_reminder', 'rebook_missed']);
    expect(new Set(room.enrollments().map(({ version }) => version)).size).toBe(2);
  });

  test('that is held out goes the same way, and sends nothing', async () => {
    const room = await setUp({ rebook: `${rebook}holdout: 100\n` });
    await room.hear('appointment.updated', cancelled('a1', NOW));
    await passTo(room, NOW + 9 * DAY);
    expect(room.messages()).toEqual([]);
    expect(room.enrollments()[0]).toMatchObject({
      arm: 'held_out',
      life: { status: 'ended', how: 'completed' },
    });
    const counters = await readCounters(room.memory.deps.sends.dynamo, 'activity', 'rebook');
    expect(statisticsOf(counters, { steps: [] })).toMatchObject({
      enrolled: 0,
      heldOut: { enrolled: 1, goal: 0 },
    });
  });

  test('gets no heap after eight days in which nothing ran', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    room.moveTo(NOW + 8 * DAY);
    await passTo(room, NOW + 30 * DAY);
    expect(sentTo(room)).toEqual(['rebook_reminder', 'rebook_last']);
    const [first, second] = room.delivered.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(4 * DAY);
  });

  test('that is too late at a step ends as expired', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    room.moveTo(NOW + 9 * DAY + HOUR);
    await passTo(room, NOW + 12 * DAY);
    expect(sentTo(room)).toEqual([]);
    expect(room.enrollments()[0]?.life).toMatchObject({ how: 'expired' });
  });

  test('rests while its sequence is off, and goes on afterwards', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    const { rules } = room.deps;
    room.deps.rules = { ...rules, isOn: () => false };
    await passTo(room, NOW + 4 * DAY);
    expect(sentTo(room)).toEqual([]);
    room.deps.rules = rules;
    await passTo(room, NOW + 5 * DAY);
    expect(sentTo(room)).toEqual(['rebook_reminder']);
  });

  test('whose template is gone, or refuses its data, ends as failed', async () => {
    const room = await setUp({ rebook: rebook.replace('rebook_reminder', 'no_such_template') });
    await room.hear('appointment.updated', cancelled('a1', NOW));
    await passTo(room, NOW + 3 * DAY);
    expect(room.enrollments()[0]?.life).toMatchObject({ how: 'failed' });
    const other = await setUp({ rebook: rebook.replace('title: title', 'title: customer') });
    await other.hear('appointment.updated', cancelled('a1', NOW));
    await passTo(other, NOW + 3 * DAY);
    expect(other.enrollments()[0]?.life).toMatchObject({ how: 'failed' });
  });

  test('goes on after a mail that failed, and ends with one that is refused', async () => {
    const room = await setUp();
    await room.hear('appointment.updated', cancelled('a1', NOW));
    room.moveTo(NOW + 2 * DAY + HOUR);
    await room.sweep();
    const [mail] = room.messages();
    if (mail === undefined) throw new Error('Nothing is on its way');
    await room.happen(mail, { type: 'fail', reason: 'rejected', detail: '400' });
    await passTo(room, NOW + 9 * DAY);
    expect(sentTo(room)).toEqual(['rebook_last']);
    expect(room.enrollments()[0]?.history.map(({ what, reason }) => reason ?? what)).toContain('rejected');
  });

  test('is stopped once, also while its mail is being asked for, whichever call is the last', async () => {
    const mails = new Set<number>();
    for (let calls = 3; calls < 40; calls += 1) {
      const room = await setUp();
      await room.hear('appointment.updated', cancelled('a1', NOW));
      room.moveTo(NOW + 2 * DAY + HOUR);
      const [{ id } = { id: '' }] = room.enrollments();
      room.endIn(calls);
      await room.sweep().catch(() => undefined);
      room.endIn(undefined);
      mails.add(room.messages().length);
      await end(room.deps, id, { how: 'stopped' });
      await end(room.deps, id, { how: 'completed' });
      expect(room.enrollments()[0]?.life).toMatchObject({ how: 'stopped' });
      for (const { life } of room.messages())
        expect(life).toMatchObject({ status: 'skipped', reason: 'superseded' });
      await passTo(room, NOW + 5 * DAY, DAY);
      expect(sentTo(room)).toEqual([]);
    }
    // Some ended ahead of the mail, and some behind it.
    expect(mails).toEqual(new Set([0, 1]));
  });
});

test('A mail that is asked for at the very moment at which its enrolment ends is handed over to nobody', async () => {
  const room = await setUp();
  await room.hear('appointment.updated', cancelled('a1', NOW));
  room.moveTo(NOW + 2 * DAY + HOUR);
  const [{ id } = { id: '' }] = room.enrollments();
  const { outbox } = room.deps;
  const slow = {
    ...room.deps,
    outbox: {
      ...outbox,
      send: async (...asked: Parameters<typeof outbox.send>) => {
        await end(room.deps, id, { how: 'stopped' });
        return outbox.send(...asked);
      },
    },
  };
  await advance(slow, id);
  expect(room.messages().map(({ life }) => life)).toMatchObject([
    { status: 'skipped', reason: 'superseded' },
  ]);
  await passTo(room, NOW + 5 * DAY, DAY);
  expect(sentTo(room)).toEqual([]);
});

test('What became of a mail holds when the outbox keeps it no more', async () => {
  const looked = rebook.replace(
    '  - { id: last,',
    '  - { id: came, if: { delivered: first }, then: last, else: end }\n  - { id: last,',
  );
  for (const ends of ['by itself', 'by hand']) {
    const room = await setUp({ rebook: looked });
    await room.hear('appointment.updated', cancelled('a1', NOW));
    await passTo(room, NOW + 2 * DAY + 4 * HOUR);
    const [mail] = room.messages();
    if (mail === undefined) throw new Error('Nothing was sent');
    await room.happen(mail, { type: 'delivered', occurredAt: room.now() });
    await room.hear('email.delivered', room.told(mail));
    await room.retire();
    if (ends === 'by hand') await end(room.deps, room.enrollments()[0]?.id ?? '', { how: 'stopped' });
    await passTo(room, NOW + 9 * DAY);
    const mails = ends === 'by hand' ? ['rebook_reminder'] : ['rebook_reminder', 'rebook_last'];
    expect(sentTo(room)).toEqual(mails);
    expect(room.messages()).toHaveLength(mails.length - 1);
  }
});

test('Two who are enrolled at once are one', async () => {
  const room = await setUp();
  const definition = definitionsOf({ rebook })['rebook'];
  if (definition === undefined) return;
  const asked = (key: string) => ({
    id: `enr_${key}`,
    sequence: 'rebook',
    definition,
    person: { email: ADA },
    key,
    data: {},
    related: {},
    occurredAt: NOW,
    enrolledBy: { client: 'crm' },
    audit: { at: NOW, by: 'client', how: 'api' } as const,
  });
  const outcomes = await Promise.all(['k1', 'k2', 'k3'].map((key) => enroll(room.deps, asked(key))));
  expect(outcomes.filter(({ enrolled }) => enrolled)).toHaveLength(1);
  expect(room.enrollments()).toHaveLength(1);
});

test('Who is held out is always the same, and about as many of a hundred as asked', () => {
  const arms = Array.from({ length: 2000 }, (_, i) => armOf('rebook', `kim-${i}@example.com`, 10));
  const heldOut = arms.filter((arm) => arm === 'held_out').length;
  expect(heldOut).toBeGreaterThan(160);
  expect(heldOut).toBeLessThan(240);
  expect(armOf('rebook', 'KIM-7@example.com', 10)).toBe(armOf('rebook', 'kim-7@example.com', 10));
});
