import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { DAY, MINUTE, SECOND } from '../platform/clock.ts';
import { loggable } from '../platform/logging.ts';
import type { AppointmentDeps } from './deps.ts';
import { forgetMails, forgetReader } from './forget.ts';
import { askedAgainDueAt, feedbackDueAt, sendOnce } from './once.ts';
import { emptyLedger, formerReader, participantsOf } from './readers.ts';
import { type AppointmentRecord, byPresentRules, endOf, personHash } from './record.ts';
import { remind, remindersOf } from './remind.ts';
import type { Round } from './round.ts';
import { type ReaderState, tell } from './tell.ts';

/** Longer than any function here may run: a lease that is older is of one that crashed. */
const LEASE_MS = 150 * SECOND;
/** How soon what failed is tried again. */
const RETRY_MS = 5 * MINUTE;
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
    const released = await deps.appointments.put({ ...next, lease: undefined }, deps.now());
    if (released !== undefined) {
      await planNext(deps, released);
      if (failures.length > 0) throw failures[0];
      return released;
    }
    const latest = await deps.appointments.find(id);
    // A lease that ran out is another's by now, and so is the rest of the work.
    record = latest?.lease?.token === token ? latest : undefined;
  }
  return record === undefined ? undefined : overtaken(`Appointment ${id}`);
};

/** Whether somebody does what an appointment owes at this moment. */
export const isLeased = ({ lease }: AppointmentRecord, now: number): boolean =>
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
    return { next: { ...record, nextDueAt: now + RETRY_MS }, failures: [error] };
  }
};

const round = async (deps: AppointmentDeps, record: AppointmentRecord, now: number): Promise<Worked> => {
  const [{ rep, readers }, ledgers, linkKeys] = await Promise.all([
    participantsOf(deps, record),
    deps.ledgers.list(record.id),
    deps.linkKeys(),
  ]);
  const doing: Round = { record, rep, now, links: { baseUrl: deps.baseUrl, linkKeys } };
  const states = readerStates(readers, ledgers);
  const ids = ledgers.flatMap(({ told, reminded }) => [...told, ...reminded]);
  const emails = await deps.outbox.find(ids.flatMap(({ emailId }) => emailId ?? []));
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
  const written: ReaderState[] = [];
  for (const state of states) {
    if (isForgotten(record, state)) {
      await tried(() => forgetReader(deps, record, state.ledger), undefined);
      continue;
    }
    written.push(await tried(() => writeTo(deps, doing, state, emails), state));
  }
  const done = await tried(() => sendOnce(deps, doing, readers), record);
  const unpublished = await tried(async () => {
    await deps.bus.publish(record.unpublished);
    return [];
  }, record.unpublished);
  const { noShowAt, feedbackAskedAt, request } = done;
  const next = { ...record, noShowAt, feedbackAskedAt, request, unpublished };
  if (failures.length > 0) return { next: { ...next, nextDueAt: now + RETRY_MS }, failures };
  const caughtUp = { ...next, remindedUntil: now };
  return { next: { ...caughtUp, nextDueAt: nextDueAt(deps, caughtUp, written) }, failures };
};

const isForgotten = ({ forgotten }: AppointmentRecord, { reader, isInvited }: ReaderState): boolean =>
  !isInvited && reader.email !== undefined && forgotten?.includes(personHash(reader.email)) === true;

const writeTo = async (
  deps: AppointmentDeps,
  doing: Round,
  state: ReaderState,
  emails: Parameters<typeof tell>[3],
): Promise<ReaderState> => {
  const told = { ...state, ledger: await tell(deps, doing, state, emails) };
  const ledger = await remind(deps, doing, told, emails);
  await keepLedger(deps, doing.record, state, ledger);
  return { ...state, ledger };
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
  const { name, locale, timezone } = reader;
  const ledger = { ...after, name, locale, timezone };
  if (JSON.stringify(ledger) !== JSON.stringify(before)) {
    await deps.ledgers.put(record.id, ledger, endOf(record));
  }
};

/** When there is something to do again. */
const nextDueAt = (
  deps: Pick<AppointmentDeps, 'rules'>,
  record: AppointmentRecord,
  states: readonly ReaderState[],
): number | undefined => {
  const reminders =
    record.life.status === 'booked'
      ? states
          .filter(({ isInvited, reader }) => isInvited && reader.email !== undefined)
          .flatMap(({ reader, ledger }) => remindersOf(record, reader, ledger, deps.rules.reminders))
          .map(({ dueAt }) => dueAt)
          .filter((dueAt) => dueAt > record.remindedUntil)
      : [];
  const all = [...reminders, feedbackDueAt(record, deps.rules), askedAgainDueAt(record, deps.rules)];
  const dates = all.filter((at) => at !== undefined);
  return dates.length === 0 ? undefined : Math.min(...dates);
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
