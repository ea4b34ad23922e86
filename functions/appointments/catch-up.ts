import pMap from 'p-map';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { DAY, MINUTE, SECOND } from '../platform/clock.ts';
import { loggable } from '../platform/logging.ts';
import type { AppointmentDeps } from './deps.ts';
import { forgetMails, forgetReader } from './forget.ts';
import { askedAgainDueAt, feedbackDueAt, sendOnce } from './once.ts';
import { emptyLedger, formerReader, participantsOf } from './readers.ts';
import { type AppointmentRecord, byPresentRules, endOf, ofPresentRep, personHash } from './record.ts';
import { remind, remindersOf } from './remind.ts';
import type { Round } from './round.ts';
import { type ReaderState, tell } from './tell.ts';

/** Longer than any function here may run: a lease that is older is of one that crashed. */
const LEASE_MS = 150 * SECOND;
/** How soon what failed is tried again. */
const RETRY_MS = 5 * MINUTE;
/** A fault that lasts is looked at some five hours apart in the end. */
const MOST_DOUBLINGS = 6;
/** How soon it is seen whether a mail has left that was being sent. */
const UNDECIDED_MS = MINUTE;
/** Readers that are written to side by side. */
const READERS_AT_ONCE = 5;
/** Timers further ahead are planned once they come near. */
export const FURTHEST_TIMER_MS = 300 * DAY;
/** Changes that come while others are worked on, which one run takes along. */
const MOST_ROUNDS = 20;

/**
 * Does what an appointment owes by now: tells its readers what is so, reminds them, asks how it was, tells the bus. One
 * does so at a time; who comes meanwhile may go, since it is read again at the end. Answers the appointment as it is
 * then, and undefined where there is none, or another one is at it.
 * @throws whatever stopped a part of it; the rest is done, and the sweeper tries that part again.
 */
export const catchUp = async (deps: AppointmentDeps, id: string): Promise<AppointmentRecord | undefined> => {
  const token = deps.newToken();
  let record = await claim(deps, id, token);
  for (let rounds = 0; record !== undefined && rounds < MOST_ROUNDS; rounds += 1) {
    const { next, failures } = await workOn(deps, record);
    // A timer that fired meanwhile has found the lease, and does not come again.
    const isDueAgain = failures.length === 0 && next.nextDueAt !== undefined && next.nextDueAt <= deps.now();
    const lease = isDueAgain ? record.lease : undefined;
    const written = await deps.appointments.put({ ...next, lease }, deps.now());
    if (written !== undefined && !isDueAgain) {
      await planNext(deps, written);
      if (failures.length > 0) throw failures[0];
      return written;
    }
    record = written ?? (await stillLeased(deps, id, token));
  }
  return record === undefined ? undefined : overtaken(`Appointment ${id}`);
};

/** An appointment that was changed meanwhile; a lease that ran out is another's by now, and so is the rest of the work. */
const stillLeased = async (
  deps: AppointmentDeps,
  id: string,
  token: string,
): Promise<AppointmentRecord | undefined> => {
  const latest = await deps.appointments.find(id);
  return latest?.lease?.token === token ? latest : undefined;
};

/** Whether somebody does what an appointment owes at this moment. */
const isLeased = ({ lease }: AppointmentRecord, now: number): boolean =>
  lease !== undefined && lease.until > now;

const claim = (deps: AppointmentDeps, id: string, token: string): Promise<AppointmentRecord | undefined> =>
  untilWritten(
    async () => {
      const record = await deps.appointments.find(id);
      const now = deps.now();
      if (record === undefined || isLeased(record, now)) return undefined;
      const present = byPresentRules(record, deps.tz, now);
      const lease = { token, until: now + LEASE_MS };
      return (await deps.appointments.put({ ...present, lease }, now)) ?? CONFLICT;
    },
    () => overtaken(`Appointment ${id}`),
  );

interface Worked {
  next: AppointmentRecord;
  /** What stopped a part of it, which stops no other. */
  failures: unknown[];
}

const workOn = async (deps: AppointmentDeps, record: AppointmentRecord): Promise<Worked> => {
  const now = deps.now();
  try {
    if (record.erasedAt !== undefined) {
      await forgetMails(deps, record);
      return { next: { ...record, unpublished: [], nextDueAt: undefined }, failures: [] };
    }
    return await round(deps, record, now);
  } catch (error) {
    return { next: { ...record, ...afterFailure(record, now) }, failures: [error] };
  }
};

/** What fails again and again is tried less and less often. */
const afterFailure = ({ failedRuns = 0 }: AppointmentRecord, now: number) => ({
  failedRuns: failedRuns + 1,
  nextDueAt: now + RETRY_MS * 2 ** Math.min(failedRuns, MOST_DOUBLINGS),
});

