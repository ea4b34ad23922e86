import { isSameMailbox } from '../platform/address.ts';
import { optionalIso, toIso } from '../platform/clock.ts';
import type { Fault } from '../platform/errors.ts';
import { viewPerson } from '../preferences/person.ts';
import type { EmailState } from '../outbox/outbox.ts';
import { viewNotices } from '../notify/notice-views.ts';
import type { AppointmentDeps } from './deps.ts';
import { emptyLedger, participantsOf } from './readers.ts';
import { type AppointmentRecord, endOf } from './record.ts';
import { remindersOf } from './remind.ts';
import { clockAt, readStart, startAtOf, startWarnings, type StartWarning } from './start.ts';
import { resourceOf } from './store.ts';

const startWords: Readonly<Record<StartWarning, string>> = {
  time_skipped: 'The clocks of timezone skip this time; it comes later by the length of the gap.',
  time_repeated: 'The clocks of timezone show this time twice; the first is meant.',
  offset_differs: 'Its offset is another than that of timezone at this moment; the moment counts.',
};

/** What of an appointment may not be as its caller thought. */
const warningsOf = ({ details }: Pick<AppointmentRecord, 'details'>, hasRep: boolean): Fault[] => {
  const ofStart = (start: string, pointer: string): Fault[] =>
    startWarnings(start, details.timezone).map((code) => ({ pointer, code, detail: startWords[code] }));
  return [
    ...ofStart(details.start, '/start'),
    ...details.alternatives.flatMap(({ start }, i) => ofStart(start, `/alternatives/${i}/start`)),
    ...(hasRep
      ? []
      : [
          {
            pointer: '/repId',
            code: 'unknown_rep',
            detail: 'Nobody has this id, so no rep is written to, and the sender of app.yaml organizes.',
          },
        ]),
  ];
};

/** An appointment as it is kept, its times in UTC, without its mails. */
export const viewFacts = (record: AppointmentRecord) => {
  const { id, sequence, life, details, calendar, request, feedback } = record;
  const { customer, attendees, alternatives, ...rest } = details;
  return {
    ...rest,
    id,
    sequence,
    status: life.status,
    ...(life.status === 'completed' && { outcome: life.outcome }),
    start: toIso(record.startAt),
    startLocal: clockAt(record.startAt, details.timezone),
    endsAt: toIso(endOf(record)),
    customer: viewPerson(customer),
    attendees: attendees.map(viewPerson),
    alternatives: alternatives.map(({ start }) => ({ start: inUtc(start, details.timezone) })),
    calendar: {
      uid: calendar.uid,
      sequence: calendar.sequence,
      method: life.status === 'cancelled' ? 'CANCEL' : 'REQUEST',
    },
    request: request && viewRequest(request),
    feedback: feedback && { ...feedback, at: toIso(feedback.at) },
  };
};

const inUtc = (start: string, timezone: string): string => {
  const read = readStart(start);
  return read === undefined ? start : toIso(startAtOf(read, timezone));
};

const viewRequest = (request: NonNullable<AppointmentRecord['request']>) => {
  const { kind, at, comment } = request;
  return {
    kind,
    requestedAt: toIso(at),
    comment,
    ...(request.kind === 'cancel'
      ? { reason: request.reason }
      : { newStart: optionalIso(request.newStart), wish: request.wish }),
  };
};

/** An appointment, its reminders, and all mails that there were about it. */
export const viewAppointment = async (deps: AppointmentDeps, record: AppointmentRecord) => {
  const [{ rep, readers }, ledgers, notices] = await Promise.all([
    participantsOf(deps, record),
    deps.ledgers.list(record.id),
    deps.notices.list(resourceOf(record)),
  ]);
  const reminded = ledgers.flatMap((ledger) => ledger.reminded.flatMap(({ emailId }) => emailId ?? []));
  const sent = await deps.outbox.find(reminded);
  const reminders = readers.flatMap((reader) => {
    const ledger = ledgers.find(({ key }) => key === reader.key) ?? emptyLedger(reader);
    if (reader.email === undefined) return [];
    return remindersOf(record, reader, ledger, deps.rules.reminders).map((planned) => {
      const { offset, dueAt } = planned;
      const entry = ledger.reminded.find((one) => one.offset === offset && one.startAt === record.startAt);
      const why = entry?.emailId === undefined ? (entry?.why ?? planned.why) : undefined;
      return {
        audience: reader.audience,
        to: reader.email,
        offset,
        dueAt: toIso(dueAt),
        state: reminderState(sent.get(entry?.emailId ?? ''), why),
        ...(why !== undefined && { why }),
        ...(entry?.emailId !== undefined && { emailId: entry.emailId }),
      };
    });
  });
  return {
    ...viewFacts(record),
    warnings: record.erasedAt === undefined ? warningsOf(record, rep !== undefined) : [],
    reminders: record.erasedAt === undefined ? reminders : [],
    emails: await viewNotices(deps.outbox, notices),
  };
};
export type AppointmentView = Awaited<ReturnType<typeof viewAppointment>>;

/** One that was handed to the outbox is planned until it leaves, and left out where the outbox skips it. */
const reminderState = (email: EmailState | undefined, why: string | undefined): string => {
  switch (email?.status) {
    case undefined:
      return why === undefined ? 'planned' : 'left_out';
    case 'scheduled':
    case 'queued':
      return 'planned';
    case 'skipped':
    case 'cancelled':
    case 'failed':
      return 'left_out';
    case 'sending':
    case 'sent':
    case 'delivered':
    case 'bounced':
      return 'sent';
  }
};

/** What a caller is told who may not read what others wrote. */
export const stateOf = ({ id, sequence, status, emails }: AppointmentView) => ({
  id,
  sequence,
  status,
  emails: emails.map((email) => ({ id: email.id, status: email.status, reason: email.reason })),
});

/** An appointment as one of those who take part may know it; undefined for who does not. */
export const viewFor = (record: AppointmentRecord, email: string): Record<string, unknown> | undefined => {
  const isThem = (one: { email?: string | undefined }): boolean => isSameMailbox(one.email, email);
  const { customer, attendees } = record.details;
  const whole = viewFacts(record);
  if (isThem(customer)) return { ...whole, attendees: [] };
  const own = attendees.find(isThem);
  if (own === undefined) return undefined;
  const { id, status, title, start, endsAt, timezone, kind } = whole;
  return { id, status, title, start, endsAt, timezone, kind, attendee: viewPerson(own) };
};
