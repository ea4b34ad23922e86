import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Appointment,
  type AppointmentAction,
  transition,
} from '../../functions/appointments/appointment-life.ts';
import { booked, details, START } from './fixture.ts';

const BEFORE = START - 1;
const cancelled: Appointment = { ...booked(), life: { status: 'cancelled' } };
const completed: Appointment = { ...booked(), life: { status: 'completed', outcome: 'attended' } };
const book = (sequence: number, different = {}): AppointmentAction => ({
  type: 'book',
  sequence,
  details: details(different),
});
const moved = { start: '2027-03-04T11:00' };

describe('What becomes of an appointment', () => {
  test.each<{
    what: string;
    before: Appointment | undefined;
    action: AppointmentAction;
    now?: number;
    want: string;
    status?: string;
    sequence?: number;
  }>([
    {
      what: 'booked when nobody knows it',
      before: undefined,
      action: book(0),
      want: 'applied',
      status: 'booked',
      sequence: 0,
    },
    {
      what: 'nothing of a part of it',
      before: undefined,
      action: { type: 'reschedule', changes: moved },
      want: 'unknown',
    },
    {
      what: 'nothing of its end alone',
      before: undefined,
      action: { type: 'cancel', changes: {} },
      want: 'unknown',
    },
    {
      what: 'changed by a newer booking',
      before: booked(),
      action: book(4, moved),
      want: 'applied',
      status: 'booked',
      sequence: 4,
    },
    { what: 'not changed by an older one', before: booked(), action: book(2, moved), want: 'not_newer' },
    { what: 'not changed by the same again', before: booked(), action: book(3), want: 'not_newer' },
    {
      what: 'not changed by the same sequence with another content',
      before: booked(),
      action: book(3, moved),
      want: 'wrong_state',
    },
    {
      what: 'moved, one further',
      before: booked(),
      action: { type: 'reschedule', changes: moved },
      want: 'applied',
      status: 'booked',
      sequence: 4,
    },
    {
      what: 'moved by a sequence far ahead',
      before: booked(),
      action: { type: 'reschedule', sequence: 90, changes: moved },
      want: 'applied',
      status: 'booked',
      sequence: 90,
    },
    {
      what: 'cancelled',
      before: booked(),
      action: { type: 'cancel', changes: { reason: 'Ill' } },
      want: 'applied',
      status: 'cancelled',
      sequence: 4,
    },
    {
      what: 'not cancelled by an older word',
      before: booked(),
      action: { type: 'cancel', sequence: 2, changes: {} },
      want: 'not_newer',
    },
    {
      what: 'not cancelled twice',
      before: cancelled,
      action: { type: 'cancel', changes: {} },
      want: 'wrong_state',
    },
    {
      what: 'booked anew after it was cancelled',
      before: cancelled,
      action: book(4),
      want: 'applied',
      status: 'booked',
      sequence: 4,
    },
    {
      what: 'not moved once it is cancelled',
      before: cancelled,
      action: { type: 'reschedule', changes: moved },
      want: 'wrong_state',
    },
    {
      what: 'not completed once it is cancelled',
      before: cancelled,
      action: { type: 'complete', outcome: 'attended', changes: {} },
      now: START,
      want: 'wrong_state',
    },
    {
      what: 'not completed before it starts',
      before: booked(),
      action: { type: 'complete', outcome: 'attended', changes: {} },
      now: BEFORE,
      want: 'wrong_state',
    },
    {
      what: 'completed from its start on',
      before: booked(),
      action: { type: 'complete', outcome: 'no_show', changes: {} },
      now: START,
      want: 'applied',
      status: 'completed',
      sequence: 4,
    },
    { what: 'completed for good', before: completed, action: book(4), now: START, want: 'wrong_state' },
    {
      what: 'completed once',
      before: completed,
      action: { type: 'complete', sequence: 3, outcome: 'attended', changes: {} },
      now: START,
      want: 'not_newer',
    },
    {
      what: 'not completed in another way',
      before: completed,
      action: { type: 'complete', sequence: 3, outcome: 'no_show', changes: {} },
      now: START,
      want: 'wrong_state',
    },
    {
      what: 'not cancelled once it is completed',
      before: completed,
      action: { type: 'cancel', changes: {} },
      now: START,
      want: 'wrong_state',
    },
  ])('$what', ({ before, action, now = BEFORE, want, status, sequence }) => {
    const outcome = transition(before, action, now);
    expect(outcome.kind).toBe(want);
    if (outcome.kind === 'applied') expect(outcome.next).toMatchObject({ sequence, life: { status } });
  });

  test('no further than calendars can count', () => {
    const last = booked({}, 2_147_483_647);
    expect(transition(last, { type: 'cancel', changes: {} }, BEFORE)).toMatchObject({ kind: 'wrong_state' });
  });

  test('completed by the start that it had, as whoever completes it says', () => {
    const complete = (start: string) =>
      transition(booked(), { type: 'complete', outcome: 'attended', changes: { start } }, BEFORE).kind;
    expect(complete('2027-03-03T09:00')).toBe('applied');
    expect(complete('2028-03-03T11:00')).toBe('wrong_state');
  });

  test('a change keeps what it does not name, and nobody else’s reason', () => {
    const before = booked({ reason: 'Ill', by: 'rep', location: 'Room 1' });
    const outcome = transition(
      before,
      { type: 'reschedule', changes: { ...moved, dialIn: undefined } },
      BEFORE,
    );
    const want = { ...details({ location: 'Room 1' }), start: moved.start };
    expect(outcome).toEqual({
      kind: 'applied',
      next: { sequence: 4, life: { status: 'booked' }, details: want },
    });
  });
});

test('In whatever order its events come, and however often, the newest sequence is what is kept', () => {
  const newest = 6;
  const events = Array.from({ length: newest }, (_, i) => book(i + 1, { title: `Version ${i + 1}` }));
  fc.assert(
    fc.property(fc.shuffledSubarray([...events, ...events], { minLength: newest }), (some) => {
      let state: Appointment | undefined;
      for (const event of some) {
        const outcome = transition(state, event, BEFORE);
        if (outcome.kind === 'applied') state = outcome.next;
        else expect(outcome.kind).toBe('not_newer');
      }
      const most = Math.max(...some.map(({ sequence }) => sequence ?? 0));
      expect(state).toMatchObject({ sequence: most, details: { title: `Version ${most}` } });
    }),
  );
});
