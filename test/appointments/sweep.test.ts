import { describe, expect, test } from 'vitest';
import { catchUp } from '../../functions/appointments/catch-up.ts';
import { change } from '../../functions/appointments/change.ts';
import { lookAt, replan, sweep } from '../../functions/appointments/sweep.ts';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const NOW = START - 26 * HOUR;
const report = { audit: { at: NOW, by: 'service', how: 'bus_event' } as const, at: NOW };

const withAppointments = async (count: number, different: Record<string, unknown> = {}, startsAt = NOW) => {
  const room = await memoryRoom(startsAt);
  for (let i = 0; i < count; i += 1) {
    const customer = { email: `c${i}@example.com` };
    const booked = details({ start: toIso(START), customer, ...different });
    await change(room.deps, `appt-${i}`, { type: 'book', sequence: 1, details: booked }, report);
  }
  await room.deliver();
  return room;
};
const remindersOf = ({ delivered }: Awaited<ReturnType<typeof memoryRoom>>) =>
  delivered.filter(({ message }) => message.template === 'appointment_reminder');

describe('While Scheduler fails', () => {
  test('every reminder is sent once, and none more than three minutes late', async () => {
    const room = await withAppointments(40);
    room.deps.timers.plan = () => Promise.reject(new Error('Scheduler is away'));
    for (let minute = 0; minute < 26 * 60; minute += 1) {
      room.moveTo(NOW + minute * MINUTE);
      const isNear = [24, 1].some((hours) => Math.abs(START - hours * HOUR - room.now()) < 10 * MINUTE);
      if (isNear) await sweep(room.deps, room.now() + MINUTE);
      if (isNear) await room.deliver();
    }
    const reminded = remindersOf(room).map(
      ({ message, data }) => `${message.to.email} ${String(data['isLast'])}`,
    );
    expect(new Set(reminded).size).toBe(80);
    expect(reminded).toHaveLength(80);
    for (const { message } of remindersOf(room)) {
      const due = message.createdAt < START - 12 * HOUR ? START - 24 * HOUR : START - HOUR;
      expect(message.createdAt - due).toBeLessThanOrEqual(3 * MINUTE);
    }
  });

  test('one that can’t be worked on stops no other, and is tried again', async () => {
    const room = await withAppointments(3);
    room.moveTo(START - 24 * HOUR + 3 * MINUTE);
    const find = room.deps.appointments.find;
    room.deps.appointments.find = (id) =>
      id === 'appt-1' ? Promise.reject(new Error('DynamoDB has trouble')) : find(id);
    expect(await sweep(room.deps, room.now() + MINUTE)).toMatchObject({ found: 3, failed: 1, isCut: false });
    room.deps.appointments.find = find;
    expect(await sweep(room.deps, room.now() + MINUTE)).toEqual({
      found: 1,
      failed: 0,
      isCut: false,
      nextCheckAt: START - HOUR + 2 * MINUTE,
    });
    await room.deliver();
    expect(remindersOf(room)).toHaveLength(3);
  });

  test('a run ends when its time is up, and the next one goes on', async () => {
    const room = await withAppointments(3);
    room.moveTo(START - 24 * HOUR + 3 * MINUTE);
    expect(await sweep(room.deps, room.now())).toMatchObject({ found: 0, failed: 0, isCut: true });
    expect((await sweep(room.deps, room.now() + MINUTE)).found).toBe(3);
  });
});

describe('A timer', () => {
  test('of an appointment that was moved to later is planned anew, and nothing is sent', async () => {
    const room = await withAppointments(1);
    await change(room.deps, 'appt-0', { type: 'reschedule', changes: { start: toIso(START + DAY) } }, report);
    room.timers.clear();
    room.moveTo(START - 24 * HOUR);
    await lookAt(room.deps, 'appt-0');
    await room.deliver();
    expect(remindersOf(room)).toEqual([]);
    expect([...room.timers]).toEqual([['appt-0', START]]);
  });

  test('of an appointment that nobody knows does nothing', async () => {
    const room = await withAppointments(0);
    await lookAt(room.deps, 'never');
    expect(room.delivered).toEqual([]);
  });
});

describe('Once a day', () => {
  test('an appointment that comes within 300 days gets its timer', async () => {
    const room = await withAppointments(1, {}, START - 320 * DAY);
    expect([...room.timers]).toEqual([]);
    await replan(room.deps, room.now() + HOUR);
    expect([...room.timers]).toEqual([]);
    room.moveTo(START - 24 * HOUR - 299.5 * DAY);
    await replan(room.deps, room.now() + HOUR);
    expect([...room.timers]).toEqual([['appt-0', START - 24 * HOUR]]);
  });

  test('what older rules of zones had planned is planned anew, and told where they moved it', async () => {
    const room = await withAppointments(1, { start: '2027-03-03T11:00' });
    const record = await room.deps.appointments.find('appt-0');
    // By the rules of then its clocks showed eleven an hour later.
    if (record !== undefined)
      await room.deps.appointments.put({ ...record, startAt: START + HOUR }, room.now());
    const { ledgers } = room.deps;
    for (const ledger of await ledgers.list('appt-0')) {
      const told = ledger.told.map((mail) => ({ ...mail, told: { ...mail.told, startAt: START + HOUR } }));
      await ledgers.put('appt-0', { ...ledger, told }, START);
    }
    await replan(room.deps, room.now() + HOUR);
    expect(room.delivered.map(({ message }) => message.template)).not.toContain('appointment_rescheduled');
    room.deps.tz = '2027a';
    await replan(room.deps, room.now() + HOUR);
    await room.deliver();
    expect(room.delivered.slice(-2)).toMatchObject([
      { message: { template: 'appointment_rescheduled' }, sequence: 1, data: { start: toIso(START) } },
      { message: { template: 'appointment_rescheduled' } },
    ]);
    expect(await room.deps.appointments.find('appt-0')).toMatchObject({ startAt: START, tz: '2027a' });
    expect([...room.timers]).toEqual([['appt-0', START - 24 * HOUR]]);
  });
});

test('Who finds another one at it leaves, and what the other one did not see is done at the end', async () => {
  const room = await withAppointments(1);
  const [one, other] = await Promise.all([catchUp(room.deps, 'appt-0'), catchUp(room.deps, 'appt-0')]);
  expect([one, other].filter((record) => record === undefined)).toHaveLength(1);
});
