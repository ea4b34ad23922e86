import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { end } from '../../functions/sequences/ending.ts';
import { readCounters, statisticsOf } from '../../functions/sequences/statistics.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';
const nurture = `kind: nurturing
description: After a talk.
enroll: { on: conversation.recorded, recipient: customer, key: id }
ends_on: [{ event: lead.outcome }, { event: email.clicked }]
steps:
  - { id: first, send: nurture_price_1 }
  - { id: think, wait: P3D }
  - { id: last, send: nurture_price_4 }
`;

/** Somebody whose first mail waits. */
const setUp = async (): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { nurture });
  await room.agree(ADA);
  await room.hear('conversation.recorded', { id: 'c1', at: toIso(NOW), customer: { email: ADA } });
  return room;
};
const mailIn = (room: MemoryRoom) => {
  const [mail] = room.messages();
  if (mail === undefined) throw new Error('Nothing was asked for');
  return mail;
};
const historyOf = (room: MemoryRoom): string[] =>
  room.enrollments().flatMap(({ history }) => history.map(({ what, reason }) => reason ?? what));
const statistics = async (room: MemoryRoom) =>
  statisticsOf(await readCounters(room.dynamo, room.table, 'nurture'), {
    steps: [{ id: 'first', send: 'nurture_price_1' }],
  });

describe('A mail that leaves', () => {
  test('while its enrolment ends stands in the history once, as it is counted', async () => {
    const room = await setUp();
    const mail = mailIn(room);
    await room.happen(mail, { type: 'claim', token: 't', leaseUntil: NOW + MINUTE, recoveredAt: 0 });
    await room.hear('lead.outcome', { id: 'l1', at: toIso(NOW + 1), contact: { email: ADA } }, NOW + 1);
    room.moveTo(NOW + MINUTE);
    await room.hear('lead.outcome', { id: 'l1', at: toIso(NOW + 1), contact: { email: ADA } });
    expect(historyOf(room)).toEqual(['enrolled', 'stopped']);
    await room.happen(mail, { type: 'sent', mailgunMessageId: '<1@mg>' });
    for (let times = 0; times < 3; times += 1) await room.hear('email.sent', room.told(mail));
    expect(historyOf(room)).toEqual(['enrolled', 'stopped', 'sent']);
    expect(room.enrollments()[0]?.history.at(-1)).toMatchObject({ step: 'first', emailId: mail.id });
    expect((await statistics(room)).steps).toMatchObject([{ sent: 1 }]);
  });

  test('and is noted before its enrolment ends stands in the history ahead of that', async () => {
    const room = await setUp();
    const [record] = room.enrollments();
    if (record === undefined) throw new Error('Nobody is enrolled');
    // Whoever noted it ended before the step was carried out.
    const noted = record.mails.map((mail) => ({ ...mail, sentAt: NOW }));
    await room.deps.enrollments.put({ ...record, mails: noted }, NOW);
    await end(room.deps, record.id, { how: 'stopped' });
    expect(historyOf(room)).toEqual(['enrolled', 'sent', 'stopped']);
  });

  test('and ends its enrolment by a click is counted as clicked', async () => {
    const room = await setUp();
    await room.deliver();
    const mail = mailIn(room);
    await room.hear('email.sent', room.told(mail));
    await room.happen(mail, { type: 'clicked', occurredAt: NOW + HOUR, machine: false });
    room.moveTo(NOW + HOUR);
    await room.hear('email.clicked', room.told(mail));
    expect(historyOf(room)).toEqual(['enrolled', 'sent', 'stopped']);
    expect((await statistics(room)).steps).toMatchObject([{ sent: 1, opened: 1, clicked: 1 }]);
  });
});

test('A mail that waits is called back also where its template is gone by then', async () => {
  const room = await setUp();
  const { templates } = room.deps;
  room.deps.templates = { ...templates, active: () => Promise.resolve({ kind: 'none', why: 'archived' }) };
  await end(room.deps, room.enrollments()[0]?.id ?? '', { how: 'stopped' });
  room.moveTo(NOW + DAY);
  await room.deliver();
  expect(room.delivered).toEqual([]);
  expect(mailIn(room).life).toMatchObject({ status: 'skipped', reason: 'superseded' });
});
