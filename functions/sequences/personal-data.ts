import pMap from 'p-map';
import type { PersonalData } from '../contract/personal-data.ts';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { SequenceDeps } from './deps.ts';
import { end } from './ending.ts';
import type { Enrollment } from './enrollment.ts';
import { personPartition } from './keys.ts';
import { viewEnrollment } from './views.ts';

const AT_ONCE = { concurrency: 20 };

/** What somebody was sent through: it ends, and what it told of them goes. That something was enrolled by its key stays. */
export const enrollmentsOfPerson = (deps: SequenceDeps): PersonalData => ({
  export: async (email) => {
    const records = await recordsOf(deps, email);
    return { enrollments: await pMap(records, (record) => viewEnrollment(deps, record), AT_ONCE) };
  },
  erase: async (email, { endsAt }) => {
    // First of all, so that who is being enrolled at this moment is among those that are found, or is not enrolled.
    await deps.enrollments.markErased(email, deps.now());
    let enrollments = 0;
    await eachInTime(await deps.enrollments.ofPerson(email), { endsAt, now: deps.now }, async (id) => {
      if (await eraseOne(deps, id, email)) enrollments += 1;
      // What leads to all that goes last: an erasure that was interrupted begins anew.
      await deps.enrollments.forgetPerson(id, email);
    });
    await deps.facts.forget(personPartition(email));
    await deps.turns.forget(email);
    await deps.enrollments.forgetLast(email);
    return { enrollments };
  },
});

/** Answers false where there is none of this id any more. */
const eraseOne = async (deps: SequenceDeps, id: string, email: string): Promise<boolean> => {
  // Until it ends mails may be added; of one that has ended all are known.
  const ended = await end(deps, id, { how: 'erased' });
  if (ended === undefined) return false;
  await forget(deps, id);
  const ids = ended.mails.map(({ emailId }) => emailId);
  await deps.outbox.erase(ids, email);
  await deps.outbox.eraseUnfinished(ids);
  return true;
};

const recordsOf = async (deps: SequenceDeps, email: string): Promise<Enrollment[]> => {
  const ids = await deps.enrollments.ofPerson(email);
  const found = await pMap(ids, (id) => deps.enrollments.find(id), AT_ONCE);
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
