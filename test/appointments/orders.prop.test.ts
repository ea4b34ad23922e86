import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { change } from '../../functions/appointments/change.ts';
import type { AppointmentAction } from '../../functions/appointments/appointment-life.ts';
import { lookAt, sweep } from '../../functions/appointments/sweep.ts';
import { HOUR, MINUTE, SECOND, toIso } from '../../functions/platform/clock.ts';
import { details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const NOW = START - 48 * HOUR;
const ID = 'appt-1';
/** Of each property; `RUNS=2000` looks longer. */
const RUNS = Number(process.env['RUNS'] ?? 20);
const startOf = (hours: number) => toIso(START + hours * HOUR);

/** What a scheduling system tells in the life of an appointment, each with its sequence. */
const lives: Record<string, AppointmentAction[]> = {
  'moved twice and cancelled': [
    { type: 'book', sequence: 1, details: details({ start: startOf(0) }) },
    { type: 'reschedule', sequence: 2, changes: { start: startOf(5) } },
    { type: 'reschedule', sequence: 3, changes: { start: startOf(-12) } },
    { type: 'cancel', sequence: 4, changes: { reason: 'Our trainer is ill.' } },
  ],
  'moved, updated, and moved back': [
    { type: 'book', sequence: 1, details: details({ start: startOf(0) }) },
    { type: 'reschedule', sequence: 2, changes: { start: startOf(5) } },
    { type: 'reschedule', sequence: 3, changes: { agenda: 'Prices alone' } },
    { type: 'reschedule', sequence: 4, changes: { start: startOf(0) } },
  ],
  'cancelled and booked anew': [
    { type: 'book', sequence: 1, details: details({ start: startOf(0) }) },
    { type: 'cancel', sequence: 2, changes: {} },
    { type: 'book', sequence: 3, details: details({ start: startOf(4) }) },
  ],
};

/** What happens between two things that are told: mail leaves, time passes, a function ends at one of its calls. */
type Step =
  | { kind: 'tell'; which: number; beside: number | undefined; endsAtCall: number | undefined }
  | { kind: 'deliver' }
  | { kind: 'wait'; minutes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('tell' as const),
      which: fc.nat({ max: 3 }),
      // Told at the same moment.
      beside: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
      endsAtCall: fc.option(fc.nat({ max: 60 }), { nil: undefined, freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'deliver' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 900 }) }),
  },
);

const run = async (actions: readonly AppointmentAction[], steps: readonly Step[]) => {
  const room = await memoryRoom(NOW);
  const { deps } = room;
  const report = { audit: { at: NOW, by: 'service', how: 'bus_event' } as const, at: NOW };
  const tell = async (which: readonly number[], endsAtCall?: number): Promise<void> => {
    room.endIn(endsAtCall);
    // What ends in the midst of its work comes again.
    await Promise.allSettled(
      which.map(async (one) => {
        const action = actions[one % actions.length];
        if (action !== undefined) await change(deps, ID, action, report);
      }),
    );
    room.endIn(undefined);
  };
  /** Time goes by, and what falls due is done: at its minute by a timer, or by the sweeper. */
  const pass = async (until: number): Promise<void> => {
    for (let tries = 0; tries < 20; tries += 1) {
      const dueAt = (await deps.appointments.find(ID))?.nextDueAt ?? Infinity;
      if (dueAt > until) break;
      room.moveTo(Math.max(dueAt, room.now() + MINUTE));
      await sweep(deps, room.now() + HOUR);
      await lookAt(deps, ID);
      await checkedDelivery();
    }
    room.moveTo(until);
  };
  const wrong: string[] = [];
  const checkedDelivery = async (): Promise<void> => {
    const before = room.delivered.length;
    await room.deliver();
    const record = await deps.appointments.find(ID);
    const isOwed = record?.nextDueAt !== undefined && record.nextDueAt <= room.now();
    for (const { message, data } of room.delivered.slice(before)) {
      if (message.template !== 'appointment_reminder' || isOwed) continue;
      if (record?.life.status !== 'booked') wrong.push('reminded of what does not take place');
      else if (data['start'] !== toIso(record.startAt)) wrong.push('reminded of an old time');
    }
  };
  for (const one of steps) {
    if (one.kind === 'tell')
      await tell([one.which, ...(one.beside === undefined ? [] : [one.beside])], one.endsAtCall);
    else if (one.kind === 'deliver') await checkedDelivery();
    else await pass(Math.min(room.now() + one.minutes * MINUTE, START - 14 * HOUR));
  }
  // What was not taken comes again, as the queue brings it.
  for (const [i] of actions.entries()) await tell([i]);
  const again = actions.at(-1);
  const { kind } = again === undefined ? { kind: 'none' } : await change(deps, ID, again, report);
  if (kind !== 'not_newer') wrong.push(`the last told again is ${kind}`);
  room.moveTo(room.now() + 4 * MINUTE);
  await sweep(deps, room.now() + HOUR);
  await checkedDelivery();
  return { room, wrong, tell, pass };
};

