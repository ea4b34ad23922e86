import { describe, expect, test } from 'vitest';
import { ask } from '../../functions/appointments/ask.ts';
import type { AppointmentAction } from '../../functions/appointments/appointment-life.ts';
import { change } from '../../functions/appointments/change.ts';
import { appointmentsOfPerson } from '../../functions/appointments/personal-data.ts';
import { sweep } from '../../functions/appointments/sweep.ts';
import { eventTakers } from '../../functions/appointments/take-events.ts';
import { mergePreferences } from '../../functions/preferences/preferences.ts';
import { repSchema } from '../../functions/reps/rep.ts';
import { DAY, HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { aPayload, details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const NOW = START - 50 * HOUR;
const ID = 'appt-1';
const ADA = 'ada@example.com';
const GRACE = 'grace@acme.example';

const setUp = async (different: Record<string, unknown> = {}) => {
  const room = await memoryRoom(NOW);
  const report = () => ({
    audit: { at: room.now(), by: 'service', how: 'bus_event' } as const,
    at: room.now(),
  });
  const act = async (action: AppointmentAction) => {
    const outcome = await change(room.deps, ID, action, report());
    await room.deliver();
    return outcome;
  };
  const book = (sequence: number, more: Record<string, unknown> = {}) =>
    act({ type: 'book', sequence, details: details({ start: toIso(START), ...different, ...more }) });
  await book(1);
  const told = (email: string): string[] =>
    room.delivered
      .filter(({ message }) => message.to.email === email)
      .map(({ message, method, sequence }) => `${message.template} ${method ?? '-'} ${sequence ?? '-'}`);
  const event = (type: string, detail: Record<string, unknown>) =>
    eventTakers[type]?.(room.deps, { detail, at: room.now() });
  const passTo = async (at: number): Promise<void> => {
    for (let due = room.now(); due <= at;) {
      room.moveTo(due);
      await sweep(room.deps, room.now() + HOUR);
      await room.deliver();
      const next = (await room.deps.appointments.find(ID))?.nextDueAt ?? Infinity;
      due = Math.max(next, due) + 3 * MINUTE;
    }
    room.moveTo(at);
  };
  const erase = async (email: string) => {
    await appointmentsOfPerson(room.deps).erase(email, { leadIds: [], endsAt: room.now() + MINUTE });
  };
  return { room, act, book, told, event, passTo, erase };
};

describe('Who takes part as somebody else from now on', () => {
  test('is told so, and is not uninvited', async () => {
    const { book, told } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
    await book(2, { customer: { email: 'bob@example.com' }, attendees: [{ email: ADA }] });
    expect(told(ADA)).toEqual(['appointment_confirmation REQUEST 0', 'appointment_rescheduled REQUEST 1']);
    expect(told('bob@example.com')).toEqual([
      'appointment_confirmation REQUEST 0',
      'appointment_rescheduled REQUEST 1',
    ]);
  });

  test('with an address that was put right is told anew, and the old one that it is off', async () => {
    const { book, told } = await setUp();
    await book(2, { customer: { email: 'ada@right.example' } });
    expect(told(ADA)).toEqual(['appointment_confirmation REQUEST 0', 'appointment_cancelled CANCEL 1']);
    expect(told('ada@right.example')).toEqual(['appointment_confirmation REQUEST 1']);
  });
});

describe('A rep', () => {
  test('with a new address has the old entry taken back by a higher sequence', async () => {
    const { room, act, told } = await setUp();
    const rep = { id: 'grace', name: 'Grace Hopper', email: 'hopper@acme.example', timezone: 'UTC' };
    await room.putRep(repSchema.parse(rep));
    await act({ type: 'reschedule', changes: { agenda: 'Prices' } });
    expect(told(GRACE)).toEqual(['appointment_confirmation PUBLISH 0', 'appointment_cancelled CANCEL 2']);
    expect(told('hopper@acme.example')).toEqual(['appointment_confirmation PUBLISH 2']);
  });

  test('who books for themselves gets one mail, and what follows', async () => {
    const { told, act, room, passTo } = await setUp({ customer: { email: GRACE } });
    expect(told(GRACE)).toEqual(['appointment_confirmation REQUEST 0']);
    room.moveTo(START);
    await act({ type: 'complete', changes: {}, outcome: 'attended' });
    await passTo(START + 2 * HOUR);
    const record = await room.deps.appointments.find(ID);
    expect(record?.nextDueAt).toBeUndefined();
    expect(record?.feedbackAskedAt).toBe(START + HOUR + 3 * MINUTE);
  });
});

describe('A bus event with a fault in an address', () => {
  test('uninvites nobody of an appointment that stands', async () => {
    const { event, told } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
    const faulty = {
      customer: { email: 'ada@example' },
      attendees: [{ email: 'bob@' }, { email: 'eve@example.com' }],
    };
    const leftOut = await event('appointment.rescheduled', {
      id: ID,
      sequence: 2,
      agenda: 'Prices',
      ...faulty,
    });
    expect(leftOut?.map(({ pointer }) => pointer)).toEqual(['/customer/email', '/attendees/0/email']);
    expect(told(ADA).at(-1)).toBe('appointment_confirmation REQUEST 0');
    await event('appointment.booked', { ...aPayload(), id: ID, sequence: 3, attendees: 'none' });
    expect(told('bob@example.com')).not.toContain('appointment_cancelled CANCEL 2');
  });

  test('takes no guess for what is known', async () => {
    const { event, room, told } = await setUp({
      kind: 'on_site',
      location: 'Hauptstr. 1',
      joinUrl: undefined,
    });
    const said = { ...aPayload(), kind: 'onsite', location: 'Hauptstr. 1', joinUrl: undefined, title: 7 };
    await event('appointment.booked', { ...said, id: ID, sequence: 2, start: toIso(START) });
    await room.deliver();
    expect((await room.deps.appointments.find(ID))?.details).toMatchObject({
      kind: 'on_site',
      title: 'Demo for 40 seats',
    });
    expect(told(ADA)).toEqual(['appointment_confirmation REQUEST 0']);
  });

  test('books a new one with those who can be told', async () => {
    const { event, room } = await setUp();
    const attendees = [{ email: 'bob@' }, { email: 'eve@example.com' }];
    await event('appointment.booked', { ...aPayload(), id: 'appt-2', sequence: 1, attendees });
    expect((await room.deps.appointments.find('appt-2'))?.details.attendees).toEqual([
      {},
      { email: 'eve@example.com' },
    ]);
  });

  test('is refused where it decides, and where its state does not allow it', async () => {
    const { event } = await setUp();
    await expect(event('appointment.rescheduled', { id: ID, sequence: 2, start: 'soon' })).rejects.toThrow(
      /start/,
    );
    await expect(
      event('appointment.completed', { id: ID, sequence: 2, outcome: 'attended' }),
    ).rejects.toThrow(/begun/);
    await expect(event('appointment.cancelled', { id: 'never', sequence: 2 })).rejects.toThrow(
      /not known yet/,
    );
  });
});

describe('Who chooses other times to be reminded at', () => {
  const choosing = async (reminderOffsets: string[], before?: string[]) => {
    const made = await setUp();
    const { room, event } = made;
    const choose = async (offsets: string[]) => {
      await room.deps.recipients.change(
        ADA,
        (recipient) => mergePreferences(recipient, { reminderOffsets: offsets }, room.now()),
        { at: room.now(), by: 'client', how: 'api' },
      );
      await event('preferences.changed', { recipient: ADA });
    };
    if (before !== undefined) await choose(before);
    room.moveTo(START - 30 * HOUR);
    await choose(reminderOffsets);
    await made.passTo(START);
    return room.delivered
      .filter(({ message }) => message.template === 'appointment_reminder')
      .map(({ message }) => Math.round((START - message.createdAt) / HOUR));
  };
  test('is reminded then, also earlier than before', async () => {
    expect(await choosing(['PT3H'], [])).toEqual([3]);
    expect(await choosing(['PT24H', 'PT1H'], ['PT1H'])).toEqual([24, 1]);
    expect(await choosing([])).toEqual([]);
  });
});

test('Who chooses other times while a function works on the appointment is reminded then', async () => {
  const { room, event, passTo } = await setUp();
  const record = await room.deps.appointments.find(ID);
  if (record === undefined) throw new Error('Nothing is booked');
  const leased = await room.deps.appointments.put(
    { ...record, lease: { token: 'another', until: room.now() + 2 * MINUTE } },
    room.now(),
  );
  await room.deps.recipients.change(
    ADA,
    (recipient) => mergePreferences(recipient, { reminderOffsets: ['PT40H'] }, room.now()),
    { at: room.now(), by: 'client', how: 'api' },
  );
  await event('preferences.changed', { recipient: ADA });
  // Whoever holds the lease writes what it has worked out, over a state that is another one by now.
  expect(leased && (await room.deps.appointments.put(leased, room.now()))).toBeUndefined();
  room.moveTo(room.now() + 3 * MINUTE);
  await passTo(START - 39 * HOUR);
  expect(room.delivered.map(({ message }) => message.template)).toContain('appointment_reminder');
});

test('A reminder that waits is called back when its reader wants none at that time any more', async () => {
  const { room, event } = await setUp();
  room.moveTo(START - 24 * HOUR + 3 * MINUTE);
  await sweep(room.deps, room.now() + HOUR);
  await room.deps.recipients.change(
    ADA,
    (recipient) => mergePreferences(recipient, { reminderOffsets: ['PT2H'] }, room.now()),
    { at: room.now(), by: 'client', how: 'api' },
  );
  await event('preferences.changed', { recipient: ADA });
  await room.deliver();
  expect(room.delivered.map(({ message }) => message.template)).not.toContain('appointment_reminder');
});

test('A customer whose address comes later is confirmed, and nobody is told that anything is off', async () => {
  const { room, book, told } = await setUp({ customer: { name: 'Ada' } });
  await book(2, { customer: { name: 'Ada', email: ADA } });
  expect(told(ADA)).toEqual(['appointment_confirmation REQUEST 1']);
  const notices = await room.deps.notices.list({ kind: 'appointment', id: ID });
  expect(notices.map(({ template }) => template)).not.toContain('appointment_cancelled');
});

describe('What a customer asks for', () => {
  const cancelling = (comment: string) =>
    ({ asked: { kind: 'cancel', reason: 'conflict', comment }, sequence: 1, emailId: undefined }) as const;

  test('stays open when only words of the appointment change, and is decided by another time', async () => {
    const { room, act } = await setUp();
    await ask(room.deps, ID, cancelling('No time'));
    await act({ type: 'reschedule', changes: { agenda: 'Prices' } });
    expect((await room.deps.appointments.find(ID))?.request?.kind).toBe('cancel');
    await act({ type: 'reschedule', changes: { start: toIso(START + DAY) } });
    expect((await room.deps.appointments.find(ID))?.request).toBeUndefined();
  });

  test('is called back while its mails wait, once it is decided', async () => {
    const { room, act } = await setUp();
    await ask(room.deps, ID, cancelling('No time'));
    await act({ type: 'cancel', changes: {} });
    expect(room.delivered.map(({ message }) => message.template)).not.toContain('appointment_request');
  });

  const wishing = (wish: string, sequence = 1) =>
    ({ asked: { kind: 'move', newStart: undefined, wish }, sequence, emailId: undefined }) as const;

  test('again is asked of nobody twice, in whatever words', async () => {
    const { room } = await setUp();
    for (const comment of ['No time', 'Really not', 'No time']) await ask(room.deps, ID, cancelling(comment));
    await room.deliver();
    expect(room.published.filter(({ detailType }) => detailType.endsWith('cancel_requested'))).toHaveLength(
      1,
    );
  });

  test('is mailed ten times at most until the appointment changes', async () => {
    const { room, act } = await setUp();
    for (let i = 0; i < 30; i += 1) {
      await ask(room.deps, ID, wishing(`again ${i % 2}`));
      await room.deliver();
    }
    const asked = () =>
      room.delivered.filter(({ message }) => message.template === 'appointment_request').length;
    expect(asked()).toBe(20);
    await act({ type: 'reschedule', changes: { agenda: 'Prices' } });
    await ask(room.deps, ID, wishing('once more', 2));
    await room.deliver();
    expect(asked()).toBe(22);
  });
});

describe('What was erased', () => {
  test('is told anew when it is booked anew, whoever was written to before', async () => {
    const { book, told, erase, act, room } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
    await ask(room.deps, ID, {
      asked: { kind: 'move', newStart: undefined, wish: 'Later' },
      sequence: 1,
      emailId: undefined,
    });
    await room.deliver();
    await erase(ADA);
    expect((await act({ type: 'cancel', sequence: 2, changes: {} })).kind).toBe('not_newer');
    await book(3, { customer: { email: 'carl@example.com' }, start: toIso(START + DAY) });
    for (const email of ['carl@example.com', 'bob@example.com', GRACE])
      expect(told(email).at(-1)).toMatch(/^appointment_confirmation \w+ 1$/);
    await ask(room.deps, ID, {
      asked: { kind: 'move', newStart: undefined, wish: 'Later' },
      sequence: 3,
      emailId: undefined,
    });
    await room.deliver();
    expect(told('carl@example.com').at(-1)).toBe('appointment_request - -');
  });

  test('of who was the customer once is taken from what others were told by then', async () => {
    const { room, book, erase } = await setUp({ customer: { email: 'fred@example.com', name: 'Fred' } });
    await book(2, { customer: { email: ADA } });
    await erase('fred@example.com');
    const [toAda] = room.messages().filter(({ to }) => to.email === ADA);
    expect(toAda?.subject).toMatch(/^Confirmed/);
    expect(JSON.stringify(room.memory.items('sends'))).not.toMatch(/fred/i);
    expect(JSON.stringify(room.memory.items('activity'))).not.toMatch(/fred/i);
  });

  test('stays away when what was said before is said again', async () => {
    const { book, erase } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
    await erase('bob@example.com');
    expect((await book(1)).kind).toBe('not_newer');
    expect((await book(1, { title: 'Another' })).kind).toBe('wrong_state');
  });

  test('of one who comes along is not told to them, and they may be invited again', async () => {
    const { book, told, erase, act } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
    await erase('bob@example.com');
    await act({ type: 'reschedule', sequence: 2, changes: { start: toIso(START + HOUR) } });
    expect(told('bob@example.com')).toEqual(['appointment_confirmation REQUEST 0']);
    await book(3, { attendees: [{ email: 'bob@example.com' }] });
    expect(told('bob@example.com').at(-1)).toBe('appointment_confirmation REQUEST 2');
  });

  test('leaves no address behind, also where a function ended while it wrote to them', async () => {
    for (let calls = 4; calls < 40; calls += 1) {
      const { room, act, erase, passTo } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
      room.endIn(calls);
      await act({ type: 'reschedule', changes: { start: toIso(START + HOUR) } }).catch(() => undefined);
      room.endIn(undefined);
      await erase('bob@example.com');
      await erase(ADA);
      await passTo(room.now() + HOUR);
      expect(JSON.stringify(room.memory.items('activity'))).not.toMatch(/ada@|bob@|Ada|Demo/);
    }
  });
});

test('A cancellation is of the time that its reader knows, whatever it became since', async () => {
  const { room, act } = await setUp();
  await change(
    room.deps,
    ID,
    { type: 'reschedule', changes: { start: toIso(START + DAY) } },
    { audit: { at: NOW, by: 'service', how: 'bus_event' }, at: NOW },
  );
  await act({ type: 'cancel', changes: {} });
  const last = room.delivered.at(-1);
  expect(last).toMatchObject({
    message: { template: 'appointment_cancelled' },
    data: { start: toIso(START) },
  });
  expect(last?.sequence).toBe(2);
});

test('Who is taken out of an appointment reads that it goes on without them', async () => {
  const { room, act } = await setUp({ attendees: [{ email: 'bob@example.com' }] });
  await act({ type: 'reschedule', changes: { attendees: [] } });
  expect(room.delivered.at(-1)).toMatchObject({
    message: { to: { email: 'bob@example.com' }, template: 'appointment_cancelled' },
    data: { isUninvited: true },
  });
});

test('A mail that can’t be sent to a reader is not tried again until something changes', async () => {
  const { room, act } = await setUp();
  await room.deps.recipients.change(
    'carl@example.com',
    (recipient) => ({ ...recipient, suppression: { reason: 'manual', at: NOW } }),
    { at: NOW, by: 'client', how: 'api' },
  );
  await act({ type: 'reschedule', changes: { customer: { email: 'carl@example.com' } } });
  for (let i = 0; i < 5; i += 1) await sweep(room.deps, room.now() + HOUR);
  const toCarl = () =>
    room.memory.items('sends').filter((item) => JSON.stringify(item).includes('carl@')).length;
  const before = toCarl();
  await ask(room.deps, ID, {
    asked: { kind: 'move', newStart: undefined, wish: 'Later' },
    sequence: 2,
    emailId: undefined,
  });
  expect(
    (await room.deps.notices.list({ kind: 'appointment', id: ID })).filter(
      ({ email, template }) => email === 'carl@example.com' && template === 'appointment_confirmation',
    ),
  ).toHaveLength(1);
  expect(before).toBeGreaterThan(0);
});

test('While one part fails what is due of others is on time', async () => {
  const { room, passTo } = await setUp();
  room.deps.bus.publish = () => Promise.reject(new Error('the bus is away'));
  await change(
    room.deps,
    ID,
    { type: 'reschedule', changes: { agenda: 'Prices' } },
    { audit: { at: NOW, by: 'service', how: 'bus_event' }, at: NOW },
  );
  await passTo(START - 23 * HOUR);
  const reminders = room.delivered.filter(({ message }) => message.template === 'appointment_reminder');
  expect(reminders.map(({ message }) => (message.createdAt - (START - 24 * HOUR)) / MINUTE)).toEqual([3]);
});
