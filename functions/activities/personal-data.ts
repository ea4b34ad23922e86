import pMap from 'p-map';
import type { PersonalData } from '../contract/personal-data.ts';
import { toIso } from '../platform/clock.ts';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { ActivityDeps } from './deps.ts';
import type { ActivityRecord } from './store.ts';

type Deps = Pick<ActivityDeps, 'activities' | 'now'>;

const AT_ONCE = { concurrency: 20 };

/** What reps did about somebody's leads: what it says of them goes, and that something was done stays, for figures. */
export const activitiesOfPerson = (deps: Deps): PersonalData => ({
  export: async (_email, { leadIds }) => {
    const ids = await idsAbout(deps, leadIds);
    const found = await pMap(ids, (id) => deps.activities.find(id), AT_ONCE);
    return { activities: found.flatMap((record) => (record === undefined ? [] : [viewActivity(record)])) };
  },
  erase: async (_email, { endsAt, leadIds }) => {
    const ids = await idsAbout(deps, leadIds);
    await eachInTime(ids, { endsAt, now: deps.now }, (id) => forget(deps, id));
    return { activities: ids.length };
  },
});

const idsAbout = async ({ activities }: Deps, leadIds: readonly string[]): Promise<string[]> => {
  const found = await pMap(leadIds, (leadId) => activities.ofLead(leadId), AT_ONCE);
  return [...new Set(found.flat())];
};

const viewActivity = ({
  id,
  repId,
  type,
  at,
  leadId,
  dealId,
  stage,
  value,
  outcome,
  title,
}: ActivityRecord) => ({
  id,
  repId,
  type,
  at: toIso(at),
  leadId,
  dealId,
  stage,
  value,
  outcome,
  title,
});

/** The hash goes as well: told once more, it is a correction, and not what is known already. */
const forget = ({ activities, now }: Deps, id: string): Promise<void> =>
  untilWritten(
    async () => {
      const record = await activities.find(id);
      if (record === undefined || record.leadId === undefined) return undefined;
      const nothing = { leadId: undefined, dealId: undefined, title: undefined };
      const erased = { ...record, ...nothing, hash: '', erasedAt: now() };
      return (await activities.put(erased, record, now())) ? undefined : CONFLICT;
    },
    () => busy('This activity'),
  );
