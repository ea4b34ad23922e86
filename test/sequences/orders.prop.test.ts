import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY, HOUR, toIso } from '../../functions/platform/clock.ts';
import { advance } from '../../functions/sequences/advance.ts';
import { end } from '../../functions/sequences/ending.ts';
import type { Enrollment } from '../../functions/sequences/enrollment.ts';
import { memoryRoom, type MemoryRoom } from './memory-room.ts';

const NOW = Date.parse('2027-03-01T10:00:00Z');
/** Of each property; `RUNS=2000` looks longer. */
const RUNS = Number(process.env['RUNS'] ?? 40);
const people = ['ada@example.com', 'click@example.com'] as const;

const ways = {
  rebook: `kind: rebooking
description: Help to find another time.
enroll: { on: appointment.updated, when: [{ path: status, is: cancelled }], recipient: customer, key: id }
again_after: P1D
ends_on: [{ event: appointment.updated, when: [{ path: status, is: booked }], goal: true }]
window: { from: "08:00", to: "20:00" }
steps:
  - { id: pause, wait: P1D }
  - { id: first, send: rebook_reminder }
  - { id: longer, wait: PT36H }
  - { id: looked, if: { clicked: first }, then: last, else: other }
  - { id: other, send: rebook_missed, next: end }
  - { id: last, send: rebook_last }
`,
  second: `kind: rebooking
description: The same kind by another event.
enroll: { on: lead.updated, recipient: customer, key: id }
ends_on: [{ event: lead.outcome }, { event: conversation.recorded, other: true }]
holdout: 30
steps:
  - { id: at_once, send: rebook_reminder }
  - { id: pause, wait: PT5H }
  - { id: then, send: rebook_last }
`,
};

type Step =
  | {
      kind: 'hear';
      type: 'cancelled' | 'booked' | 'lead' | 'outcome';
      who: number;
      id: number;
      agoHours: number;
      endsAtCall: number | undefined;
    }
  | { kind: 'refuse'; who: number; endsAtCall: number | undefined }
  | { kind: 'agree'; who: number }
  | { kind: 'stop'; which: number; endsAtCall: number | undefined }
  | { kind: 'timer'; which: number; endsAtCall: number | undefined }
  | { kind: 'click'; which: number }
  | { kind: 'deliver' }
  | { kind: 'wait'; hours: number };

const endsAtCall = fc.option(fc.nat({ max: 40 }), { nil: undefined, freq: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('hear' as const),
      type: fc.constantFrom(
        'cancelled' as const,
        'cancelled' as const,
        'booked' as const,
        'lead' as const,
        'outcome' as const,
      ),
      who: fc.nat({ max: 1 }),
      id: fc.nat({ max: 4 }),
      agoHours: fc.nat({ max: 3 }),
      endsAtCall,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('refuse' as const), who: fc.nat({ max: 1 }), endsAtCall }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('agree' as const), who: fc.nat({ max: 1 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('stop' as const), which: fc.nat({ max: 9 }), endsAtCall }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('timer' as const), which: fc.nat({ max: 9 }), endsAtCall }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('click' as const), which: fc.nat({ max: 9 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'deliver' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 60 }) }),
  },
);

const eventOf = (
  one: Extract<Step, { kind: 'hear' }>,
  room: MemoryRoom,
): [string, Record<string, unknown>] => {
  const detail = {
    id: `x${one.id}`,
    at: toIso(room.now() - one.agoHours * HOUR),
    customer: { email: people[one.who] },
  };
  switch (one.type) {
    case 'cancelled':
    case 'booked':
      return ['appointment.updated', { ...detail, status: one.type }];
    case 'lead':
      return ['lead.updated', detail];
    case 'outcome':
      return ['lead.outcome', detail];
  }
};

const play = async (room: MemoryRoom, one: Step): Promise<void> => {
  const which = (all: readonly Enrollment[], n: number) => all[n % Math.max(all.length, 1)];
  switch (one.kind) {
    case 'hear':
      await room.hear(...eventOf(one, room));
      return;
    case 'refuse':
      await room.change(people[one.who] ?? '', { marketingEmails: false });
      await room.hear('email.unsubscribed', { recipient: people[one.who] });
      return;
    case 'agree':
      await room.change(people[one.who] ?? '', { marketingEmails: true });
      await room.hear('preferences.changed', { recipient: people[one.who] });
      return;
    case 'stop': {
      const found = which(room.enrollments(), one.which);
      if (found !== undefined) await end(room.deps, found.id, { how: 'stopped' });
      return;
    }
    case 'timer': {
      const found = which(room.enrollments(), one.which);
      if (found !== undefined) await advance(room.deps, found.id);
      return;
    }
    case 'click': {
      const sent = room
        .messages()
        .filter(({ life }) => life.status === 'sent' || life.status === 'delivered');
      const found = sent[one.which % Math.max(sent.length, 1)];
      if (found !== undefined)
        await room.happen(found, { type: 'clicked', occurredAt: room.now(), machine: false });
      return;
    }
    case 'deliver':
      await room.deliver();
      return;
    case 'wait':
      room.moveTo(room.now() + one.hours * HOUR);
      await room.sweep();
  }
};

