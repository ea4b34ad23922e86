import type { EmailState } from '../outbox/outbox.ts';
import { toIso } from '../platform/clock.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { AppointmentDeps } from './deps.ts';
import { inviteOf } from './invite-text.ts';
import type { Ledger, ToldMail } from './ledger-store.ts';
import { cancelledData, confirmationData, rescheduledData } from './mails.ts';
import { futureAlternatives } from './alternatives.ts';
import type { AppointmentReader } from './readers.ts';
import { endOf } from './record.ts';
import { contextOf, emailIdOf, note, type Reach, reachOf, type Round, write } from './round.ts';
import { endOfTold, isOverFor, type Telling, type Told, toldOf, whatToTell } from './telling.ts';

/** A reader, what they were written, and whether they take part. */
export interface ReaderState {
  reader: AppointmentReader;
  ledger: Ledger;
  isInvited: boolean;
  /** Whether it is not known yet if a mail that tells what is no more so has left: until then nothing can follow it. */
  isUndecided?: boolean;
}

/**
 * Tells a reader what is so, where it differs from what they were told: a mail that waits to tell something else, or
 * could be sent by hand, is called back, and counts as not told. Answers their ledger, and whether it is to be looked
 * at again. @throws ServiceError `invalid`.
 */
export const tell = async (
  deps: AppointmentDeps,
  round: Round,
  { reader, ledger, isInvited }: ReaderState,
  emails: ReadonlyMap<string, EmailState>,
): Promise<Required<Pick<ReaderState, 'ledger' | 'isUndecided'>>> => {
  const { record, now } = round;
  const reach = reaching(deps, now);
  const known = ledger.told.findLast((mail) => reach(mail, emails) === 'told')?.told;
  const isOver = isOverFor(record, known, { now, isInvited });
  const isPresent = ({ sequence }: ToldMail): boolean => !isOver && sequence === record.calendar.sequence;
  const mayLeave = (mail: ToldMail): boolean => unsettled.includes(reach(mail, emails));
  const old = ledger.told.filter((mail) => mayLeave(mail) && !isPresent(mail));
  const states = old.length === 0 ? emails : await calledBack(deps, old, emails);
  const left = ledger.told.filter((mail) => reach(mail, states) === 'told');
  const undecided = ledger.told.filter((mail) => !isPresent(mail) && reach(mail, states) === 'leaving');
  // What waits tells it already, and what was refused would be again.
  const present = ledger.told.filter((mail) => isPresent(mail) && unsettled.includes(reach(mail, states)));
  const keeping = new Set([...worthKeeping(left), ...undecided, ...present]);
  const worthNoting = ledger.told
    .filter((mail) => keeping.has(mail))
    .map((mail) => ({ ...mail, isRefused: reach(mail, states) === 'refused' }));
  const kept = { ...ledger, told: await allNoted(deps, round, reader, worthNoting) };
  const isUndecided = undecided.length > 0 && !isOver;
  const telling =
    present.length + undecided.length > 0 ? undefined : tellingOf(round, left.at(-1), { reader, isInvited });
  if (telling === undefined) return { ledger: kept, isUndecided };
  return { ledger: await send(deps, round, { reader, ledger: kept, isInvited }, telling), isUndecided };
};

/** What may still reach a reader: what was refused, people may send again. */
const unsettled: readonly Reach[] = ['waiting', 'leaving', 'refused'];

/** What to tell a reader who was told `last`; who takes part as somebody else now gets the mail of that. */
const tellingOf = (
  { record, now }: Round,
  last: ToldMail | undefined,
  { reader, isInvited }: Pick<ReaderState, 'reader' | 'isInvited'>,
): Telling | undefined => {
  // Who has no address is told nothing, so there is nothing to take back.
  if (!isInvited && reader.email === undefined) return undefined;
  const telling = whatToTell(record, last?.told, { now, isInvited });
  if (telling !== undefined || last === undefined || last.audience === reader.audience) return telling;
  const isAhead = record.life.status === 'booked' && endOf(record) > now;
  return isAhead && isInvited ? { template: 'appointment_rescheduled', before: undefined } : undefined;
};

const reaching =
  ({ config }: Pick<AppointmentDeps, 'config'>, now: number) =>
  (mail: ToldMail, emails: ReadonlyMap<string, EmailState>) =>
    reachOf(mail, emails, { now, messagesDays: config.retention.messages_days });

