import { detailsSchema, type Details } from '../../functions/appointments/appointment.ts';
import type { Appointment } from '../../functions/appointments/appointment-life.ts';

export const START = Date.parse('2027-03-03T10:00:00Z');

/** An appointment as a scheduling system sends it. */
export const aPayload = (different: Record<string, unknown> = {}): Record<string, unknown> => ({
  title: 'Demo for 40 seats',
  start: '2027-03-03T11:00',
  timezone: 'Europe/Berlin',
  durationMinutes: 45,
  kind: 'video',
  joinUrl: 'https://meet.example/1',
  agenda: 'Plans\nPrices',
  customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
  repId: 'grace',
  ...different,
});

export const details = (different: Record<string, unknown> = {}): Details =>
  detailsSchema.parse(aPayload(different));

export const booked = (different: Record<string, unknown> = {}, sequence = 3): Appointment => ({
  sequence,
  life: { status: 'booked' },
  details: details(different),
});
