import { MINUTE } from '../platform/clock.ts';
import type { LeadConfig, PolicyName, PolicyStep } from './config.ts';
import { escalatedEvent } from './bus-events.ts';
import { type Named, namedBy, type People } from './ladder.ts';
import { type HistoryEntry, type Life, type Step, toldKey, withdrawalOf } from './owed.ts';
import { allTold, type LeadResponse, type Next, type Run, runOf, type Told } from './response.ts';
import { mailsOf, toldBy, toldEntry } from './telling.ts';

export type Rules = Pick<LeadConfig, 'policies' | 'fallbackEmail' | 'hours'>;

/** Of runs before so many hear who has it. */
const MOST_TOLD_BEFORE = 30;

/** After the last step so long an answer is waited for. */
const EXHAUSTED_AFTER_MS = 10 * MINUTE;

/** A reminder of a step that is in a mail about another lead, by the key of that. */
export interface Shared {
  step: number;
  key: string;
}

/** Somebody is to be alerted to a lead. */
export interface Alert {
  policy: PolicyName;
  /** Who is asked; nobody where there is nobody to ask. */
  asked: Run['asked'];
  /** Epoch milliseconds. */
  clockFrom: number;
  standsInFor?: string | undefined;
  handedOverBy?: string | undefined;
  place: { as: 'single' } | { as: 'batch'; id: string; dueAt: number };
}

/** Begins a run: alerts now, or puts the lead in a batch. What was told before of another run is taken back. */
export const alerted = (life: Life, alert: Alert, rules: Rules, now: number): Step => {
  const { asked, clockFrom, place, policy } = alert;
  const run: Run = {
    number: life.runs + 1,
    policy,
    asked,
    standsInFor: alert.standsInFor,
    handedOverBy: alert.handedOverBy,
    openedAt: now,
    clockFrom,
    respondBy: clockFrom + rules.policies[policy].respondWithinMs,
    told: [],
    toldBefore: [],
  };
  const before = runOf(life.response);
  if (before !== undefined) run.toldBefore = allTold(before).slice(-MOST_TOLD_BEFORE);
  const owed = before === undefined ? [] : withdrawalOf(life.id, before);
  if (place.as === 'batch') {
    return {
      response: { state: 'waiting', run, batch: { id: place.id, dueAt: place.dueAt } },
      owed,
      history: [{ at: now, type: 'waiting', run: run.number, repId: asked?.repId }],
      events: [],
    };
  }
  const alone = openedAlone(life.id, run, rules, now);
  return { ...alone, owed: [...owed, ...alone.owed] };
};

/** Opens a run by a mail about this lead alone: to who is asked, else to the address of last resort. */
const openedAlone = (id: string, run: Run, rules: Rules, now: number): Step => {
  const first: Named =
    run.asked === undefined
      ? { role: 'fallback', email: rules.fallbackEmail }
      : { role: 'owner', ...run.asked };
  const told = toldBy(id, run, { step: 0, named: [first], byText: false }, now);
  return { ...openedBy({ ...run, told }, rules), owed: mailsOf(run, told) };
};

/** Opens a run of which somebody has been told. */
const openedBy = (run: Run, rules: Rules): Step => ({
  response: openOf(run, rules),
  owed: [],
  history: run.told.map((one) => toldEntry(run, one)),
  events: [],
});

/** The run with the time from which on an answer is waited for. */
const waitedFrom = (run: Run, clockFrom: number, rules: Rules): Run => ({
  ...run,
  clockFrom,
  respondBy: clockFrom + rules.policies[run.policy].respondWithinMs,
});

/** A batch has left with the lead in it. */
export const batchLeft = (
  life: Life,
  { batchId, key, clockFrom }: { batchId: string; key: string; clockFrom: number },
  rules: Rules,
  now: number,
): Step | undefined => {
  const { response } = life;
  if (response.state !== 'waiting' || response.batch.id !== batchId) return undefined;
  const { asked } = response.run;
  if (asked === undefined) return undefined;
  const told: Told[] = [{ step: 0, role: 'owner', ...asked, at: now, key, isShared: true }];
  return openedBy({ ...waitedFrom(response.run, clockFrom, rules), told }, rules);
};

/** The batch of a lead is gone without it: it is alerted by itself. */
export const batchMissed = (life: Life, clockFrom: number, rules: Rules, now: number): Step | undefined => {
  const { response } = life;
  if (response.state !== 'waiting') return undefined;
  return openedAlone(life.id, waitedFrom(response.run, clockFrom, rules), rules, now);
};