const round = async (deps: AppointmentDeps, found: AppointmentRecord, now: number): Promise<Worked> => {
  const [{ rep, readers }, ledgers, linkKeys] = await Promise.all([
    participantsOf(deps, found),
    deps.ledgers.list(found.id),
    deps.linkKeys(),
  ]);
  const record = ofPresentRep(found, rep?.email, now);
  const doing: Round = { record, rep, now, links: { baseUrl: deps.baseUrl, linkKeys } };
  const begun = ledgers.flatMap(({ told, reminded }) => [...told, ...reminded]);
  const emails = await deps.outbox.find(begun.flatMap(({ emailId }) => emailId ?? []));
  const failures: unknown[] = [];
  /** What stops one part stops no other. */
  const tried = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      failures.push(error);
      return otherwise;
    }
  };
  // Customer and rep are written to first, and in this order.
  const [those, others] = partsOf(readerStates(readers, ledgers));
  const attended = (part: readonly ReaderState[], concurrency: number): Promise<ReaderState[]> =>
    pMap(part, (state) => tried(() => attendTo(deps, doing, state, emails), state), { concurrency });
  const states = [...(await attended(those, 1)), ...(await attended(others, READERS_AT_ONCE))];
  const { noShowAt, feedbackAskedAt, request } = await tried(() => sendOnce(deps, doing, readers), record);
  const unpublished = await tried(async () => {
    await deps.bus.publish(record.unpublished);
    return [];
  }, record.unpublished);
  const next = { ...record, noShowAt, feedbackAskedAt, request, unpublished };
  const isWhole = failures.length === 0;
  const caughtUp = { ...next, ...(isWhole && { remindedUntil: now, failedRuns: undefined }) };
  const dueAt = nextDueAt(deps, caughtUp, { states, now });
  if (isWhole) return { next: { ...caughtUp, nextDueAt: dueAt }, failures };
  const again = afterFailure(record, now);
  // What is due of others waits for nobody.
  return {
    next: { ...caughtUp, ...again, nextDueAt: Math.min(again.nextDueAt, dueAt ?? Infinity) },
    failures,
  };
};

const partsOf = (states: readonly ReaderState[]): [ReaderState[], ReaderState[]] => {
  const isOther = ({ reader }: ReaderState): boolean => reader.audience === 'attendee';
  return [states.filter((state) => !isOther(state)), states.filter(isOther)];
};

const attendTo = async (
  deps: AppointmentDeps,
  doing: Round,
  state: ReaderState,
  emails: Parameters<typeof tell>[3],
): Promise<ReaderState> => {
  if (!isForgotten(doing.record, state)) return writeTo(deps, doing, state, emails);
  await forgetReader(deps, doing.record, state.ledger);
  return state;
};

const isForgotten = ({ forgotten }: AppointmentRecord, { reader, isInvited }: ReaderState): boolean =>
  !isInvited && reader.email !== undefined && forgotten?.includes(personHash(reader.email)) === true;

const writeTo = async (
  deps: AppointmentDeps,
  doing: Round,
  state: ReaderState,
  emails: Parameters<typeof tell>[3],
): Promise<ReaderState> => {
  const told = await tell(deps, doing, state, emails);
  const reminded = await remind(deps, doing, { ...state, ledger: told.ledger }, emails);
  await keepLedger(deps, doing.record, state, reminded.ledger);
  return { ...state, ledger: reminded.ledger, isUndecided: told.isUndecided || reminded.isUndecided };
};

/** Those who take part, and those who did. */
const readerStates = (
  readers: Awaited<ReturnType<typeof participantsOf>>['readers'],
  ledgers: readonly ReaderState['ledger'][],
): ReaderState[] => {
  const known = new Map(ledgers.map((ledger) => [ledger.key, ledger]));
  const present = readers.map((reader) => ({
    reader,
    ledger: known.get(reader.key) ?? emptyLedger(reader),
    isInvited: true,
  }));
  const keys = new Set(readers.map(({ key }) => key));
  const former = ledgers
    .filter(({ key }) => !keys.has(key))
    .map((ledger) => ({ reader: formerReader(ledger), ledger, isInvited: false }));
  return [...present, ...former];
};

const keepLedger = async (
  deps: AppointmentDeps,
  record: AppointmentRecord,
  { reader, ledger: before }: ReaderState,
  after: ReaderState['ledger'],
): Promise<void> => {
  const { audience, name, locale, timezone } = reader;
  const ledger = { ...after, audience, name, locale, timezone };
  if (JSON.stringify(ledger) !== JSON.stringify(before)) {
    await deps.ledgers.put(record.id, ledger, endOf(record));
  }
};

/** When there is something to do again: one that is ahead is looked at until its end, should rules of zones change. */
const nextDueAt = (
  deps: Pick<AppointmentDeps, 'rules'>,
  record: AppointmentRecord,
  { states, now }: { states: readonly ReaderState[]; now: number },
): number | undefined => {
  const reminders =
    record.life.status === 'booked'
      ? states
          .filter(({ isInvited, reader }) => isInvited && reader.email !== undefined)
          .flatMap(({ reader, ledger }) => remindersOf(record, reader, ledger, deps.rules.reminders))
          .map(({ dueAt }) => dueAt)
      : [];
  const end = record.life.status === 'booked' ? endOf(record) : undefined;
  const dates = [...reminders, end].filter((at) => at !== undefined && at > now);
  const once = [feedbackDueAt(record, deps.rules), askedAgainDueAt(record, deps.rules)];
  const look = states.some(({ isUndecided }) => isUndecided === true) ? now + UNDECIDED_MS : undefined;
  const all = [...dates, ...once, look].filter((at) => at !== undefined);
  return all.length === 0 ? undefined : Math.min(...all);
};

/** The timer is a prompt; what it loses the sweeper finds. */
export const planNext = async (
  deps: AppointmentDeps,
  { id, nextDueAt: dueAt }: Pick<AppointmentRecord, 'id' | 'nextDueAt'>,
): Promise<void> => {
  try {
    if (dueAt === undefined) await deps.timers.cancel({ kind: 'appointment', id });
    else if (dueAt <= deps.now() + FURTHEST_TIMER_MS)
      await deps.timers.plan({ kind: 'appointment', id, dueAt });
  } catch (error) {
    deps.logger.warn('A timer of an appointment could not be planned; the sweeper will see to it', {
      error: loggable(error),
    });
  }
};
