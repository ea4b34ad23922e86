import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { enroll } from '../../functions/sequences/enroll.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
const ADA = 'ada@example.com';
const AT = toIso(NOW - MINUTE);

const nurture = `kind: nurturing
description: After a talk.
enroll: { on: conversation.recorded, when: [{ path: outcome, is: price_objection }], recipient: customer, key: id }
ends_on:
  - { event: appointment.updated, when: [{ path: status, is: booked }], goal: true }
  - { event: conversation.recorded, other: true }
  - { event: email.clicked }
  - { event: email.replied }
  - { event: sequence.enrolled }
steps:
  - { id: first, send: nurture_price_1 }
  - { id: think, wait: P3D }
  - { id: asked, if: { replied: true }, then: end }
  - { id: scored, if: { path: score, at_least: 50 }, then: last, else: end }
  - { id: last, send: nurture_price_4 }
`;
const talk = (id: string, more: object = {}) => ({
  id,
  at: AT,
  outcome: 'price_objection',
  customer: { email: ADA },
  lead: { id: 'lead-1', score: 70 },
  ...more,
});

/** Somebody is on the way, and has got the first mail. */
const setUp = async (source = nurture): Promise<MemoryRoom> => {
  const room = await memoryRoom(NOW, { nurture: source });
  await room.agree(ADA);
  await room.hear('conversation.recorded', talk('c1'));
  await room.deliver();
  await room.sweep();
  room.moveTo(NOW + HOUR);
  return room;
};
const lifeIn = (room: MemoryRoom) => room.enrollments()[0]?.life;
const mailIn = (room: MemoryRoom) => {
  const [mail] = room.messages();
  if (mail === undefined) throw new Error('Nothing was sent');
  return mail;
};

describe('An event about a mail', () => {
  test.each(['email.bounced', 'email.complained', 'email.unsubscribed', 'email.replied'])(
    'to somebody else, %s, ends nothing of the lead and of the enrolment that it names',
    async (type) => {
      const room = await setUp();
      const { id, metadata } = mailIn(room);
      await room.change('rep@acme.example', { suppression: { reason: 'bounce', at: NOW } });
      await room.hear(type, { id: 'msg_other', recipient: 'rep@acme.example', leadId: 'lead-1', metadata });
      await room.hear(type, { id: 'msg_other', recipient: 'rep@acme.example', lead: { id: 'lead-1' } });
      expect(lifeIn(room)?.status).toBe('active');
      expect(room.enrollments()[0]?.hasReplied).toBeUndefined();
      expect(id).not.toBe('msg_other');
    },
  );

  test.each(['email.bounced', 'email.complained', 'email.unsubscribed', 'preferences.changed'])(
    'to the recipient, %s, ends what they get no more, and nothing else',
    async (type) => {
      const room = await setUp();
      // Of another category, or of long ago.
      await room.hear(type, { id: 'msg_other', recipient: ADA });
      expect(lifeIn(room)?.status).toBe('active');
      await room.change(ADA, { marketingEmails: false });
      await room.hear(type, { id: 'msg_other', recipient: ADA.toUpperCase() });
      expect(lifeIn(room)).toMatchObject({ status: 'ended', how: 'opted_out', event: type });
    },
  );

  test('of its own that bounced ends an enrolment', async () => {
    const room = await setUp();
    await room.hear('email.bounced', room.told(mailIn(room)));
    expect(lifeIn(room)).toMatchObject({ how: 'suppressed', event: 'email.bounced' });
  });

  test('ends an enrolment by a click in its own mails alone, whatever a caller says', async () => {
    const room = await setUp();
    const own = room.told(mailIn(room));
    await room.hear('email.clicked', { ...own, id: 'msg_other' });
    await room.hear('email.clicked', { id: 'msg_other', recipient: ADA });
    expect(lifeIn(room)?.status).toBe('active');
    await room.hear('email.clicked', own);
    expect(lifeIn(room)).toMatchObject({ how: 'stopped', event: 'email.clicked' });
  });
});

test('A click in a mail of a sequence enrols, and one in another mail does not, whatever a caller says', async () => {
  const clicked = `kind: clicked
description: After a click.
enroll: { on: email.clicked, recipient: recipient, key: id }
steps: [{ id: first, send: nurture_price_4 }]
`;
  const room = await memoryRoom(NOW, { nurture, clicked });
  await room.agree(ADA);
  await room.hear('conversation.recorded', talk('c1'));
  const own = room.told(mailIn(room));
  await room.hear('email.clicked', { ...own, id: 'msg_other' });
  expect(room.enrollments()).toHaveLength(1);
  await room.hear('email.clicked', own);
  expect(room.enrollments().map(({ sequence }) => sequence)).toEqual(['nurture', 'clicked']);
});

