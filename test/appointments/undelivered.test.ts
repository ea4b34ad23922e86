import { describe, expect, test } from 'vitest';
import type { AppointmentAction } from '../../functions/appointments/appointment-life.ts';
import { ask } from '../../functions/appointments/ask.ts';
import { change } from '../../functions/appointments/change.ts';
import { sweep } from '../../functions/appointments/sweep.ts';
import type { Action } from '../../functions/outbox/message/actions.ts';
import { apply } from '../../functions/outbox/message/store.ts';
import { HOUR, MINUTE, toIso } from '../../functions/platform/clock.ts';
import { details, START } from './fixture.ts';
import { memoryRoom } from './memory-room.ts';

const NOW = START - 50 * HOUR;
const ID = 'appt-1';
const ADA = 'ada@example.com';

const claim = { type: 'claim', token: 't', leaseUntil: NOW + MINUTE, recoveredAt: 0 } as const;
const failedTry = { at: NOW, error: 'timeout', unknown: true };
const unknownOutcome: Action[] = [
  claim,
  { type: 'unknown', settleAt: NOW + 5 * MINUTE, failedTry, isProbe: false },
];
const refusal: Action[] = [claim, { type: 'fail', reason: 'rejected', detail: '400' }];

const setUp = async () => {
  const room = await memoryRoom(NOW);
  const act = async (action: AppointmentAction) =>
    change(room.deps, ID, action, {
      audit: { at: room.now(), by: 'service', how: 'bus_event' },
      at: room.now(),
    });
  const book = (more: Record<string, unknown> = {}, sequence = 1) =>
    act({ type: 'book', sequence, details: details({ start: toIso(START), ...more }) });
  const mailsTo = (to: string) =>
    room
      .messages()
      .filter((message) => message.to.email === to)
      .sort((a, b) => a.createdAt - b.createdAt);
  /** Has something happen to the mail that somebody got last. */
  const happen = async (to: string, actions: readonly Action[], template = /./): Promise<void> => {
    for (const action of actions) {
      const message = mailsTo(to).findLast((one) => template.test(one.template ?? ''));
      if (message === undefined) throw new Error(`Nothing goes to ${to}`);
      const step = await apply(room.memory.deps.sends, message, action, { now: room.now() });
      expect(step.changed).toBe(true);
    }
  };
  /** Lets as long pass as a sweeper needs to look again, and whatever may leave do so. */
  const lookAgain = async (ms = 4 * MINUTE): Promise<void> => {
    room.moveTo(room.now() + ms);
    await sweep(room.deps, room.now() + HOUR);
    await room.deliver();
  };
  const received = (to: string) =>
    room.delivered.filter(({ message }) => message.to.email === to).map(({ message }) => message.template);
  return { room, act, book, mailsTo, happen, lookAgain, received };
};

describe('A mail of which nobody knows whether it has left', () => {
  test('is written anew when it has not, whatever changed meanwhile', async () => {
    const { book, happen, lookAgain, received } = await setUp();
    await book();
    await happen(ADA, unknownOutcome);
    await book({ attendees: [{ email: 'bob@example.com' }] }, 2);
    await lookAgain();
    expect(received(ADA)).toEqual([]);
    await happen(ADA, [{ type: 'settledAbsent' }]);
    await lookAgain();
    expect(received(ADA)).toEqual(['appointment_confirmation']);
  });

  test('is followed by what differs from it when it has', async () => {
    const { room, book, happen, lookAgain, received } = await setUp();
    await book();
    await happen(ADA, unknownOutcome);
    await book({ start: toIso(START + HOUR) }, 2);
    await lookAgain();
    await happen(ADA, [{ type: 'delivered', occurredAt: room.now() }]);
    await lookAgain();
    expect(received(ADA)).toEqual(['appointment_rescheduled']);
  });

  test('lets no mail say that the time stays the same whose change its reader has not heard of', async () => {
    const { room, book, happen, lookAgain } = await setUp();
    await book();
    await room.deliver();
    await book({ start: toIso(START + HOUR) }, 2);
    await happen(ADA, unknownOutcome);
    await book({ start: toIso(START + HOUR), agenda: 'Another' }, 3);
    await lookAgain();
    await happen(ADA, [{ type: 'settledAbsent' }]);
    await lookAgain();
    const [last] = room.delivered.filter(({ message }) => message.to.email === ADA).slice(-1);
    expect(last?.data['before']).toMatchObject({ start: toIso(START) });
  });

  test('that reminds is sent anew when it has not', async () => {
    const { room, book, happen, lookAgain, received } = await setUp();
    await book();
    await room.deliver();
    room.moveTo(START - 24 * HOUR + 3 * MINUTE);
    await sweep(room.deps, room.now() + HOUR);
    await happen(ADA, unknownOutcome);
    await book({ joinUrl: 'https://meet.example/2' }, 2);
    await room.deliver();
    await happen(ADA, [{ type: 'settledAbsent' }], /reminder/);
    await lookAgain();
    expect(received(ADA)).toEqual([
      'appointment_confirmation',
      'appointment_rescheduled',
      'appointment_reminder',
    ]);
  });
});

