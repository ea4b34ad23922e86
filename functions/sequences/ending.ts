import { callBack, type CalledBack } from '../notify/call-back.ts';
import { overtaken, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { endedEvent } from './bus-events.ts';
import { FEATURE, type SequenceDeps } from './deps.ts';
import type { EndedLife, Ending, Enrollment } from './enrollment.ts';
import { withSent } from './mail-notes.ts';
import { mailKey, mailOf, requestOf } from './step-mail.ts';

/** How an enrolment ends, and the type of the event that brings it about. */
export interface EndingOf {
  how: Ending;
  event?: string | undefined;
}

/** Ends an enrolment that is active, and calls back what waits of it. Answers it as it is then. */
export const end = async (
  deps: SequenceDeps,
  id: string,
  ending: EndingOf,
): Promise<Enrollment | undefined> => {
  const ended = await untilWritten<Enrollment | undefined>(
    async () => {
      const record = await deps.enrollments.find(id);
      if (record === undefined || record.life.status === 'ended') return record;
      const now = deps.now();
      const next = withEnd(record, ending, now);
      const put = await deps.enrollments.put(next, now, [`ended_${record.arm}_${ending.how}`]);
      return put ?? CONFLICT;
    },
    () => overtaken(`Enrolment ${id}`),
  );
  return ended === undefined ? undefined : finish(deps, ended);
};

const withEnd = (before: Enrollment, { how, event }: EndingOf, now: number): Enrollment => {
  const record = withSent(before);
  const life: EndedLife = { status: 'ended', how, at: now, ...(event !== undefined && { event }) };
  const step = record.life.status === 'active' ? record.life.step : undefined;
  const next: Enrollment = {
    ...record,
    life,
    history: [...record.history, { at: now, what: 'ended', reason: how, ...(step && { step }) }],
    // Until its mails are called back and the bus is told, the sweeper sees to it.
    nextDueAt: now,
  };
  return { ...next, unpublished: [...record.unpublished, endedEvent(next, how)] };
};

/** Does what is left of an enrolment that has ended: calls its mails back, and tells the bus. */
export const finish = async (deps: SequenceDeps, record: Enrollment): Promise<Enrollment> => {
  if (record.nextDueAt === undefined) return record;
  await callBack(deps, FEATURE, waiting(deps, record));
  await deps.bus.publish(record.unpublished);
  const now = deps.now();
  const finished = await deps.enrollments.put({ ...record, unpublished: [], nextDueAt: undefined }, now);
  if (finished === undefined) return (await deps.enrollments.find(record.id)) ?? record;
  await deps.timers.cancel({ kind: 'sequence', id: record.id });
  return finished;
};

/** The mails that wait, or may be asked for still. One that has left may be kept no more, and its place is nobody's. */
const waiting = (deps: SequenceDeps, record: Enrollment): CalledBack[] =>
  record.mails
    .filter(({ sentAt }) => sentAt === undefined)
    .map((mail) => ({
      key: mailKey(record, mail.step),
      // Without its template nobody asks for it any more, and it may wait.
      compose: async () => (await mailOf(deps, record, mail, {})) ?? requestOf(record, mail, {}, {}),
    }));
