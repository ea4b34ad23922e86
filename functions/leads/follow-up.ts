import { toIso } from '../platform/clock.ts';
import { MISSED_AFTER_MS } from '../reps/timeline-entries.ts';
import type { LeadConfig } from './config.ts';
import type { HistoryEntry, Life, Owed, Step } from './owed.ts';
import type { FollowUp } from './response.ts';

/** What somebody promises who takes a lead; undefined where they promise nothing. */
export const promiseOf = (
  { rep, followUpBy }: { rep: { id: string }; followUpBy?: number | undefined },
  { remindBeforeMs }: Pick<LeadConfig, 'remindBeforeMs'>,
  now: number,
): { followUp: FollowUp; history: HistoryEntry[] } | undefined => {
  if (followUpBy === undefined) return undefined;
  const remindAt = followUpBy - remindBeforeMs;
  return {
    followUp: { by: followUpBy, state: 'promised', ...(remindAt > now && { remindAt }) },
    history: [{ at: now, type: 'promised', repId: rep.id, detail: toIso(followUpBy) }],
  };
};

/** A promise as an outcome leaves it. */
export const keptBy = (
  followUp: FollowUp | undefined,
  repId: string,
  now: number,
): { followUp: FollowUp | undefined; history: HistoryEntry[] } => {
  if (followUp === undefined || followUp.state === 'missed' || now > followUp.by + MISSED_AFTER_MS)
    return { followUp: followUp && { ...followUp, state: 'missed' }, history: [] };
  return { followUp: { ...followUp, state: 'kept' }, history: [{ at: now, type: 'kept', repId }] };
};

/** When something of a promise is due; undefined where nothing is. */
export const followUpDueAt = (followUp: FollowUp | undefined): number | undefined => {
  if (followUp === undefined) return undefined;
  switch (followUp.state) {
    case 'promised':
      return followUp.remindAt ?? followUp.by + MISSED_AFTER_MS;
    case 'reminded':
      return followUp.by + MISSED_AFTER_MS;
    case 'missed':
    case 'kept':
      return undefined;
  }
};

/** Reminds of a promise before its time, and notes after it that it was missed; undefined where nothing is due. */
export const followedUp = (
  life: Life,
  reader: { id: string; name: string; email: string } | undefined,
  now: number,
): Step | undefined => {
  const { response } = life;
  if (response.state !== 'taken' || response.followUp === undefined) return undefined;
  const { followUp, takenBy, run } = response;
  const dueAt = followUpDueAt(followUp);
  if (dueAt === undefined || dueAt > now) return undefined;
  const isMissed = now >= followUp.by + MISSED_AFTER_MS;
  const state = isMissed ? 'missed' : 'reminded';
  const owed: Owed[] =
    isMissed || reader === undefined
      ? []
      : [
          {
            do: 'mail',
            mail: 'follow_up',
            key: `lead/${life.id}/follow_up/${followUp.by}/${reader.id}/email`,
            run: run?.number ?? 0,
            step: 0,
            to: { repId: reader.id, name: reader.name, email: reader.email },
          },
        ];
  return {
    response: { ...response, followUp: { ...followUp, state } },
    owed,
    history: [{ at: now, type: state, repId: takenBy.repId, key: owed[0]?.key }],
    events: [],
  };
};
