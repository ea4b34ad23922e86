import type * as z from 'zod';
import { readLeniently } from '../bus/lenient.ts';
import type { FeatureEvent } from '../bus/take-event.ts';
import type { Fault } from '../platform/errors.ts';
import { CONFLICT, overtaken, untilWritten } from '../platform/conflict.ts';
import { checked, invalid } from '../platform/faults.ts';
import { idSchema } from '../platform/fields.ts';
import { givenConsents } from '../preferences/consent-times.ts';
import type { Person } from '../preferences/person.ts';
import type { Changes } from './appointment.ts';
import { eventSchemas } from './told-schemas.ts';
import type { AppointmentAction } from './appointment-life.ts';
import { catchUp } from './catch-up.ts';
import { change } from './change.ts';
import { timeFaults } from './checks.ts';
import type { AppointmentDeps } from './deps.ts';

/** What an event is about must be right: left out, another appointment would be told than was meant. */
const decisive: readonly string[] = ['sequence', 'start', 'timezone', 'durationMinutes', 'outcome', 'repId'];

/** Takes one kind of what the bus tells of appointments; answers what was left out. */
type Take = (deps: AppointmentDeps, event: FeatureEvent) => Promise<readonly Fault[]>;

/**
 * What the bus tells, nobody can send again: what can be taken is. @throws ServiceError `invalid` for what decides and is
 * wrong, and for what its state does not allow; Error for an appointment that is not known yet.
 */
const taking =
  <T extends { sequence: number } & Changes>(
    schema: z.ZodType<T>,
    fallbacks: Readonly<Record<string, unknown>>,
    actionOf: (read: T) => AppointmentAction,
  ): Take =>
  async (deps, { detail: { id, ...payload }, at }) => {
    const known = checked(idSchema, id, '/id');
    const read = readLeniently(schema, payload, fallbacks);
    if (!read.ok) throw invalid(read.faults);
    const wrong = read.leftOut.filter(({ pointer }) => decisive.includes(pointer.split('/')[1] ?? ''));
    if (wrong.length > 0) throw invalid(wrong);
    const now = deps.now();
    const leftOut = [...read.leftOut, ...timeFaults(read.value, now)];
    const audit = { at: now, by: 'service', how: 'bus_event' } as const;
    const kept = await keptAsKnown(deps, known, read.leftOut);
    const said = withGivenConsents({ ...read.value, ...kept }, now);
    const outcome = await change(deps, known, actionOf(said), {
      audit,
      at,
    });
    if (outcome.kind === 'unknown') throw new Error(`Appointment ${known} is not known yet`);
    if (outcome.kind === 'wrong_state') {
      throw invalid([{ pointer: '/sequence', code: 'wrong_state', detail: outcome.why }]);
    }
    return leftOut;
  };

type Guessed = 'customer' | 'attendees' | 'title' | 'kind';

/** Faults in which of its parts leave open what a field says. */
const decidedBy: readonly (readonly [Guessed, RegExp])[] = [
  ['customer', /^\/customer(\/email)?$/],
  ['attendees', /^\/attendees(\/\d+(\/email)?)?$/],
  ['title', /^\/title$/],
  ['kind', /^\/kind$/],
];

/** A fault in an address uninvites nobody, and no guess takes the place of what is known. */
const keptAsKnown = async (
  { appointments }: Pick<AppointmentDeps, 'appointments'>,
  id: string,
  leftOut: readonly Fault[],
): Promise<Pick<Changes, Guessed>> => {
  const unsure = decidedBy.filter(([, path]) => leftOut.some(({ pointer }) => path.test(pointer)));
  const known = unsure.length === 0 ? undefined : await appointments.find(id);
  if (known === undefined || known.erasedAt !== undefined) return {};
  return Object.fromEntries(unsure.map(([name]) => [name, known.details[name]]));
};

/** Consents that are not given yet are left out. */
const withGivenConsents = <T extends Changes>(read: T, now: number): T => {
  const given = (person: Person): Person =>
    person.consent === undefined ? person : { ...person, consent: givenConsents(person.consent, now) };
  return {
    ...read,
    ...(read.customer && { customer: given(read.customer) }),
    ...(read.attendees && { attendees: read.attendees.map(given) }),
  };
};

/** A title and a way to meet can be guessed, so that nobody misses their appointment for want of one. */
const guesses = { title: 'Appointment', kind: 'video', customer: {} };

/** Looks at what is ahead of somebody who may have chosen other times to be reminded at. */
const lookAhead: Take = async (deps, { detail: { recipient } }) => {
  if (typeof recipient !== 'string') return [];
  for (const id of await deps.appointments.ofPerson(recipient)) {
    const record = await deps.appointments.find(id);
    if (record?.life.status === 'booked' && record.startAt > deps.now()) await lookAnew(deps, id);
  }
  return [];
};

/** Written first: whoever works on it at this moment sees that it is to be looked at once more. */
const lookAnew = async (deps: AppointmentDeps, id: string): Promise<void> => {
  await untilWritten<unknown>(
    async () => {
      const record = await deps.appointments.find(id);
      if (record === undefined || record.erasedAt !== undefined) return undefined;
      return (await deps.appointments.put({ ...record, nextDueAt: deps.now() }, deps.now())) ?? CONFLICT;
    },
    () => overtaken(`Appointment ${id}`),
  );
  await catchUp(deps, id);
};

/** What the bus tells of appointments and of those who take part, by the types of its events. */
export const eventTakers: Readonly<Record<string, Take>> = {
  'preferences.changed': lookAhead,
  'appointment.booked': taking(eventSchemas.booked, guesses, ({ sequence, ...details }) => ({
    type: 'book',
    sequence,
    details,
  })),
  'appointment.rescheduled': taking(eventSchemas.rescheduled, {}, ({ sequence, ...changes }) => ({
    type: 'reschedule',
    sequence,
    changes,
  })),
  'appointment.cancelled': taking(eventSchemas.cancelled, {}, ({ sequence, ...changes }) => ({
    type: 'cancel',
    sequence,
    changes,
  })),
  'appointment.completed': taking(eventSchemas.completed, {}, ({ sequence, outcome, ...changes }) => ({
    type: 'complete',
    sequence,
    outcome,
    changes,
  })),
};
