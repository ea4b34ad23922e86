import { MINUTE } from '../platform/clock.ts';
import { contentHash } from '../platform/ids.ts';
import { endsAt, startAt } from './appointment.ts';
import type { Appointment } from './appointment-life.ts';
import { clockAt } from './start.ts';

/** What a reader was told last of an appointment, as far as a difference to it is worth a mail. */
export interface Told {
  status: 'booked' | 'cancelled';
  /** Epoch milliseconds, as the rules of zones were by then. */
  startAt: number;
  timezone: string;
  durationMinutes: number;
  /** Of all else that a reader would want to know. */
  factsHash: string;
}

/** When the appointment ends that a reader knows of, epoch milliseconds. */
export const endOfTold = ({ startAt: at, durationMinutes }: Told): number => at + durationMinutes * MINUTE;

/**
 * Whether there is nothing left to tell a reader who was told `told`: of what is over nobody is told. What does not take
 * place is over for a reader when the time is that they know of.
 */
export const isOverFor = (
  { life, details }: Appointment,
  told: Told | undefined,
  { now, isInvited = true }: { now: number; isInvited?: boolean },
): boolean => {
  if (life.status === 'completed') return true;
  const takesPlace = life.status === 'booked' && isInvited;
  const known = takesPlace || told === undefined ? 0 : endOfTold(told);
  return Math.max(endsAt(details), known) <= now;
};

/** What to tell a reader now. */
export type Telling =
  | { template: 'appointment_confirmation' }
  /** `before` is there where the time is another one. */
  | { template: 'appointment_rescheduled'; before: Told | undefined }
  | { template: 'appointment_cancelled' };

/** A zone by one of its names: Asia/Calcutta is Asia/Kolkata, and nobody moves by that. */
const canonical = (timeZone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;

const clockOf = ({ startAt: at, timezone }: Told): string => clockAt(at, timezone);

/** An appointment as a reader is told of it. */
export const toldOf = ({ life, details }: Appointment): Told => {
  const { title, kind, joinUrl, dialIn, location, agenda, preparation, materials, repId } = details;
  const zone = canonical(details.timezone);
  const facts = { zone, title, kind, joinUrl, dialIn, location, agenda, preparation, materials, repId };
  return {
    status: life.status === 'cancelled' ? 'cancelled' : 'booked',
    startAt: startAt(details),
    timezone: details.timezone,
    durationMinutes: details.durationMinutes,
    factsHash: contentHash(facts),
  };
};

/**
 * What a reader is to be told: the difference between what they were told last and what is so. `told` is undefined for
 * who was told nothing, or nothing that has left; `isInvited` is false for who takes no part any more. Of what is over
 * nobody is told, nor of what only counts on.
 */
export const whatToTell = (
  appointment: Appointment,
  told: Told | undefined,
  { now, isInvited = true }: { now: number; isInvited?: boolean },
): Telling | undefined => {
  if (isOverFor(appointment, told, { now, isInvited })) return undefined;
  const takesPlace = appointment.life.status === 'booked' && isInvited;
  if (!takesPlace) return told?.status === 'booked' ? { template: 'appointment_cancelled' } : undefined;
  if (told?.status !== 'booked') return { template: 'appointment_confirmation' };
  const present = toldOf(appointment);
  const isMoved =
    present.startAt !== told.startAt ||
    clockOf(present) !== clockOf(told) ||
    present.durationMinutes !== told.durationMinutes;
  if (isMoved) return { template: 'appointment_rescheduled', before: told };
  return present.factsHash === told.factsHash
    ? undefined
    : { template: 'appointment_rescheduled', before: undefined };
};
