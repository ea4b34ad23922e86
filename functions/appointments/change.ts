import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { ServiceError } from '../platform/errors.ts';
import { ofAnotherClient } from '../platform/ownership.ts';
import { loggable } from '../platform/logging.ts';
import type { Audit } from '../preferences/audit.ts';
import { keepConsent } from '../preferences/person-consent.ts';
import type { Details } from './appointment.ts';
import { type Appointment, type AppointmentAction, transition } from './appointment-life.ts';
import { catchUp } from './catch-up.ts';
import type { AppointmentDeps } from './deps.ts';
import { type AppointmentRecord, bookedAnew, changedRecord, firstRecord, personHash } from './record.ts';

/** Who told of a change, and when by their clock. */
export interface Report {
  audit: Audit;
  /** Epoch milliseconds. */
  at: number;
  /** Whether they may change an appointment that is there already. */
  mayChange?: (known: AppointmentRecord) => boolean;
}

export type ChangeOutcome =
  | { kind: 'applied' | 'not_newer'; record: AppointmentRecord }
  | { kind: 'wrong_state'; why: string }
  /** Only a part was told of an appointment that nobody knows. */
  | { kind: 'unknown' };

/**
 * Takes what happened to an appointment, and does what follows from it. What is taken is kept: should its mails meet
 * trouble, the sweeper sends them. @throws ServiceError `busy`, `forbidden` for one that others may change alone.
 */
export const change = async (
  deps: AppointmentDeps,
  id: string,
  action: AppointmentAction,
  report: Report,
): Promise<ChangeOutcome> => {
  const outcome = await keep(deps, id, action, report);
  if (outcome.kind !== 'applied' && outcome.kind !== 'not_newer') return outcome;
  const { nextDueAt } = outcome.record;
  // Told again, it is seen to that what it owes is done.
  if (nextDueAt === undefined || nextDueAt > deps.now()) return outcome;
  const after = await seeTo(deps, id);
  return { ...outcome, record: after ?? outcome.record };
};

/** What was taken is kept, whatever its mails meet; answers the appointment as it is then. */
export const seeTo = async (deps: AppointmentDeps, id: string): Promise<AppointmentRecord | undefined> => {
  try {
    const after = await catchUp(deps, id);
    if (after !== undefined) return after;
  } catch (error) {
    deps.logger.error('What an appointment owes could not be done; the sweeper tries again', {
      appointmentId: id,
      error: loggable(error),
      faults:
        error instanceof ServiceError ? error.faults.map(({ pointer, code }) => `${pointer} ${code}`) : [],
    });
  }
  return deps.appointments.find(id);
};

const keep = async (
  deps: AppointmentDeps,
  id: string,
  action: AppointmentAction,
  { audit, at, mayChange = () => true }: Report,
): Promise<ChangeOutcome> =>
  untilWritten<ChangeOutcome>(
    async () => {
      const known = await deps.appointments.find(id);
      const now = deps.now();
      // Ahead of all that an answer would tell of it.
      if (known !== undefined && !mayChange(known)) throw ofAnotherClient('appointment');
      if (known !== undefined && isErasedFor(known, action)) return { kind: 'not_newer', record: known };
      const before = known?.erasedAt === undefined ? known : undefined;
      const step = transition(before, repeated(before, action), now);
      if (step.kind === 'not_newer' && known !== undefined) return { kind: 'not_newer', record: known };
      if (step.kind !== 'applied') return step.kind === 'not_newer' ? { kind: 'unknown' } : step;
      // Before anything tells of the appointment: who is erased after that is not written down anew.
      await keepConsents(deps, step.next.details, audit);
      const record =
        before === undefined
          ? await newRecord(deps, step.next, { id, client: audit.client, at, now, erased: known })
          : changedRecord(before, step.next, { now, at, tz: deps.tz });
      await deps.appointments.pointTo(record);
      const put = await deps.appointments.put(record, now);
      return put === undefined ? CONFLICT : { kind: 'applied', record: put };
    },
    () => busy('This appointment'),
  );

/** Of one whose people were erased only a newer booking says whom it is with. */
const isErasedFor = (known: AppointmentRecord, action: AppointmentAction): boolean =>
  known.erasedAt !== undefined && !(action.type === 'book' && action.sequence > known.sequence);

/** What was said before, said again, names who was erased since: they stay away. */
const repeated = (known: AppointmentRecord | undefined, action: AppointmentAction): AppointmentAction => {
  const { forgotten = [], sequence } = known ?? {};
  if (forgotten.length === 0 || action.type !== 'book' || action.sequence !== sequence) return action;
  const attendees = action.details.attendees.filter(
    ({ email }) => email === undefined || !forgotten.includes(personHash(email)),
  );
  return { ...action, details: { ...action.details, attendees } };
};

const newRecord = async (
  deps: AppointmentDeps,
  next: Appointment,
  about: {
    id: string;
    client: string | undefined;
    at: number;
    now: number;
    erased: AppointmentRecord | undefined;
  },
): Promise<AppointmentRecord> => {
  const { erased, ...known } = about;
  const organizer = await organizerOf(deps, next.details);
  const first = firstRecord(next, { ...known, organizer, tz: deps.tz });
  return erased === undefined ? first : bookedAnew(erased, first, about.now);
};

const keepConsents = async (
  deps: AppointmentDeps,
  { customer, attendees }: Details,
  audit: Audit,
): Promise<void> => {
  for (const person of [customer, ...attendees]) await keepConsent(deps, person, audit);
};

/** Whom the invites name as organizer, for the whole life of the appointment. */
const organizerOf = async (
  { reps, rules, config }: AppointmentDeps,
  { repId }: Details,
): Promise<{ name: string; email: string }> => {
  const { from_name, from_email } = config.email.sending;
  const rep = rules.confirmation.organizer === 'rep' ? await reps.findRep(repId) : undefined;
  return rep === undefined ? { name: from_name, email: from_email } : { name: rep.name, email: rep.email };
};
