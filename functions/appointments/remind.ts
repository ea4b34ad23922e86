import type { EmailState } from '../outbox/outbox.ts';
import type { AppointmentDeps } from './deps.ts';
import type { Ledger, Reminded } from './ledger-store.ts';
import { reminderData } from './mails.ts';
import type { AppointmentReader } from './readers.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { type Fate, linkHash } from './reminder-facts.ts';
import { type PlannedReminder, planReminders } from './reminders.ts';
import { contextOf, emailIdOf, mayLeave, note, type Round, write } from './round.ts';
import type { ReaderState } from './tell.ts';

/** The reminders of a reader by what is so now, the first to come first. */
export const remindersOf = (
  record: AppointmentRecord,
  reader: Pick<AppointmentReader, 'offsets'>,
  ledger: Pick<Ledger, 'told'>,
  { minGapMs }: { minGapMs: number },
): PlannedReminder[] =>
  planReminders(
    {
      startAt: record.startAt,
      timezone: record.details.timezone,
      offsets: reader.offsets,
      toldAt: ledger.told.findLast(
        ({ isOfTime, isRefused, told }) => isOfTime && isRefused !== true && told.startAt === record.startAt,
      )?.at,
      minGapMs,
      isCancelRequested: record.request?.kind === 'cancel',
      isOver: record.life.status !== 'booked',
    },
    record.remindedUntil,
  );

/**
 * Reminds a reader of what is due, and notes what is left out and why; one that waits to tell what is no more so is
 * called back, and takes its place anew. Answers their ledger, and whether it is to be looked at again.
 * @throws ServiceError `invalid`.
 */
export const remind = async (
  deps: AppointmentDeps,
  round: Round,
  { reader, ledger, isInvited }: ReaderState,
  emails: ReadonlyMap<string, EmailState>,
): Promise<Required<Pick<ReaderState, 'ledger' | 'isUndecided'>>> => {
  const { record, now } = round;
  const upToDate = await withoutOutdated(deps, round, { reader, ledger, isInvited }, emails);
  let next = upToDate.ledger;
  if (record.life.status !== 'booked' || !isInvited || reader.email === undefined) return upToDate;
  for (const planned of remindersOf(record, reader, next, deps.rules.reminders)) {
    if (planned.dueAt > now) break;
    const before = next.reminded.find(
      ({ offset, startAt }) => offset === planned.offset && startAt === record.startAt,
    );
    if (before?.isNoted === true && before.isCalledBack !== true) continue;
    next = await send(deps, round, { reader, ledger: next, isInvited }, { planned, before });
  }
  return { ...upToDate, ledger: next };
};

/** Why a reminder that is due is not sent: one that takes its own place again is not too late by that. */
const whyNot = (
  { why, expiresAt }: PlannedReminder,
  before: Reminded | undefined,
  now: number,
): Reminded['why'] => {
  if (expiresAt <= now) return 'too_late';
  return before !== undefined && why === 'too_late' ? undefined : why;
};

const send = async (
  deps: AppointmentDeps,
  round: Round,
  { reader, ledger }: ReaderState,
  { planned, before }: { planned: PlannedReminder; before: Reminded | undefined },
): Promise<Ledger> => {
  const { record, now } = round;
  const { offset, dueAt } = planned;
  // One that was begun and never asked for is begun again under its name, so that it is one whatever happened.
  const copy = before === undefined ? 1 : before.copy + (before.isCalledBack === true ? 1 : 0);
  const key = `reminder/${record.id}/${record.epoch}/${reader.key}/${offset}/${record.startAt}/${copy}`;
  const why = whyNot(planned, before, now);
  const emailId = why === undefined ? emailIdOf(key) : undefined;
  const entry: Reminded = {
    at: now,
    key,
    offset,
    dueAt,
    startAt: record.startAt,
    sequence: record.calendar.sequence,
    copy,
    emailId,
    why,
  };
  const others = ledger.reminded.filter((one) => one !== before);
  await deps.facts.put(
    { appointmentId: record.id, reader: reader.key, ...entry },
    {
      offset,
      kind: record.details.kind,
      isCustomers: reader.audience === 'customer',
      emailId,
      joinHash: linkHash(record.details.joinUrl),
    },
  );
  if (emailId === undefined) return { ...ledger, reminded: [...others, { ...entry, isNoted: true }] };
  // As with what is told: noted before it is asked for.
  await deps.ledgers.put(record.id, { ...ledger, reminded: [...others, entry] }, endOf(record));
  await write(deps, round, reader, {
    key,
    template: TEMPLATE,
    category: 'reminder',
    compose: () => ({
      data: reminderData(record.details, planned.isLast, contextOf(round, reader, emailId)),
      expiresAt: planned.expiresAt,
    }),
  });
  return { ...ledger, reminded: [...others, { ...entry, isNoted: true }] };
};