/** What must hold at every moment. */
const look = (room: MemoryRoom, before: Map<string, Enrollment>): void => {
  const all = room.enrollments();
  const active = all.filter(({ life }) => life.status === 'active');
  const kinds = active.map(({ recipient, kind }) => `${recipient.email} ${kind}`);
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const enrollment of all) {
    const known = before.get(enrollment.id);
    // History only grows, and what a branch chose is never chosen anew.
    if (known !== undefined) expect(enrollment.history.slice(0, known.history.length)).toEqual(known.history);
    if (known?.life.status === 'ended') expect(enrollment.life).toEqual(known.life);
    const steps = enrollment.history.flatMap((entry) => (entry.what === 'ended' ? [] : [entry.step ?? '']));
    expect(new Set(steps).size).toBe(steps.length);
    before.set(enrollment.id, enrollment);
  }
};

/** Enrolments that had ended, and whose mails were called back, when a mail of theirs was handed over. */
const deliverWatched = (room: MemoryRoom): void => {
  const { deliver } = room;
  room.deliver = async () => {
    const over = new Set(
      room
        .enrollments()
        .flatMap(({ id, life, nextDueAt }) =>
          life.status === 'ended' && nextDueAt === undefined ? [id] : [],
        ),
    );
    const known = room.delivered.length;
    await deliver();
    for (const { message } of room.delivered.slice(known))
      expect(over.has(String(message.metadata?.['enrollmentId']))).toBe(false);
  };
};

const isOf =
  (sequence: string) =>
  ({ message }: MemoryRoom['delivered'][number]): boolean =>
    message.metadata?.['sequence'] === sequence;

test('Whatever comes in whatever order, and wherever functions end, an enrolment keeps its rules', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const room = await memoryRoom(NOW, ways);
      for (const email of people) await room.agree(email);
      deliverWatched(room);
      const before = new Map<string, Enrollment>();
      for (const one of steps) {
        room.endIn('endsAtCall' in one ? one.endsAtCall : undefined);
        const crash = (error: unknown): void => {
          if (!(error instanceof Error && error.message === 'crashed')) throw error;
        };
        await play(room, one).catch(crash);
        room.endIn(undefined);
        look(room, before);
      }
      for (let days = 0; days < 20; days += 1) {
        room.moveTo(room.now() + DAY / 2);
        await room.sweep();
        await room.deliver();
        await room.sweep();
        look(room, before);
      }
      for (const { message } of room.delivered) await room.hear('email.sent', room.told(message));
      look(room, before);
      const all = room.enrollments();
      const sent = all.flatMap(({ id, history }) =>
        history.flatMap(({ what, step: of = '' }) => (what === 'sent' ? [`${id} ${of}`] : [])),
      );
      const left = room.delivered.map(
        ({ message: { metadata } }) => `${String(metadata?.['enrollmentId'])} ${String(metadata?.['step'])}`,
      );
      // What has left stands in the history, also where the enrolment was over by then.
      expect(sent.toSorted()).toEqual(left.toSorted());
      expect(all.filter(({ life }) => life.status === 'active')).toEqual([]);
      expect(all.filter(({ nextDueAt }) => nextDueAt !== undefined)).toEqual([]);
      const told = (type: string) =>
        new Set(
          room.published.flatMap(({ detailType, detail }) =>
            detailType === type ? [detail['enrollmentId']] : [],
          ),
        );
      expect(told('sequence.enrolled')).toEqual(new Set(all.map(({ id }) => id)));
      expect(told('sequence.ended')).toEqual(new Set(all.map(({ id }) => id)));
      // Each was asked for while its window was open.
      for (const { message } of room.delivered.filter(isOf('rebook')))
        expect(toIso(message.createdAt)).toMatch(/T(0[89]|1\d):/);
      const keys = room.delivered.map(({ message: { metadata } }) => JSON.stringify(metadata));
      expect(new Set(keys).size).toBe(keys.length);
      for (const { id, arm } of all.filter((one) => one.arm === 'held_out'))
        expect({ arm, mails: keys.filter((key) => key.includes(id)) }).toEqual({ arm, mails: [] });
    }),
    { numRuns: RUNS },
  );
});
