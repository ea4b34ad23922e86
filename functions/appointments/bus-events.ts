import type { BusEvent } from '../bus/bus.ts';
import { toIso } from '../platform/clock.ts';
import type { UpdatedDetail } from './appointments.events.ts';
import { type Details, startAt } from './appointment.ts';
import type { Appointment } from './appointment-life.ts';

/** `appointment.updated`: what an appointment is from now on, and what it was before. */
export const updatedEvent = (
  id: string,
  { sequence, life, details }: Appointment,
  before: (Appointment & { startAt: number }) | undefined,
  at: number,
): BusEvent => ({
  detailType: 'appointment.updated',
  detail: {
    id,
    sequence,
    at: toIso(at),
    status: life.status,
    ...(before && { previousStatus: before.life.status, previousStart: toIso(before.startAt) }),
    ...(life.status === 'completed' && { outcome: life.outcome }),
    start: toIso(startAt(details)),
    timezone: details.timezone,
    title: details.title,
    kind: details.kind,
    repId: details.repId,
    by: details.by,
    bookingUrl: details.bookingUrl,
    customer: knownOf(details),
  } satisfies UpdatedDetail,
});

const knownOf = ({ customer: { email, name, locale, timezone } }: Details) => ({
  email,
  name,
  locale,
  timezone,
});

/** So many wait while the bus is away; beyond that the oldest are given up, and the state itself can be asked for. */
const MOST_UNPUBLISHED = 30;

/** Adds an event for the bus; of what a customer said only the last answer counts. */
export const withUnpublished = (events: readonly BusEvent[], event: BusEvent): BusEvent[] => {
  const others = events.filter(
    ({ detailType }) => detailType !== FEEDBACK_EVENT || event.detailType !== FEEDBACK_EVENT,
  );
  return [...others, event].slice(-MOST_UNPUBLISHED);
};
export const FEEDBACK_EVENT = 'appointment.feedback_received';