describe('A mail that was refused', () => {
  test.each([
    { what: 'moved', action: { type: 'reschedule', changes: { start: toIso(START + HOUR) } } as const },
    { what: 'cancelled', action: { type: 'cancel', changes: {} } as const },
  ])('is not sent by hand any more once the appointment is $what', async ({ action }) => {
    const { room, act, book, happen, mailsTo } = await setUp();
    await book();
    await happen(ADA, refusal);
    const [confirmation] = mailsTo(ADA);
    await act(action);
    const failed = room.messages().find(({ id }) => id === confirmation?.id);
    expect(failed?.life).toMatchObject({ status: 'failed', isSuperseded: true });
    if (failed === undefined) return;
    expect(await apply(room.memory.deps.sends, failed, { type: 'retry' }, { now: room.now() })).toMatchObject(
      {
        changed: false,
      },
    );
  });

  test('keeps no reminder back that would come shortly after it', async () => {
    const { room, book, happen, lookAgain, received } = await setUp();
    await book();
    await room.deliver();
    const start = room.now() + 65 * MINUTE;
    await book({ start: toIso(start) }, 2);
    await happen(ADA, refusal);
    await lookAgain(8 * MINUTE);
    expect(received(ADA)).toEqual(['appointment_confirmation', 'appointment_reminder']);
  });

  test('or cancelled by people counts as not told', async () => {
    const { act, book, happen, received, lookAgain } = await setUp();
    await book();
    await happen(ADA, [{ type: 'cancel' }]);
    await act({ type: 'cancel', changes: {} });
    await lookAgain();
    expect(received(ADA)).toEqual([]);
  });
});

describe('A cancellation', () => {
  test('lives until the end of the time that its reader knows of', async () => {
    const { room, act, book, mailsTo } = await setUp();
    await book();
    await room.deliver();
    await book({ start: toIso(room.now() + 5 * HOUR) }, 2);
    await act({ type: 'cancel', changes: {} });
    expect(mailsTo(ADA).at(-1)).toMatchObject({
      template: 'appointment_cancelled',
      expiresAt: START + 45 * MINUTE,
    });
  });

  test('tells nobody that it goes on without them', async () => {
    const { room, act, book } = await setUp();
    await book({ attendees: [{ email: 'bob@example.com' }] });
    await room.deliver();
    await act({ type: 'cancel', changes: { attendees: [] } });
    await room.deliver();
    const [last] = room.delivered.filter(({ message }) => message.to.email === 'bob@example.com').slice(-1);
    expect(last?.message.template).toBe('appointment_cancelled');
    expect(last?.data['isUninvited'] ?? false).toBe(false);
  });
});

describe('What a customer asks for', () => {
  const asked = { kind: 'cancel', reason: 'conflict', comment: 'I am in hospital' } as const;

  test.each([
    { what: 'somebody else is the customer', more: { customer: { email: 'ben@example.com' } } },
    { what: 'it takes another length', more: { durationMinutes: 15 } },
  ])('is over when $what', async ({ more }) => {
    const { room, book } = await setUp();
    await book();
    await ask(room.deps, ID, { asked, sequence: 1, emailId: undefined });
    expect((await room.deps.appointments.find(ID))?.request).toBeDefined();
    await book(more, 2);
    expect((await room.deps.appointments.find(ID))?.request).toBeUndefined();
  });
});
