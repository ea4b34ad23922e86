import { type Facts, stoppedAt, type TableFacts } from './facts.ts';
import { momentOf } from './prepare.ts';
import { isSwapped, nextStep } from './swap.ts';

const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const describeTable = ({ name, status, window }: TableFacts): string =>
  window === undefined
    ? `${name} is ${status}`
    : `${name} is ${status}; it can be restored to any moment from ${iso(window.earliest)} to ${iso(window.latest)}`;

/** Where a restoration is, and what comes next, in lines. */
export const describeFacts = (facts: Facts, now: number): string[] => {
  const { present, restored, backups } = facts;
  const lines = [
    present === undefined ? 'The present table is gone.' : `${describeTable(present)}.`,
    ...(present !== undefined && isSwapped(present, restored) ? ['It is the restored one.'] : []),
    ...backups.present.map(({ arn, status }) => `A backup of what was there: ${arn} (${status}).`),
  ];
  if (restored === undefined) return [...lines, 'No other is restored beside it.'];
  const moment = momentOf(restored);
  const stopped = stoppedAt(restored);
  return [
    ...lines,
    `${restored.name} is ${restored.status}${moment === undefined ? '' : `, of ${iso(moment)}`}.`,
    stopped === undefined
      ? 'The functions are not stopped.'
      : `The functions were stopped at ${iso(stopped)}.`,
    `Next: ${describeNext(facts, now)}.`,
  ];
};

const describeNext = (facts: Facts, now: number): string => {
  const step = nextStep(facts, { now, drainMs: 0 });
  switch (step.do) {
    case 'refuse':
      return step.why.replace(/\.$/, '');
    case 'wait':
      return `wait, ${step.forWhat}`;
    case 'end':
      return 'nothing, it is done';
    default:
      return '--swap, which goes on where it was';
  }
};
