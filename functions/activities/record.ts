import pMap from 'p-map';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import type { Fault } from '../platform/errors.ts';
import { contentHash } from '../platform/ids.ts';
import type { Owned } from '../platform/ownership.ts';
import { eachInTime } from '../platform/parallel.ts';
import { unknownRep } from '../reps/unknown-rep.ts';
import { type Activity, dealOf, timeFaults } from './activity.ts';
import type { ActivityDeps } from './deps.ts';
import type { ActivityRecord } from './store.ts';

const AT_ONCE = { concurrency: 20 };

/** What came of a call: so many were new, known as they are, or corrected. */
export interface Recorded {
  recorded: number;
  unchanged: number;
  replaced: number;
}

/**
 * What is wrong with activities that only the store and the clock can tell, each by its place in the call. Their schemas
 * have checked all else. `mayChange` says whether the caller may replace one that is known.
 */
export const activityFaults = async (
  { activities, reps, now }: Pick<ActivityDeps, 'activities' | 'reps' | 'now'>,
  told: readonly Activity[],
  mayChange: (known: Owned) => boolean,
): Promise<Fault[]> => {
  const repIds = [...new Set(told.map(({ repId }) => repId))];
  const found = await pMap(repIds, (id) => reps.findRep(id), AT_ONCE);
  const unknown = new Set(repIds.filter((_, i) => found[i] === undefined));
  const ids = [...new Set(told.map(({ id }) => id))];
  const known = await pMap(ids, (id) => activities.find(id), AT_ONCE);
  const others = new Set(ids.filter((_, i) => known[i] !== undefined && !mayChange(known[i])));
  return told.flatMap((activity, i) => {
    const pointer = `/activities/${i}`;
    return [
      ...(unknown.has(activity.repId) ? [unknownRep(`${pointer}/repId`, activity.repId)] : []),
      ...timeFaults(activity, now(), `${pointer}/at`),
      ...(others.has(activity.id) ? [ofAnother(`${pointer}/id`)] : []),
    ];
  });
};

const ofAnother = (pointer: string): Fault => ({
  pointer,
  code: 'forbidden',
  detail:
    'Another client told of this activity; changing it needs a key of that client, or the scope "operate".',
});

/**
 * Keeps activities; of one that is told twice in a call the last counts.
 * @throws ServiceError `busy` when there is more than can be done by `endsAt`; the same call again goes on.
 */
export const recordActivities = async (
  deps: Pick<ActivityDeps, 'activities' | 'now'>,
  told: readonly Activity[],
  { client, endsAt }: Owned & { endsAt: number },
): Promise<Recorded> => {
  const counts: Recorded = { recorded: 0, unchanged: 0, replaced: 0 };
  // Those of one id one after the other, in their order.
  const groups = [...Map.groupBy(told, ({ id }) => id).values()];
  await eachInTime(groups, { endsAt, now: deps.now }, async (group) => {
    for (const activity of group) counts[await recordActivity(deps, activity, client)] += 1;
  });
  return counts;
};

/** Keeps one activity, over what was known of it. */
export const recordActivity = (
  { activities, now }: Pick<ActivityDeps, 'activities' | 'now'>,
  activity: Activity,
  client: string | undefined,
): Promise<keyof Recorded> =>
  untilWritten<keyof Recorded>(
    async () => {
      const known = await activities.find(activity.id);
      const hash = contentHash(activity);
      if (known?.hash === hash) return 'unchanged';
      const owner = known === undefined ? client : known.client;
      const record: ActivityRecord = {
        ...activity,
        rev: 0,
        hash,
        client: owner,
        deal: dealOf(activity),
      };
      if (!(await activities.put(record, known, now()))) return CONFLICT;
      return known === undefined ? 'recorded' : 'replaced';
    },
    () => busy('This activity'),
  );