/** The alert of an open run that nobody was told after; undefined where somebody was. */
export const onlyAlertOf = ({ response }: Pick<Life, 'response'>): Told | undefined => {
  if (response.state !== 'open') return undefined;
  const [alert, ...others] = response.run.told;
  return others.length > 0 || alert?.step !== 0 || alert.isShared === true ? undefined : alert;
};

/** Says an alert anew that still waits to leave: another mail takes its place. `count` tells it from those before. */
export const alertedAnew = (life: Life, alert: Told, count: number, now: number): Step | undefined => {
  const { response } = life;
  if (response.state !== 'open') return undefined;
  const { run } = response;
  const who = alert.repId ?? alert.email;
  const key = toldKey(life.id, { run: run.number, step: `0-${count}`, who, channel: 'email' });
  const told: Told[] = [{ ...alert, key, at: now }];
  const withdrawal = withdrawalOf(life.id, run).map((owed) => ({ ...owed, key: `${owed.key}/${count}` }));
  return {
    response: { ...response, run: { ...run, told } },
    owed: [...withdrawal, ...mailsOf(run, told)],
    history: told.map((one) => toldEntry(run, one)),
    events: [],
  };
};

const openOf = (run: Run, rules: Rules): LeadResponse => {
  const [first] = rules.policies[run.policy].steps;
  const at = run.clockFrom + (first?.waitMs ?? 0);
  return { state: 'open', run, next: { type: 'step', step: 1, at } };
};

/**
 * Does what an open run is due for: the next step that names somebody, or its end. A step that names nobody is passed
 * over at once. Answers undefined where nothing is due.
 */
export const due = (
  life: Life,
  around: { people: People; shared?: Shared | undefined },
  rules: Rules,
  now: number,
): Step | undefined => {
  const { response } = life;
  if (response.state !== 'open' || response.next.type === 'nothing' || response.next.at > now)
    return undefined;
  const { run, next } = response;
  return next.type === 'exhaust'
    ? exhausted(life, run, rules, now)
    : stepped(life, { run, step: next.step }, { ...around, rules, now });
};

const stepped = (
  { id }: Life,
  { run, step: first }: { run: Run; step: number },
  { people, shared, rules, now }: { people: People; shared?: Shared | undefined; rules: Rules; now: number },
): Step => {
  const { steps } = rules.policies[run.policy];
  const passed: HistoryEntry[] = [];
  for (let number = first; number <= steps.length; number += 1) {
    const step = steps[number - 1];
    if (step === undefined) break;
    const names = namedBy(step, run, people, { now, hours: rules.hours });
    if (names.length === 0) {
      passed.push({ at: now, type: 'passed_over', run: run.number, step: number });
      continue;
    }
    const isShared = shared?.step === number;
    const own = toldBy(id, run, { step: number, named: names, byText: step.byText }, now);
    const told = isShared ? own.map((one) => ({ ...one, key: shared.key, isShared })) : own;
    const after = { ...run, told: [...run.told, ...told] };
    return {
      response: { state: 'open', run: after, next: nextOf(steps, number, now) },
      owed: isShared ? [] : mailsOf(run, told),
      history: [
        ...passed,
        { at: now, type: 'step', run: run.number, step: number },
        ...told.map((one) => toldEntry(run, one)),
      ],
      events: [escalatedEvent(id, { run: run.number, step: number, told, isExhausted: false })],
    };
  }
  return {
    response: { state: 'open', run, next: { type: 'exhaust', at: now + EXHAUSTED_AFTER_MS } },
    owed: [],
    history: passed,
    events: [],
  };
};

const nextOf = (steps: readonly PolicyStep[], done: number, now: number): Next => {
  const step = steps[done];
  return step === undefined
    ? { type: 'exhaust', at: now + EXHAUSTED_AFTER_MS }
    : { type: 'step', step: done + 1, at: now + step.waitMs };
};

/** Nobody answered: of a hot lead the last address hears, once. It can still be taken. */
const exhausted = ({ id }: Life, run: Run, rules: Rules, now: number): Step => {
  const isTold = run.policy !== 'hot' || run.told.some(({ role }) => role === 'fallback');
  const step = rules.policies[run.policy].steps.length + 1;
  const fallback: Named = { role: 'fallback', email: rules.fallbackEmail };
  const told = isTold ? [] : toldBy(id, run, { step, named: [fallback], byText: false }, now);
  return {
    response: { state: 'open', run: { ...run, told: [...run.told, ...told] }, next: { type: 'nothing' } },
    owed: mailsOf(run, told),
    history: [{ at: now, type: 'exhausted', run: run.number }, ...told.map((one) => toldEntry(run, one))],
    events: [escalatedEvent(id, { run: run.number, step, told, isExhausted: true })],
  };
};