describe('An enrolment', () => {
  test('is not ended by the news that it has begun itself, and is by that of another', async () => {
    const room = await setUp();
    const told = room.published.find(({ detailType }) => detailType === 'sequence.enrolled');
    await room.hear('sequence.enrolled', told?.detail ?? {});
    await room.hear('conversation.recorded', talk('c1'));
    expect(lifeIn(room)?.status).toBe('active');
    await room.hear('sequence.enrolled', { ...told?.detail, enrollmentId: 'enr_other' });
    expect(lifeIn(room)).toMatchObject({ how: 'stopped', event: 'sequence.enrolled' });
  });

  test('keeps the score that was told last, and a reply to what came after it began', async () => {
    const room = await setUp(nurture.replace('  - { event: email.replied }\n', ''));
    const lead = (score: number, at: number) => ({
      id: 'lead-1',
      at: toIso(at),
      score,
      contact: { email: ADA },
    });
    await room.hear('lead.updated', lead(80, NOW + 30 * MINUTE));
    await room.hear('lead.updated', lead(80, NOW + 40 * MINUTE));
    await room.hear('lead.updated', lead(10, NOW + 35 * MINUTE));
    await room.hear('lead.updated', lead(20, NOW - 2 * MINUTE));
    await room.hear('email.replied', { id: 'msg_old', recipient: ADA, at: toIso(NOW - HOUR) });
    expect(room.enrollments()[0]).toMatchObject({ score: 80 });
    expect(room.enrollments()[0]?.hasReplied).toBeUndefined();
    await room.hear('email.replied', { id: 'msg_new', recipient: ADA, at: toIso(NOW + MINUTE) });
    expect(room.enrollments()[0]).toMatchObject({ score: 80, hasReplied: true });
  });

  test('is ended by what happens after it, also where the event that enrolled said that it was yet to come', async () => {
    const room = await memoryRoom(NOW, { nurture });
    await room.agree(ADA);
    await room.hear('conversation.recorded', talk('c1', { at: '2099-01-01T00:00:00Z' }));
    expect(room.enrollments()[0]?.occurredAt).toBe(NOW);
    room.moveTo(NOW + HOUR);
    const booked = { id: 'a1', at: toIso(NOW + MINUTE), status: 'booked', customer: { email: ADA } };
    await room.hear('appointment.updated', booked);
    expect(lifeIn(room)).toMatchObject({ how: 'goal' });
  });

  test('is not kept from by a goal that says that it is yet to come', async () => {
    const room = await memoryRoom(NOW, { nurture });
    await room.agree(ADA);
    const booked = { id: 'a1', at: '2099-01-01T00:00:00Z', status: 'booked', customer: { email: ADA } };
    await room.hear('appointment.updated', booked);
    room.moveTo(NOW + DAY);
    await room.hear('conversation.recorded', talk('c1', { at: toIso(NOW + DAY - MINUTE) }));
    expect(room.enrollments()).toHaveLength(1);
  });

  test.each(['ada@bücher.example', 'ADA@XN--BCHER-KVA.example'])(
    'is found by its address as others spell it: %s',
    async (spelling) => {
      const room = await memoryRoom(NOW, { nurture });
      await room.agree('ada@xn--bcher-kva.example');
      await room.hear('conversation.recorded', talk('c1', { customer: { email: 'ada@bücher.example' } }));
      room.moveTo(NOW + HOUR);
      const booked = { id: 'a1', at: toIso(NOW + MINUTE), status: 'booked', customer: { email: spelling } };
      await room.hear('appointment.updated', booked);
      expect(lifeIn(room)).toMatchObject({ how: 'goal' });
    },
  );

  test.each([
    { again: 'c1', status: 'active' },
    { again: 'c2', status: 'ended' },
  ])('that a client began for conversation c1 is $status after $again is told anew', async (one) => {
    const room = await memoryRoom(NOW, { nurture });
    await room.agree(ADA);
    const { nurture: definition } = room.deps.definitions;
    if (definition === undefined) return;
    await enroll(room.deps, {
      id: 'enr_api',
      sequence: 'nurture',
      definition,
      person: { email: ADA },
      key: 'deal',
      data: {},
      related: { conversationId: 'c1' },
      occurredAt: NOW,
      enrolledBy: { client: 'crm' },
      audit: { at: NOW, by: 'client', how: 'api' },
    });
    room.moveTo(NOW + HOUR);
    const again = { ...talk(one.again, { at: toIso(NOW + MINUTE) }), outcome: 'interested' };
    await room.hear('conversation.recorded', again);
    expect(lifeIn(room)?.status).toBe(one.status);
  });
});

test('Why an event enrols nobody is logged by sequence and reason, and by nothing of whom', async () => {
  const room = await memoryRoom(NOW, { nurture });
  const lines: unknown[] = [];
  room.deps.logger = Object.assign(Object.create(room.deps.logger) as typeof room.deps.logger, {
    info: (...said: unknown[]) => void lines.push(said),
  });
  await room.hear('conversation.recorded', talk('c1'));
  await room.agree(ADA);
  await room.hear('conversation.recorded', talk('c1'));
  await room.hear('conversation.recorded', talk('c1'));
  await room.hear('conversation.recorded', talk('c2', { customer: {} }));
  const reasons = ['no_consent', 'same_key', 'no_address'];
  expect(lines).toEqual(
    reasons.map((reason) => [
      'An event enrolled nobody',
      { sequence: 'nurture', event: 'conversation.recorded', reason },
    ]),
  );
});
