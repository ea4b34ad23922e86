import type { EmailState } from '../outbox/outbox.ts';
import { toIso } from '../platform/clock.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { AppointmentDeps } from './deps.ts';
import { entryOf } from './entry.ts';
import { calendarText, type CalendarMethod } from './invite.ts';
import type { Ledger, ToldMail } from './ledger-store.ts';
import { cancelledData, confirmationData, rescheduledData } from './mails.ts';
import { futureAlternatives } from './alternatives.ts';
import type { AppointmentReader } from './readers.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { customerLink } from './links.ts';
import {
  contextOf,
  emailIdOf,
  entryReaderOf,
  isCustomer,
  isUnsent,
  note,
  reachOf,
  type Round,
  write,
} from './round.ts';
import { type Telling, type Told, toldOf, whatToTell } from './telling.ts';

/** A reader, what they were written, and whether they take part. */
export interface ReaderState {
  reader: AppointmentReader;
  ledger: Ledger;
  isInvited: boolean;
}

/**
 * Tells a reader what is so, where it differs from what they were told: a mail that waits to tell something else is
 * called back, and counts as not told. Answers their ledger. @throws ServiceError `invalid`.
 */
export const tell = async (
  deps: AppointmentDeps,
  round: Round,
  { reader, ledger, isInvited }: ReaderState,
  emails: ReadonlyMap<string, EmailState>,
): Promise<Ledger> => {
  const { record, now } = round;
  const isOver = record.life.status === 'completed' || endOf(record) <= now;
  const isPresent = ({ sequence }: ToldMail): boolean => !isOver && sequence === record.calendar.sequence;
  const reach = reaching(deps, now);
  // One that is being sent at this moment counts as told, and is not tried again should that fail.
  const old = ledger.told.filter((mail) => isUnsent(emails.get(mail.emailId ?? '')) && !isPresent(mail));
  const states = old.length === 0 ? emails : await calledBack(deps, old, emails);
  const left = ledger.told.filter((mail) => reach(mail, states) === 'told');
  // What waits tells it already, and what was refused would be again.
  const present = ledger.told.filter(
    (mail) => isPresent(mail) && ['waiting', 'refused'].includes(reach(mail, states)),
  );
  const told = await allNoted(deps, round, reader, [...worthKeeping(left), ...present]);
  const kept = { ...ledger, told };
  const telling = present.length > 0 ? undefined : tellingOf(round, left.at(-1), { reader, isInvited });
  return telling === undefined ? kept : send(deps, round, { reader, ledger: kept, isInvited }, telling);
};

/** What to tell a reader who was told `last`; who takes part as somebody else now gets the mail of that. */
const tellingOf = (
  { record, now }: Round,
  last: ToldMail | undefined,
  { reader, isInvited }: Pick<ReaderState, 'reader' | 'isInvited'>,
): Telling | undefined => {
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
      expiresAt: endOf(record),
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
        { alternatives: futureAlternatives(details, context.manageUrl, round.now), isUninvited: !isInvited },
        context,
      );
  }
};

interface InviteTo {
  reader: AppointmentReader;
  recipient: Pick<Recipient, 'locale'> | undefined;
  isCancelled: boolean;
  isInvited: boolean;
}

const inviteOf = (
  deps: AppointmentDeps,
  { record, links }: Round,
  { reader, recipient, isCancelled, isInvited }: InviteTo,
): { method: CalendarMethod; content: string } | undefined => {
  const { hasInvite, hasRepInvite } = deps.rules.confirmation;
  const isRep = reader.audience === 'rep';
  if (isRep ? !hasRepInvite : !hasInvite) return undefined;
  const invitation = isRep ? 'PUBLISH' : 'REQUEST';
  const method = isCancelled ? 'CANCEL' : invitation;
  return { method, content: inviteText(deps, record, { reader, recipient, method, isInvited, links }) };
};

/** The entry of a reader's calendar as a file; the same state gives the same bytes. */
export const inviteText = (
  deps: Pick<AppointmentDeps, 'config'>,
  record: AppointmentRecord,
  to: Pick<InviteTo, 'recipient' | 'isInvited'> & {
    reader: Pick<AppointmentReader, 'audience' | 'email' | 'name' | 'locale'>;
    method: CalendarMethod;
    links: Round['links'];
  },
): string => {
  return calendarText(
    entryOf(record, entryReaderOf(deps, to.reader, to.recipient), {
      method: to.method,
      manageUrl: isCustomer(record, to.reader) ? customerLink('a', record, undefined, to.links) : undefined,
      // What was published to a rep goes from their calendar as a whole.
      isUninvited: !to.isInvited && to.reader.audience !== 'rep' && record.life.status !== 'cancelled',
    }),
  );
};
