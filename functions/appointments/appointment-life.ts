import { contentHash } from '../platform/ids.ts';
import {
  type AppointmentOutcome,
  type Changes,
  type Details,
  LAST_SEQUENCE,
  startAt,
} from './appointment.ts';

/** Where an appointment is in its life. */
export type AppointmentLife =
  | { status: 'booked' }
  | { status: 'cancelled' }
  /** For good. */
  | { status: 'completed'; outcome: AppointmentOutcome };
export type AppointmentStatus = AppointmentLife['status'];

/** An appointment in one of its states. */
export interface Appointment {
  /** Of whoever schedules: what is not newer changes nothing. */
  sequence: number;
  life: AppointmentLife;
  details: Details;
}

/** Everything that can happen to an appointment. A `sequence` that is left out is the next one. */
export type AppointmentAction =
  | { type: 'book'; sequence: number; details: Details }
  | { type: 'reschedule'; sequence?: number | undefined; changes: Changes }
  | { type: 'cancel'; sequence?: number | undefined; changes: Changes }
  | {
      type: 'complete';
      sequence?: number | undefined;
      changes: Changes;
      outcome: AppointmentOutcome;
    };

export type AppointmentTransition =
  | { kind: 'applied'; next: Appointment }
  /** Older, or said before: nothing changes. */
  | { kind: 'not_newer' }
  /** The same sequence says something else, or its state does not allow it. */
  | { kind: 'wrong_state'; why: string }
  /** Only a part was told of an appointment that nobody knows. */
  | { kind: 'unknown' };

/** What becomes of an appointment, by the sequence of its sender and by its state. */
export const transition = (
  before: Appointment | undefined,
  action: AppointmentAction,
  now: number,
): AppointmentTransition => {
  if (before === undefined) {
    return action.type === 'book' ? applied(action.sequence, booked, action.details) : { kind: 'unknown' };
  }
  const sequence = action.sequence ?? before.sequence + 1;
  if (sequence < before.sequence) return { kind: 'not_newer' };
  if (sequence > LAST_SEQUENCE) return { kind: 'wrong_state', why: 'Its sequence can’t rise any further.' };
  const after = stateAfter(before, action);
  if (sequence === before.sequence)
    return isSame(before, { sequence, ...after }) ? { kind: 'not_newer' } : reused;
  const why = refusal(before, after.details, action, now);
  return why === undefined ? applied(sequence, after.life, after.details) : { kind: 'wrong_state', why };
};

const booked: AppointmentLife = { status: 'booked' };
const reused: AppointmentTransition = {
  kind: 'wrong_state',
  why: 'This sequence was used before with another content; raise it with each change.',
};

const applied = (sequence: number, life: AppointmentLife, details: Details): AppointmentTransition => ({
  kind: 'applied',
  next: { sequence, life, details },
});

const stateAfter = (
  before: Appointment,
  action: AppointmentAction,
): Pick<Appointment, 'life' | 'details'> => {
  switch (action.type) {
    case 'book':
      return { life: booked, details: action.details };
    case 'reschedule':
      return { life: booked, details: changed(before.details, action.changes) };
    case 'cancel':
      return { life: { status: 'cancelled' }, details: changed(before.details, action.changes) };
    case 'complete':
      return {
        life: { status: 'completed', outcome: action.outcome },
        details: changed(before.details, action.changes),
      };
  }
};

/** The details with what is named of them; why, and who did it, are of each change alone. */
const changed = (details: Details, changes: Changes): Details => ({
  ...details,
  reason: undefined,
  by: undefined,
  // What is left out is undefined, and nothing else is.
  ...(Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as Partial<Details>),
});

/** Why a newer action can't be: booked and cancelled follow one another, completed is the end. */
const refusal = (
  before: Appointment,
  after: Details,
  action: AppointmentAction,
  now: number,
): string | undefined => {
  const { status } = before.life;
  if (status === 'completed') return 'It has taken place, and nothing of it changes any more.';
  if (action.type === 'reschedule' && status === 'cancelled') {
    return 'It is cancelled; book it anew, with all that it is.';
  }
  if (action.type === 'cancel' && status === 'cancelled') return 'It is cancelled already.';
  if (action.type !== 'complete') return undefined;
  if (status === 'cancelled') return 'It is cancelled, so it did not take place.';
  return startAt(after) > now ? 'It has not begun yet.' : undefined;
};

/** Whether two states say the same, whoever brought them about. */
const isSame = (one: Appointment, other: Appointment): boolean => saidBy(one) === saidBy(other);

/** What is kept beside it is none of what was said. */
const saidBy = ({ sequence, life, details }: Appointment): string => contentHash({ sequence, life, details });