const calledBack = async (
  deps: AppointmentDeps,
  mails: readonly ToldMail[],
  emails: ReadonlyMap<string, EmailState>,
): Promise<ReadonlyMap<string, EmailState>> => {
  const ids = mails.flatMap(({ emailId }) => emailId ?? []);
  await deps.outbox.supersede(ids);
  // Some may have left at this very moment.
  return new Map([...emails, ...(await deps.outbox.find(ids))]);
};

/** The last mail, and the last that told a time. */
const worthKeeping = (left: readonly ToldMail[]): ToldMail[] => {
  const ofTime = left.findLast(({ isOfTime }) => isOfTime);
  return left.filter((mail, i) => mail === ofTime || i === left.length - 1);
};

/** Does what is left of mails whose writer ended half-way. */
const allNoted = async (
  deps: AppointmentDeps,
  round: Round,
  reader: AppointmentReader,
  mails: readonly ToldMail[],
): Promise<ToldMail[]> => {
  const noted: ToldMail[] = [];
  for (const mail of mails) {
    const { emailId } = mail;
    if (mail.isNoted !== true && emailId !== undefined) await note(deps, round, reader, { ...mail, emailId });
    else if (mail.isNoted !== true) await writeTelling(deps, round, { reader, mail, compose: () => ({}) });
    noted.push({ ...mail, isNoted: true });
  }
  return noted;
};

const send = async (
  deps: AppointmentDeps,
  round: Round,
  { reader, ledger, isInvited }: ReaderState,
  telling: Telling,
): Promise<Ledger> => {
  const { record, now } = round;
  const count = ledger.count + 1;
  const key = `told/${record.id}/${record.epoch}/${reader.key}/${count}`;
  const emailId = emailIdOf(key);
  const isCancelled = telling.template === 'appointment_cancelled';
  const mail: ToldMail = {
    at: now,
    key,
    template: telling.template,
    told: { ...toldOf(record), status: isCancelled ? 'cancelled' : 'booked' },
    sequence: record.calendar.sequence,
    isOfTime:
      telling.template === 'appointment_confirmation' ||
      (telling.template === 'appointment_rescheduled' && telling.before !== undefined),
    audience: reader.audience,
    ...(reader.email !== undefined && { emailId }),
  };
  const known = ledger.told.findLast(({ told }) => told.status === 'booked')?.told;
  const shown = isCancelled ? ofWhatIsKnown(round, known) : round;
  // If the process crashes after this, the mail is known as one that never came to be, and another takes its place.
  await deps.ledgers.put(record.id, { ...ledger, count, told: [...ledger.told, mail] }, endOf(record));
  await writeTelling(deps, round, {
    reader,
    mail,
    compose: (recipient) => ({
      data: dataOf(shown, telling, { reader, isInvited, emailId }),
      expiresAt:
        isCancelled && known !== undefined ? Math.max(endOfTold(known), endOf(record)) : endOf(record),
      calendar: inviteOf(deps, shown, { reader, recipient, isCancelled, isInvited }),
    }),
  });
  return { ...ledger, count, told: [...ledger.told, { ...mail, isNoted: true }] };
};

type Composed = ReturnType<Parameters<typeof write>[3]['compose']>;

const writeTelling = async (
  deps: AppointmentDeps,
  round: Round,
  {
    reader,
    mail,
    compose,
  }: {
    reader: AppointmentReader;
    mail: ToldMail;
    compose: (recipient: Recipient | undefined) => Composed;
  },
): Promise<void> => {
  await write(deps, round, reader, {
    key: mail.key,
    template: mail.template,
    category: 'appointment',
    compose: (_addressed, recipient) => compose(recipient),
  });
};

/** A cancellation is of the time that its reader knows, whatever it became since. */
const ofWhatIsKnown = (round: Round, known: Told | undefined): Round => {
  if (known === undefined) return round;
  const { startAt, timezone, durationMinutes } = known;
  const details = { ...round.record.details, start: toIso(startAt), timezone, durationMinutes };
  return { ...round, record: { ...round.record, startAt, details } };
};

const dataOf = (
  round: Round,
  telling: Telling,
  { reader, isInvited, emailId }: { reader: AppointmentReader; isInvited: boolean; emailId: string },
): Record<string, unknown> => {
  const { details } = round.record;
  const context = contextOf(round, reader, emailId);
  switch (telling.template) {
    case 'appointment_confirmation':
      return confirmationData(details, context);
    case 'appointment_rescheduled':
      return rescheduledData(details, telling.before, context);
    case 'appointment_cancelled':
      return cancelledData(
        details,
        {
          alternatives: futureAlternatives(details, context.manageUrl, round.now),
          isUninvited: !isInvited && round.record.life.status !== 'cancelled',
        },
        context,
      );
  }
};
