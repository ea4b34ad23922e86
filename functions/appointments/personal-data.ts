import * as z from 'zod';
import type { BusEvent } from '../bus/bus.ts';
import type { PersonalData } from '../contract/personal-data.ts';
import { MINUTE } from '../platform/clock.ts';
import { isSameMailbox } from '../platform/address.ts';
import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import type { Notice } from '../notify/notice.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { AppointmentDeps } from './deps.ts';
import { emailsAboutAppointment, forgetMails, forgetReader } from './forget.ts';
import { type AppointmentRecord, personHash } from './record.ts';
import { resourceOf } from './store.ts';
import { viewFor } from './views.ts';

type Deps = Pick<AppointmentDeps, 'appointments' | 'outbox' | 'notices' | 'ledgers' | 'timers' | 'now'>;

/** Appointments of a person, as customer or among those who come along, and the mails that speak of them. */
export const appointmentsOfPerson = (deps: Deps): PersonalData => ({
  export: async (email) => {
    const records = await recordsOf(deps, email);
    return { appointments: records.flatMap((record) => viewFor(record, email) ?? []) };
  },
  erase: async (email, { endsAt }) => {
    const records = await recordsOf(deps, email);
    // First of all, so that whoever writes about them at this moment sees it, and takes that back.
    const erased = new Map<string, AppointmentRecord>();
    for (const { id } of records) {
      const record = await erase(deps, id, email);
      if (record !== undefined) erased.set(id, record);
    }
    let messages = 0;
    await eachInTime([...erased.values()], { endsAt, now: deps.now }, async (record) => {
      messages += await forget(deps, record, email);
      // What leads to all that goes last: an erasure that was interrupted begins anew.
      await deps.appointments.forgetPerson(record.id, email);
      await keepPointers(deps, record.id);
      // The sweeper looks once more; nothing of it needs to be prompt.
      if (record.erasedAt !== undefined) await deps.timers.cancel({ kind: 'appointment', id: record.id });
    });
    return { messages, appointments: erased.size };
  },
});

/** Who was named again at this very moment is found again. */
const keepPointers = async (deps: Deps, id: string): Promise<void> => {
  const latest = await deps.appointments.find(id);
  if (latest !== undefined) await deps.appointments.pointTo(latest);
};

const recordsOf = async (deps: Deps, email: string): Promise<AppointmentRecord[]> => {
  const ids = await deps.appointments.ofPerson(email);
  const found = await Promise.all(ids.map((id) => deps.appointments.find(id)));
  return found.filter((record) => record !== undefined);
};

/** Takes from an appointment what tells of a person; answers it as it is kept from then on. */
const erase = (deps: Deps, id: string, email: string): Promise<AppointmentRecord | undefined> =>
  untilWritten<AppointmentRecord | undefined>(
    async () => {
      const record = await deps.appointments.find(id);
      if (record === undefined || record.erasedAt !== undefined) return record;
      const next = isSameMailbox(email, record.details.customer.email)
        ? withoutCustomer(record, deps.now())
        : withoutAttendee(record, email, deps.now());
      return (await deps.appointments.put(next, deps.now())) ?? CONFLICT;
    },
    () => busy('This appointment'),
  );

/** An appointment of which only what is counted is left: when it is, and with whom of us. */
const withoutCustomer = (record: AppointmentRecord, now: number): AppointmentRecord => {
  const { start, timezone, durationMinutes, kind, repId } = record.details;
  return {
    ...record,
    details: {
      title: '–',
      start,
      timezone,
      durationMinutes,
      kind,
      repId,
      materials: [],
      customer: {},
      attendees: [],
      alternatives: [],
    },
    request: undefined,
    feedback: record.feedback && { ...record.feedback, comment: undefined },
    unpublished: [],
    erasedAt: now,
    ...onceMore(record, now),
  };
};

/** Looked at again when whoever writes of it at this moment has ended, should they have crashed in the midst of it. */
const onceMore = ({ epoch, lease, nextDueAt }: AppointmentRecord, now: number) => ({
  epoch: epoch + 1,
  nextDueAt: Math.min(nextDueAt ?? Infinity, Math.max(now, lease?.until ?? now) + MINUTE),
});

const withoutAttendee = (record: AppointmentRecord, email: string, now: number): AppointmentRecord => ({
  ...record,
  ...onceMore(record, now),
  unpublished: record.unpublished.map((event) => withoutPerson(event, email)),
  details: {
    ...record.details,
    attendees: record.details.attendees.filter((person) => !isSameMailbox(email, person.email)),
  },
  forgotten: [...new Set([...(record.forgotten ?? []), personHash(email)])],
});

/** An event that waits for the bus, without a customer who was one once. */
const withoutPerson = (event: BusEvent, email: string): BusEvent => {
  const customer = z.object({ email: z.string() }).safeParse(event.detail['customer']);
  return customer.success && isSameMailbox(email, customer.data.email)
    ? { ...event, detail: { ...event.detail, customer: {} } }
    : event;
};

const forget = async (deps: Deps, record: AppointmentRecord, email: string): Promise<number> => {
  if (record.erasedAt !== undefined) {
    await deps.notices.eraseReader(resourceOf(record), email);
    return forgetMails(deps, record);
  }
  const count = await forgetOnceCustomer(deps, record, email);
  const ledgers = await deps.ledgers.list(record.id);
  for (const ledger of ledgers.filter((one) => isSameMailbox(email, one.email)))
    await forgetReader(deps, record, ledger);
  // Also where no ledger tells of them; last, since it leads to what others were told of them.
  await deps.notices.eraseReader(resourceOf(record), email);
  return count;
};

/** What others were told by then speaks of who was the customer once. */
const forgetOnceCustomer = async (deps: Deps, record: AppointmentRecord, email: string): Promise<number> => {
  const notices = await deps.notices.list(resourceOf(record));
  const toCustomers = notices.filter((notice) => notice.audience === 'customer');
  const isTheirs = (notice: Notice): boolean => isSameMailbox(email, notice.email);
  // Where somebody else was written to as the customer, they had been by then, and were told so.
  const ofOthers = new Set(toCustomers.filter((notice) => !isTheirs(notice)).map(({ rev }) => rev));
  const states = toCustomers
    .filter((notice) => isTheirs(notice) && !ofOthers.has(notice.rev))
    .map(({ rev }) => rev);
  if (states.length === 0) return 0;
  const [first, last] = [Math.min(...states), Math.max(...states)];
  const ids = notices
    .filter(({ rev }) => first <= rev && rev <= last)
    .flatMap(({ messageId }) => messageId ?? []);
  const emails = (await emailsAboutAppointment(deps, record)).filter(({ id }) => ids.includes(id));
  await deps.outbox.erase(
    emails.map(({ id }) => id),
    email,
  );
  return emails.length;
};
