import { type Facts, MOMENT_TAG, type TableFacts } from './facts.ts';
import { isSwapped } from './swap.ts';

export type Preparation =
  | { do: 'refuse'; why: string }
  | { do: 'restore' }
  | { do: 'wait'; forWhat: string }
  /** It is there: settings and counts are what is left. */
  | { do: 'finish'; present: TableFacts; restored: TableFacts };

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

/** The moment that a table beside the present one is of. */
export const momentOf = ({ restoredTo, settings }: TableFacts): number | undefined => {
  const tag = settings.tags[MOMENT_TAG];
  return tag === undefined ? restoredTo : Date.parse(tag);
};

/** What is wrong with a moment; undefined where the table can be restored to it. */
export const momentFault = (
  to: number,
  { name, createdAt, window }: TableFacts,
  now: number,
): string | undefined => {
  if (window === undefined) {
    return `${name} has no point-in-time recovery, so there is no moment to restore; on-demand backups are under DynamoDB → Backups.`;
  }
  if (to > now) return `--to ${iso(to)} is in the future; it is ${iso(now)} now.`;
  if (to < createdAt && window.earliest >= createdAt - 1000) {
    return `--to ${iso(to)} is before ${name} was made, at ${iso(createdAt)}.`;
  }
  if (to < window.earliest)
    return `--to ${iso(to)} is too long ago: ${name} can be restored from ${iso(window.earliest)} on.`;
  if (to > window.latest) {
    return `--to ${iso(to)} is too recent: ${name} can be restored up to ${iso(window.latest)}; try again in some minutes.`;
  }
  return undefined;
};

/** DynamoDB keeps whole seconds. */
const isSameMoment = (one: number, other: number): boolean =>
  Math.floor(one / 1000) === Math.floor(other / 1000);

/** How to delete a table that is protected. */
export const deletionOf = (name: string): string =>
  `aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled && aws dynamodb delete-table --table-name ${name}`;

/** What comes next to have a table of a moment beside the present one. */
export const nextPreparation = ({ present, restored }: Facts, to: number, now: number): Preparation => {
  if (present === undefined) {
    return {
      do: 'refuse',
      why:
        restored === undefined
          ? 'There is no such table in this account and region: check --stage, AWS_PROFILE and AWS_REGION.'
          : 'The present table is gone and the restored one is there: go on with --swap.',
    };
  }
  if (restored === undefined) {
    const fault = momentFault(to, present, now);
    if (fault !== undefined) return { do: 'refuse', why: fault };
    return present.status === 'ACTIVE'
      ? { do: 'restore' }
      : { do: 'wait', forWhat: `${present.name} is ${present.status}` };
  }
  if (isSwapped(present, restored)) {
    return {
      do: 'refuse',
      why: `${restored.name} has taken the place of ${present.name} already; before another moment is restored, delete it: ${deletionOf(restored.name)}`,
    };
  }
  const moment = momentOf(restored);
  if (moment === undefined || !isSameMoment(moment, to)) {
    const of = moment === undefined ? '' : ` of ${iso(moment)}`;
    return {
      do: 'refuse',
      why: `${restored.name}${of} is there already: take that moment, or delete it: ${deletionOf(restored.name)}`,
    };
  }
  return restored.status === 'ACTIVE'
    ? { do: 'finish', present, restored }
    : { do: 'wait', forWhat: `${restored.name} is ${restored.status}` };
};
