import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { optionalIso, toIso } from '../platform/clock.ts';
import type { BusEvent } from '../bus/bus.ts';
import type { CancelRequestedDetail, RescheduleRequestedDetail } from './appointments.events.ts';
import type { ChangeRequest } from './change-request.ts';
import { seeTo } from './change.ts';
import type { AppointmentDeps } from './deps.ts';
import type { Asked } from './page-forms.ts';
import { withUnpublished } from './bus-events.ts';
import { type AppointmentRecord, endOf } from './record.ts';

/** Who asks, by which mail, and which state of the appointment they saw. */
export interface Asking {
  asked: Asked;
  sequence: number;
  emailId: string | undefined;
}

export type AskOutcome =
  | { kind: 'asked'; record: AppointmentRecord }
  /** It was asked for before, and nothing happens twice. */
  | { kind: 'known'; record: AppointmentRecord }
  /** It is of another state, or nothing can be asked for any more. */
  | { kind: 'changed'; record: AppointmentRecord };

/** Who has the link may ask so often until the appointment changes; each asks two people by mail. */
const MOST_REQUESTS = 10;

/**
 * Takes what a customer asks for on their page: whoever schedules is asked by the bus, and the rep by mail. The
 * appointment stands until they decide. @throws ServiceError `busy`.
 */
export const ask = async (
  deps: AppointmentDeps,
  id: string,
  asking: Asking,
): Promise<AskOutcome | undefined> => {
  const outcome = await keep(deps, id, asking);
  if (outcome?.kind !== 'asked') return outcome;
  return { ...outcome, record: (await seeTo(deps, id)) ?? outcome.record };
};

const keep = (deps: AppointmentDeps, id: string, asking: Asking): Promise<AskOutcome | undefined> =>
  untilWritten<AskOutcome | undefined>(
    async () => {
      const record = await deps.appointments.find(id);
      if (record === undefined) return undefined;
      const now = deps.now();
      if (!mayAsk(record, asking, now)) return { kind: 'changed', record };
      const { asked, sequence, emailId } = asking;
      const isFlood = record.requestCount - record.requestsByChange >= MOST_REQUESTS;
      if (isFlood || (record.request !== undefined && isSame(record.request, asked)))
        return { kind: 'known', record };
      const number = record.requestCount + 1;
      const request: ChangeRequest = { number, at: now, sequence, emailId, ...asked };
      const next: AppointmentRecord = {
        ...record,
        request,
        requestCount: number,
        unpublished: withUnpublished(record.unpublished, requestedEvent(record, request)),
        nextDueAt: now,
      };
      const written = await deps.appointments.put(next, now);
      return written === undefined ? CONFLICT : { kind: 'asked', record: written };
    },
    () => busy('This appointment'),
  );

const mayAsk = (record: AppointmentRecord, { asked, sequence }: Asking, now: number): boolean => {
  if (record.sequence !== sequence || endOf(record) <= now) return false;
  return record.life.status === 'booked' || (record.life.status === 'cancelled' && asked.kind === 'move');
};

const isSame = (request: ChangeRequest, asked: Asked): boolean => {
  // Who wants to cancel wants it, in whatever words they say so again.
  if (request.kind === 'cancel') return asked.kind === 'cancel';
  return asked.kind === 'move' && request.newStart === asked.newStart && request.wish === asked.wish;
};

/** Asks whoever schedules; the appointment itself is theirs. */
const requestedEvent = (record: AppointmentRecord, request: ChangeRequest): BusEvent => {
  const asked = {
    id: record.id,
    sequence: record.sequence,
    start: toIso(record.startAt),
    repId: record.details.repId,
    requestedAt: toIso(request.at),
    emailId: request.emailId,
  };
  if (request.kind === 'cancel') {
    const { reason, comment } = request;
    const detail: CancelRequestedDetail = { ...asked, reason, comment };
    return { detailType: 'appointment.cancel_requested', detail };
  }
  const { newStart, wish } = request;
  const detail: RescheduleRequestedDetail = { ...asked, newStart: optionalIso(newStart), wish };
  return { detailType: 'appointment.reschedule_requested', detail };
};
