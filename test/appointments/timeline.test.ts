import { describe, expect, test } from 'vitest';
import type { AppointmentAction } from '../../functions/appointments/appointment-life.ts';
import { change } from '../../functions/appointments/change.ts';
import { appointmentsOfPerson } from '../../functions/appointments/personal-data.ts';
import { HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { ownerKey, readTimeline } from '../../functions/reps/timeline.ts';
import { appointmentEntrySchema } from '../../functions/reps/timeline-entries.ts';
import { details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const NOW = START - 50 * HOUR;
const ID = 'appt-1';

const setUp = async () => {
  const room = await memoryRoom(NOW);
  const act = async (action: AppointmentAction): Promise<void> => {
    room.moveTo(room.now() + MINUTE);
    const audit = { at: room.now(), by: 'service', how: 'bus_event' } as const;
    await change(room.deps, ID, action, { audit, at: room.now() });
  };
  const at = (hours: number, different: Record<string, unknown> = {}) =>
    details({ start: toIso(START + hours * HOUR), ...different });
  const seen = async (repId = 'grace') => {
    const items = await readTimeline(room.deps, repId, 'APPOINTMENT');
    return items
      .map((item) => appointmentEntrySchema.parse(item))
      .map(({ startAt, states, title }) => [
        (startAt - START) / HOUR,
        states.map(({ state }) => state).join(' '),
        title === undefined ? '-' : 'titled',
      ]);
  };
  return { room, act, at, seen };
};

describe('The timeline of a rep tells of an appointment', () => {
  test('where it stands, and where it stood before it was moved', async () => {
    const { act, at, seen } = await setUp();
    await act({ type: 'book', sequence: 1, details: at(0) });
    expect(await seen()).toEqual([[0, 'booked', 'titled']]);
    await act({ type: 'reschedule', changes: { start: toIso(START + 5 * HOUR) } });
    expect(await seen()).toEqual([
      [0, 'booked moved', '-'],
      [5, 'booked', 'titled'],
    ]);
    await act({ type: 'reschedule', changes: { start: toIso(START) } });
    expect(await seen()).toEqual([
      [0, 'booked moved booked', 'titled'],
      [5, 'booked moved', '-'],
    ]);
    await act({ type: 'cancel', changes: {} });
    expect((await seen())[0]).toEqual([0, 'booked moved booked cancelled', 'titled']);
  });

  test('of whoever is there now', async () => {
    const { room, act, at, seen } = await setUp();
    await act({ type: 'book', sequence: 1, details: at(0) });
    await act({ type: 'book', sequence: 2, details: at(0, { repId: 'dee' }) });
    expect(await seen()).toEqual([[0, 'booked moved', '-']]);
    expect(await seen('dee')).toEqual([[0, 'booked', 'titled']]);
    const { pk } = ownerKey('appointment', ID);
    expect(JSON.stringify(room.items('activity').filter((item) => item['pk'] === pk))).toContain('dee');
  });

  test('with how it ended', async () => {
    const { room, act, at, seen } = await setUp();
    await act({ type: 'book', sequence: 1, details: at(0) });
    room.moveTo(START + 2 * HOUR);
    await act({ type: 'complete', changes: {}, outcome: 'no_show' });
    expect(await seen()).toEqual([[0, 'booked no_show', 'titled']]);
  });

  test('without a word of who was erased', async () => {
    const { room, act, at, seen } = await setUp();
    await act({ type: 'book', sequence: 1, details: at(0) });
    await act({ type: 'reschedule', changes: { start: toIso(START + HOUR) } });
    const endsAt = room.now() + MINUTE;
    await appointmentsOfPerson(room.deps).erase('ada@example.com', { leadIds: [], endsAt });
    expect(await seen()).toEqual([
      [0, 'booked moved', '-'],
      [1, 'booked', '-'],
    ]);
    const timelines = room.items('activity').filter(({ pk }) => String(pk).startsWith('TIMELINE#'));
    expect(JSON.stringify(timelines)).not.toMatch(/ada|Ada/);
  });
});
