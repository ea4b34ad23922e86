import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { seeTo } from './change.ts';
import type { FeedbackDetail } from './appointments.events.ts';
import type { AppointmentDeps } from './deps.ts';
import { FEEDBACK_EVENT, withUnpublished } from './bus-events.ts';
import type { AppointmentRecord } from './record.ts';

/** Who has the link may change their mind; so many answers are told on the bus. */
const MOST_TOLD = 50;

/** Keeps what a customer says of an appointment: the last answer counts. @throws ServiceError `busy`. */
export const takeFeedback = async (
  deps: AppointmentDeps,
  id: string,
  said: { rating: number; comment: string | undefined },
): Promise<AppointmentRecord | undefined> => {
  const record = await keep(deps, id, said);
  return record === undefined ? undefined : ((await seeTo(deps, id)) ?? record);
};

const keep = (
  deps: AppointmentDeps,
  id: string,
  { rating, comment }: { rating: number; comment: string | undefined },
): Promise<AppointmentRecord | undefined> =>
  untilWritten<AppointmentRecord | undefined>(
    async () => {
      const record = await deps.appointments.find(id);
      if (record === undefined) return undefined;
      const { feedback } = record;
      if (feedback?.rating === rating && feedback.comment === comment) return record;
      const now = deps.now();
      const revision = (feedback?.revision ?? 0) + 1;
      const detail: FeedbackDetail = { id, rating, comment, revision, repId: record.details.repId };
      const next: AppointmentRecord = {
        ...record,
        feedback: { rating, comment, revision, at: now },
        unpublished:
          revision > MOST_TOLD
            ? record.unpublished
            : withUnpublished(record.unpublished, { detailType: FEEDBACK_EVENT, detail }),
        nextDueAt: now,
      };
      return (await deps.appointments.put(next, now)) ?? CONFLICT;
    },
    () => busy('This appointment'),
  );