describe.each(Object.entries(lives))(
  'An appointment that is %s, told in any order and twice',
  (_name, actions) => {
    test('is known to its readers and their calendars as it is at last', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
          const { room, wrong } = await run(actions, steps);
          const record = await room.deps.appointments.find(ID);
          expect(record?.sequence).toBe(actions.length + (actions[0]?.sequence ?? 0) - 1);
          expect(wrong).toEqual([]);
          for (const reader of ['ada@example.com', 'grace@acme.example']) {
            const told = room.delivered.filter(
              ({ message }) => message.to.email === reader && message.template !== 'appointment_reminder',
            );
            const last = told.at(-1);
            if (record?.life.status === 'cancelled') {
              expect([undefined, 'appointment_cancelled']).toContain(last?.message.template);
            } else {
              expect(last?.message.template).not.toBe('appointment_cancelled');
              expect(last?.data['start']).toBe(toIso(record?.startAt ?? 0));
            }
            // One entry, whose sequence grows mail by mail.
            expect(new Set(told.map(({ uid }) => uid)).size).toBeLessThanOrEqual(1);
            const sequences = told.map(({ sequence = -1 }) => sequence);
            expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
          }
        }),
        { numRuns: RUNS },
      );
    });

    test('is told on the bus, each change at least once', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
          const { room } = await run(actions, steps);
          const record = await room.deps.appointments.find(ID);
          const updates = room.published.filter(({ detailType }) => detailType === 'appointment.updated');
          expect(updates.map(({ detail }) => detail['sequence'])).toContain(record?.sequence);
          expect(record?.unpublished).toEqual([]);
        }),
        { numRuns: RUNS / 2 },
      );
    });
  },
);

test('Every reminder of an appointment is sent once, also where functions end at any call while they send it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 40 }), { maxLength: 8 }), async (crashes) => {
      const first = lives['moved twice and cancelled']?.slice(0, 1) ?? [];
      const { room, pass } = await run(first, []);
      const { deps } = room;
      for (const hours of [24, 1]) {
        await pass(START - hours * HOUR - MINUTE);
        room.moveTo(START - hours * HOUR);
        for (const endsAtCall of crashes) {
          room.endIn(endsAtCall);
          await lookAt(deps, ID).catch(() => undefined);
          room.endIn(undefined);
          room.moveTo(room.now() + 3 * MINUTE);
        }
        await lookAt(deps, ID);
        await room.deliver();
      }
      await pass(START + SECOND);
      const reminders = room.delivered.filter(({ message }) => message.template === 'appointment_reminder');
      expect(reminders.map(({ data }) => data['isLast'])).toEqual([false, true]);
      const noted = await deps.notices.list({ kind: 'appointment', id: ID });
      expect(noted.filter(({ template }) => template === 'appointment_reminder')).toHaveLength(2);
    }),
    { numRuns: RUNS },
  );
});
