import { SECOND } from '../platform/clock.ts';
import { recipientKey } from '../platform/address.ts';
import { acknowledgedEvent } from './bus-events.ts';
import type { LeadConfig } from './config.ts';
import { keptBy, promiseOf } from './follow-up.ts';
import { type HistoryEntry, type Life, type OwedMail, readerOf, type Step, withdrawalOf } from './owed.ts';
import { allTold, type LeadResponse, type Run, runOf, type TakenBy, type Told } from './response.ts';

/** Who takes a lead, and how. */
export interface Claim {
  rep: { id: string; name: string; email: string };
  how: TakenBy['how'];
  /** What they promise, epoch milliseconds. */
  followUpBy?: number | undefined;
}

export type Claimed =
  | { kind: 'applied'; step: Step }
  /** It is theirs already. */
  | { kind: 'known' }
  /** Somebody else has it. */
  | { kind: 'taken'; takenBy: TakenBy }
  /** It is over without anybody who had it. */
  | { kind: 'closed' };

type Rules = Pick<LeadConfig, 'remindBeforeMs'>;

/** Somebody takes a lead: nobody is told of it any more, and all who were told hear who has it. */
export const acknowledged = (life: Life, claim: Claim, rules: Rules, now: number): Claimed => {
  const { response } = life;
  switch (response.state) {
    case 'closed':
      if (response.takenBy === undefined) return { kind: 'closed' };
      if (response.takenBy.repId !== claim.rep.id) return { kind: 'taken', takenBy: response.takenBy };
      // Nothing is left of it that could be promised.
      return claim.followUpBy === undefined ? { kind: 'known' } : { kind: 'closed' };
    case 'taken': {
      if (response.takenBy.repId !== claim.rep.id) return { kind: 'taken', takenBy: response.takenBy };
      const promise = promiseOf(claim, rules, now);
      if (promise === undefined || promise.followUp.by === response.followUp?.by) return { kind: 'known' };
      const { followUp, history } = promise;
      return {
        kind: 'applied',
        step: { response: { ...response, followUp }, owed: [], history, events: [] },
      };
    }
    case 'none':
    case 'waiting':
    case 'open': {
      const taken = takenStep(life, claim, now);
      const promise = promiseOf(claim, rules, now);
      const state: LeadResponse = {
        state: 'taken',
        run: taken.run,
        takenBy: taken.takenBy,
        followUp: promise?.followUp,
      };
      const history = [...taken.history, ...(promise?.history ?? [])];
      return { kind: 'applied', step: { response: state, owed: taken.owed, history, events: taken.events } };
    }
  }
};

/** What a rep reports became of it: it acknowledges what is open, and keeps what was promised. */
export const concluded = (
  life: Life,
  { rep, outcome }: { rep: Claim['rep']; outcome: string },
  now: number,
): Step => {
  const { response } = life;
  const entry: HistoryEntry = { at: now, type: 'outcome', repId: rep.id, detail: outcome };
  switch (response.state) {
    case 'closed':
      return { response, owed: [], history: [entry], events: [] };
    case 'taken': {
      const { followUp, history } = keptBy(response.followUp, rep.id, now);
      const { run, takenBy } = response;
      return {
        response: { state: 'closed', run, takenBy, followUp },
        owed: [],
        history: [entry, ...history],
        events: [],
      };
    }
    case 'none':
    case 'waiting':
    case 'open': {
      const { run, takenBy, owed, history, events } = takenStep(life, { rep, how: 'outcome' }, now);
      return { response: { state: 'closed', run, takenBy }, owed, history: [...history, entry], events };
    }
  }
};

const takenStep = (life: Life, { rep, how }: Claim, now: number) => {
  const run = runOf(life.response);
  const mails = run === undefined ? [] : takenMails(life.id, run, rep);
  const takenBy: TakenBy = { repId: rep.id, name: rep.name, at: now, how, ...timesOf(life.response, now) };
  return {
    run,
    takenBy,
    owed: run === undefined ? [] : [...withdrawalOf(life.id, run), ...mails],
    history: [
      { at: now, type: 'acknowledged' as const, run: run?.number, repId: rep.id, detail: how },
      ...mails.map(({ key, to }): HistoryEntry => ({
        at: now,
        type: 'informed',
        run: run?.number,
        repId: to.repId,
        channel: 'email',
        key,
      })),
    ],
    events: [acknowledgedEvent(life.id, run?.number, takenBy)],
  };
};

/** How fast the answer was; where nobody had been asked there was none to wait for. */
const timesOf = (response: LeadResponse, now: number): Pick<TakenBy, 'responseSeconds' | 'withinTarget'> => {
  if (response.state !== 'open') return {};
  const { clockFrom, respondBy } = response.run;
  return {
    responseSeconds: Math.round(Math.max(0, now - clockFrom) / SECOND),
    withinTarget: now <= respondBy,
  };
};

/** One mail to everybody who was told, but the taker: who has it. Only where what they were told by has left. */
const takenMails = (id: string, run: Run, taker: Claim['rep']): OwedMail[] => {
  const readers = new Map<string, Told[]>();
  for (const told of allTold(run)) {
    const key = recipientKey(told.email);
    if (key !== recipientKey(taker.email) && told.repId !== taker.id)
      readers.set(key, [...(readers.get(key) ?? []), told]);
  }
  return [...readers.values()].flatMap((told): OwedMail[] => {
    const [first] = told;
    if (first === undefined) return [];
    return [
      {
        do: 'mail',
        mail: 'taken',
        key: `lead/${id}/${run.number}/taken/${first.repId ?? first.email}/email`,
        run: run.number,
        step: first.step,
        to: readerOf(first),
        after: told.map(({ key }) => key),
      },
    ];
  });
};

/** Notes that a mail of a run reached nobody: where nobody of its step was reached, the next comes at once. */
export const undelivered = (
  life: Life,
  { run: number, key }: { run: number; key: string },
  now: number,
): Step | undefined => {
  const { response } = life;
  if (response.state !== 'open' || response.run.number !== number) return undefined;
  const { run } = response;
  const failed = run.told.find((told) => told.key === key && told.isFailed !== true);
  if (failed === undefined) return undefined;
  const told = run.told.map((one) => (one === failed ? { ...one, isFailed: true } : one));
  return {
    response: hurried({ ...response, run: { ...run, told } }, now),
    owed: [],
    history: [{ at: now, type: 'undelivered', run: number, step: failed.step, repId: failed.repId, key }],
    events: [],
  };
};

/** Where nobody of the last step was reached, by mail or text, the next comes at once. */
export const hurried = (
  response: Extract<LeadResponse, { state: 'open' }>,
  now: number,
): Extract<LeadResponse, { state: 'open' }> => {
  const { run, next } = response;
  const last = Math.max(...run.told.map(({ step }) => step));
  const isReached = run.told.some(
    ({ step, isFailed, text = '' }) =>
      step === last && (isFailed !== true || ['owed', 'claimed', 'sent'].includes(text)),
  );
  if (isReached || next.type === 'nothing') return response;
  return { ...response, next: { ...next, at: Math.min(next.at, now) } };
};
