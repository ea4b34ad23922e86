import { DAY } from '../platform/clock.ts';
import { parseDuration } from '../platform/duration.ts';
import type { Step } from './step.ts';

/** A fault between steps: where, from the list of steps on, and what is allowed. */
export interface StepFault {
  path: PropertyKey[];
  message: string;
}

export const END = 'end';
const LONGEST_MS = 365 * DAY;

/** The steps that one may lead to; undefined is the one below it. */
const successorsOf = (step: Step): readonly (readonly [field: string, to: string | undefined])[] =>
  'if' in step
    ? [
        ['then', step.then],
        ['else', step.else],
      ]
    : [['next', step.next]];

/** Whatever is wrong between steps: each leads on to a later one, so that none is carried out twice. */
export const stepFaults = (steps: readonly Step[]): StepFault[] => {
  // Of a doubled id the first stands.
  const places = new Map(steps.map(({ id }, i): [string, number] => [id, i]).toReversed());
  const faults: StepFault[] = [];
  steps.forEach((step, i) => {
    if (places.get(step.id) !== i) faults.push({ path: [i, 'id'], message: 'an id that no other step has' });
    if (step.id === END) faults.push({ path: [i, 'id'], message: 'an id other than end' });
    for (const [field, to] of successorsOf(step)) {
      if (to === undefined || to === END) continue;
      if ((places.get(to) ?? -1) <= i)
        faults.push({ path: [i, field], message: `end, or a step below ${step.id}` });
    }
    const asked = 'if' in step ? mailStepOf(step.if) : undefined;
    if (asked === undefined) return;
    const place = places.get(asked.step) ?? Infinity;
    const sends = steps[place];
    if (place >= i || sends === undefined || !('send' in sends))
      faults.push({ path: [i, 'if', asked.test], message: `a step above ${step.id} that sends` });
  });
  if (!steps.some((step) => 'send' in step))
    faults.push({ path: [], message: 'steps of which one sends at least' });
  if (longestMs(steps, places) > LONGEST_MS)
    faults.push({ path: [], message: 'waits of P365D in all at most' });
  const reached = reachedPlaces(steps, places);
  steps.forEach((_, i) => {
    if (!reached.has(i)) faults.push({ path: [i, 'id'], message: 'a step that one above leads to' });
  });
  return faults;
};

/** The step whose mail a branch asks about; undefined for other conditions. */
export const mailStepOf = (branch: object): { test: string; step: string } | undefined => {
  const [[test, step] = []] = Object.entries(branch).filter(([name]) =>
    ['opened', 'clicked', 'delivered'].includes(name),
  );
  return test === undefined || typeof step !== 'string' ? undefined : { test, step };
};

/** The places of the steps that some way leads to; steps lead on to later ones alone. */
const reachedPlaces = (steps: readonly Step[], places: ReadonlyMap<string, number>): ReadonlySet<number> => {
  const reached = new Set([0]);
  steps.forEach((step, i) => {
    if (!reached.has(i)) return;
    for (const [, to] of successorsOf(step)) {
      const place = to === undefined ? i + 1 : places.get(to);
      if (place !== undefined) reached.add(place);
    }
  });
  return reached;
};

/** How long the slowest way through takes; steps lead on to later ones alone. */
const longestMs = (steps: readonly Step[], places: ReadonlyMap<string, number>): number => {
  const longest: number[] = [];
  for (let i = steps.length - 1; i >= 0; i -= 1) {
    const step = steps[i];
    if (step === undefined) continue;
    const own = 'wait' in step ? (parseDuration(step.wait) ?? 0) : 0;
    const after = successorsOf(step).map(([, to]) => {
      if (to === END) return 0;
      return longest[to === undefined ? i + 1 : (places.get(to) ?? 0)] ?? 0;
    });
    longest[i] = own + Math.max(...after);
  }
  return longest[0] ?? 0;
};
