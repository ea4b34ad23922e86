import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toldOf, whatToTell } from '../../functions/appointments/telling.ts';
import type { Appointment } from '../../functions/appointments/appointment-life.ts';
import { booked, START } from './fixture.ts';

const now = START - 60_000;
const cancelled: Appointment = { ...booked(), life: { status: 'cancelled' } };
const told = toldOf(booked());
const toldCancelled = toldOf(cancelled);
const confirmation = { template: 'appointment_confirmation' };
const cancellation = { template: 'appointment_cancelled' };
const update = { template: 'appointment_rescheduled', before: undefined };
const move = { template: 'appointment_rescheduled', before: told };

test('A zone that only changed its name is no news', () => {
  const inIndia = (timezone: string) => booked({ timezone, start: '2027-03-03T11:00' });
  expect(
    whatToTell(inIndia('Asia/Kolkata'), toldOf(inIndia('Asia/Calcutta')), { now: now - 86_400_000 }),
  ).toBeUndefined();
});

describe('A reader is told', () => {
  test.each([
    { what: 'of what is booked', appointment: booked(), told: undefined, want: confirmation },
    { what: 'nothing again', appointment: booked(), told, want: undefined },
    { what: 'nothing of a sequence alone', appointment: booked({}, 99), told, want: undefined },
    { what: 'of another start', appointment: booked({ start: '2027-03-03T12:00' }), told, want: move },
    {
      what: 'of another clock',
      appointment: booked({ timezone: 'Europe/London', start: '2027-03-03T10:00' }),
      told,
      want: move,
    },
    {
      what: 'of another zone with the same clock',
      appointment: booked({ timezone: 'Europe/Paris' }),
      told,
      want: update,
    },
    { what: 'of another length', appointment: booked({ durationMinutes: 60 }), told, want: move },
    { what: 'of another title', appointment: booked({ title: 'Demo' }), told, want: update },
    {
      what: 'of another link',
      appointment: booked({ joinUrl: 'https://meet.example/2' }),
      told,
      want: update,
    },
    { what: 'of another agenda', appointment: booked({ agenda: 'Contract' }), told, want: update },
    { what: 'of another rep', appointment: booked({ repId: 'alan' }), told, want: update },
    { what: 'of another way to meet', appointment: booked({ kind: 'phone' }), told, want: update },
    {
      what: 'nothing of who else comes',
      appointment: booked({ attendees: [{ email: 'bob@example.com' }] }),
      told,
      want: undefined,
    },
    { what: 'nothing of a reason alone', appointment: booked({ reason: 'A change' }), told, want: undefined },
    { what: 'that it is cancelled', appointment: cancelled, told, want: cancellation },
    {
      what: 'nothing cancelled that they never heard of',
      appointment: cancelled,
      told: undefined,
      want: undefined,
    },
    { what: 'only once that it is cancelled', appointment: cancelled, told: toldCancelled, want: undefined },
    { what: 'of what is booked anew', appointment: booked(), told: toldCancelled, want: confirmation },
  ])('$what', ({ appointment, told: before, want }) => {
    expect(whatToTell(appointment, before, { now })).toEqual(want);
  });

  test('when they are no longer invited', () => {
    expect(whatToTell(booked(), told, { now, isInvited: false })).toEqual(cancellation);
    expect(whatToTell(booked(), undefined, { now, isInvited: false })).toBeUndefined();
    expect(whatToTell(booked(), toldCancelled, { now, isInvited: false })).toBeUndefined();
  });

  test('nothing of what is over', () => {
    const end = START + 45 * 60_000;
    expect(whatToTell(booked(), undefined, { now: end - 1 })).toEqual(confirmation);
    expect(whatToTell(booked(), undefined, { now: end })).toBeUndefined();
    expect(whatToTell(cancelled, told, { now: end })).toBeUndefined();
    const attended: Appointment = { ...booked(), life: { status: 'completed', outcome: 'attended' } };
    expect(whatToTell(attended, undefined, { now })).toBeUndefined();
  });
});

test('Whatever happens to an appointment, who hears of each state knows the last one and is told nothing twice', () => {
  const states = fc.array(
    fc.record({
      isCancelled: fc.boolean(),
      start: fc.constantFrom('2027-03-03T11:00', '2027-03-04T09:00'),
      title: fc.constantFrom('Demo', 'Contract'),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(states, (all) => {
      let known: ReturnType<typeof toldOf> | undefined;
      for (const { isCancelled, ...facts } of all) {
        const state: Appointment = {
          ...booked(facts),
          life: { status: isCancelled ? 'cancelled' : 'booked' },
        };
        const telling = whatToTell(state, known, { now });
        if (telling) known = toldOf(state);
        expect(whatToTell(state, known, { now })).toBeUndefined();
        if (known !== undefined) expect(known.status).toBe(state.life.status);
        if (known?.status === 'booked') expect(known).toEqual(toldOf(state));
      }
    }),
  );
});
