import { readLeniently } from '../bus/lenient.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import { toIso } from '../platform/clock.ts';
import type { Fault } from '../platform/errors.ts';
import { checked, invalid } from '../platform/faults.ts';
import { idSchema } from '../platform/fields.ts';
import { unknownRep } from '../reps/unknown-rep.ts';
import { toldActivitySchema } from './activities.events.ts';
import { timeFaults } from './activity.ts';
import type { ActivityDeps } from './deps.ts';
import { recordActivity } from './record.ts';

/**
 * Takes an activity from the bus: nobody can send it again, so what can be taken is, and its time is that of the event
 * where it has none that can be. @throws ServiceError `invalid` where nothing of it can be taken.
 */
export const takeActivity = async (
  deps: ActivityDeps,
  { detail: { id: given, ...payload }, at }: FeatureEvent,
): Promise<readonly Fault[]> => {
  const id = checked(idSchema, given, '/id');
  const now = deps.now();
  const time = Math.min(at, now);
  const read = readLeniently(toldActivitySchema, payload, { at: toIso(time) });
  if (!read.ok) throw invalid(read.faults);
  const { value, leftOut } = read;
  if ((await deps.reps.findRep(value.repId)) === undefined)
    throw invalid([unknownRep('/repId', value.repId)]);
  const ahead = timeFaults(value, now, '/at');
  await recordActivity(deps, { ...value, id, at: ahead.length > 0 ? time : value.at }, undefined);
  return [...leftOut, ...ahead];
};