const TEMPLATE = 'appointment_reminder';

/** Calls back what waits and tells what is no more so, and keeps what became of the appointment of each. */
const withoutOutdated = async (
  deps: AppointmentDeps,
  round: Round,
  { reader, ledger, isInvited }: ReaderState,
  emails: ReadonlyMap<string, EmailState>,
): Promise<Required<Pick<ReaderState, 'ledger' | 'isUndecided'>>> => {
  const { record } = round;
  const takesPlace = record.life.status === 'booked' && isInvited;
  const isCurrent = ({ startAt, offset }: Reminded): boolean =>
    takesPlace && startAt === record.startAt && reader.offsets.includes(offset);
  const isOutdated = (one: Reminded): boolean =>
    mayLeave(emails.get(one.emailId ?? '')) && !(isCurrent(one) && one.sequence === record.calendar.sequence);
  const ids = ledger.reminded.filter(isOutdated).flatMap(({ emailId }) => emailId ?? []);
  if (ids.length > 0) await deps.outbox.supersede(ids);
  const found = ids.length > 0 ? await deps.outbox.find(ids) : new Map<string, EmailState>();
  const stateOf = ({ emailId = '' }: Reminded): EmailState | undefined =>
    found.get(emailId) ?? emails.get(emailId);
  const isCalledBack = (one: Reminded): boolean => stateOf(one)?.reason === 'superseded';
  const reminded: Reminded[] = [];
  for (const one of ledger.reminded) {
    const settled = await settle(deps, record, {
      reader,
      entry: await noted(deps, round, { reader, entry: one, emails }),
    });
    if (isCalledBack(one)) {
      if (isCurrent(one)) reminded.push({ ...settled, emailId: undefined, isCalledBack: true });
    } else if (one.startAt === record.startAt) reminded.push(settled);
  }
  // One that is being sent may turn out not to have left, and then takes its place anew.
  const isUndecided = takesPlace && [...found.values()].some(({ status }) => status === 'sending');
  return { ledger: { ...ledger, reminded }, isUndecided };
};

/** A mail that is there although its writer ended half-way is kept as written. */
const noted = async (
  deps: AppointmentDeps,
  round: Round,
  {
    reader,
    entry,
    emails,
  }: { reader: AppointmentReader; entry: Reminded; emails: ReadonlyMap<string, EmailState> },
): Promise<Reminded> => {
  const { emailId } = entry;
  if (entry.isNoted === true || emailId === undefined || !emails.has(emailId)) return entry;
  await note(deps, round, reader, { ...entry, emailId, template: TEMPLATE });
  return { ...entry, isNoted: true };
};

/** What became of the appointment that a reminder was of; undefined while it is not known. */
const fateOf = ({ life, startAt }: AppointmentRecord, entry: Reminded): Fate | undefined => {
  if (life.status === 'cancelled') return 'cancelled';
  if (entry.startAt !== startAt) return 'moved';
  switch (life.status) {
    case 'booked':
      return undefined;
    case 'completed':
      return life.outcome === 'attended' ? 'kept' : 'no_show';
  }
};

const settle = async (
  deps: Pick<AppointmentDeps, 'facts'>,
  record: AppointmentRecord,
  { reader, entry }: { reader: AppointmentReader; entry: Reminded },
): Promise<Reminded> => {
  const fate = fateOf(record, entry);
  if (fate === entry.fate) return entry;
  await deps.facts.settle({ appointmentId: record.id, reader: reader.key, ...entry }, fate);
  return { ...entry, fate };
};
