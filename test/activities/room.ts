import { activitySchema, type Activity } from '../../functions/activities/activity.ts';
import type { ActivityDeps } from '../../functions/activities/deps.ts';
import { makeActivityStore } from '../../functions/activities/store.ts';
import { makeRepStore } from '../../functions/reps/store.ts';
import { readTimeline } from '../../functions/reps/timeline.ts';
import { aRep } from '../leads/fixture.ts';
import { memoryTables } from '../outbox/memory-outbox.ts';
import { silentLogger } from '../simulation/world.ts';

export const NOW = Date.parse('2027-03-01T10:00:00Z');

/** The room over tables in memory, with two reps. */
export const activityRoom = async () => {
  const { dynamo, items } = memoryTables();
  const table = 'activity';
  const reps = makeRepStore(dynamo, table);
  await reps.putRep(aRep('grace'));
  await reps.putRep(aRep('dee'));
  const deps: ActivityDeps = {
    activities: makeActivityStore(dynamo, table, 400),
    reps,
    logger: silentLogger(),
    now: () => NOW,
  };
  const timeline = async (repId: string, kind: 'EVENT' | 'DEAL', span = {}) =>
    (await readTimeline({ dynamo, table }, repId, kind, span)).map(({ id, title }) => [id, title]);
  return { deps, timeline, items: () => items(table) };
};

export const anActivity = (different: Record<string, unknown> = {}): Activity =>
  activitySchema.parse({
    id: 'call-1',
    repId: 'grace',
    type: 'call',
    at: '2027-03-01T09:00:00Z',
    title: 'Asked for a quote',
    ...different,
  });
