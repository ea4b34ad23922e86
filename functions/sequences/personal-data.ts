import type { PersonalData } from '../contract/personal-data.ts';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { SequenceDeps } from './deps.ts';
import { end } from './ending.ts';
import type { Enrollment } from './enrollment.ts';
import { personPartition } from './keys.ts';
import { viewEnrollment } from './views.ts';

/** What somebody was sent through: it ends, and what it told of them goes. That something was enrolled by its key stays. */
export const enrollmentsOfPerson = (deps: SequenceDeps): PersonalData => ({
  export: async (email) => {
    const records = await recordsOf(deps, email);
    return { enrollments: await Promise.all(records.map((record) => viewEnrollment(deps, record))) };
  },
  erase: async (email, { endsAt }) => {
    const records = await recordsOf(deps, email);
    await eachInTime(records, { endsAt, now: deps.now }, async ({ id, mails }) => {
      await end(deps, id, { how: 'erased' });
      await forget(deps, id);
      const ids = mails.map(({ emailId }) => emailId);
      await deps.outbox.erase(ids, email);
      await deps.outbox.eraseUnfinished(ids);
      // What leads to all that goes last: an erasure that was interrupted begins anew.
      await deps.enrollments.forgetPerson(id, email);
    });
    await deps.facts.forget(personPartition(email));
    await deps.enrollments.forgetLast(email);
    return { enrollments: records.length };
  },
});

const recordsOf = async (deps: SequenceDeps, email: string): Promise<Enrollment[]> => {
  const ids = await deps.enrollments.ofPerson(email);
  const found = await Promise.all(ids.map((id) => deps.enrollments.find(id)));
  return found.filter((record) => record !== undefined);
};

/** Takes from an enrolment that has ended what tells of its recipient. */
const forget = (deps: SequenceDeps, id: string): Promise<void> =>
  untilWritten(
    async () => {
      const record = await deps.enrollments.find(id);
      if (record === undefined || record.erasedAt !== undefined) return undefined;
      const now = deps.now();
      const erased: Enrollment = {
        ...record,
        recipient: { email: ERASED },
        key: '',
        data: {},
        unpublished: [],
        erasedAt: now,
      };
      return (await deps.enrollments.put(erased, now)) === undefined ? CONFLICT : undefined;
    },
    () => busy('This enrolment'),
  );

const ERASED = 'erased';
