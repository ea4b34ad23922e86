import pMap from 'p-map';
import type { Reader } from '../notify/reader.ts';
import { recipientKey } from '../platform/address.ts';
import { workingZone } from '../platform/stored-zone.ts';
import type { Person } from '../preferences/person.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { Rep } from '../reps/rep.ts';
import type { RepStore } from '../reps/store.ts';
import type { AppointmentConfig } from './config.ts';
import type { Ledger } from './ledger-store.ts';
import type { AppointmentAudience } from './mails.ts';
import { type AppointmentRecord, personHash } from './record.ts';

/** Somebody who is written to of an appointment. */
export interface AppointmentReader extends Reader {
  audience: AppointmentAudience;
  /** Names them within the appointment. */
  key: string;
  /** How long ahead they are reminded. */
  offsets: readonly string[];
}

/** Who takes part in an appointment. */
export interface Participants {
  rep: Rep | undefined;
  readers: AppointmentReader[];
}

export interface ReadersDeps {
  reps: Pick<RepStore, 'findRep'>;
  recipients: Pick<RecipientStore, 'find'>;
  rules: AppointmentConfig;
}

const AT_ONCE = 10;

/** Names a reader within an appointment, as whomever they take part: an address that was put right is another one. */
export const readerKey = (audience: AppointmentAudience, email: string | undefined): string =>
  email === undefined ? `${audience}#-` : personHash(email);

/** Everybody who takes part now: the customer, the rep, and attendees who are neither of them. */
export const participantsOf = async (
  deps: ReadersDeps,
  { details }: Pick<AppointmentRecord, 'details'>,
): Promise<Participants> => {
  const { customer, attendees } = details;
  const rep = await deps.reps.findRep(details.repId);
  const taken = new Set([customer.email, rep?.email].flatMap((email) => (email ? recipientKey(email) : [])));
  const others = attendees.filter(({ email }) => email !== undefined && !taken.has(recipientKey(email)));
  const outside = [
    { audience: 'customer' as const, person: customer },
    ...others.map((person) => ({ audience: 'attendee' as const, person })),
  ];
  const readers = await pMap(
    outside,
    async ({ audience, person }) => {
      const recipient = person.email === undefined ? undefined : await deps.recipients.find(person.email);
      return {
        ...asReader(audience, person, details.timezone),
        replyTo: rep?.email,
        offsets: offsetsOf(deps.rules, details.kind, recipient),
      };
    },
    { concurrency: AT_ONCE },
  );
  const own = repReader(rep, deps.rules);
  // Who books for themselves reads it as the customer.
  return { rep, readers: readers.some(({ key }) => key === own.key) ? readers : [...readers, own] };
};

const asReader = (audience: AppointmentAudience, person: Person, timezone: string) => ({
  audience,
  key: readerKey(audience, person.email),
  email: person.email,
  name: person.name,
  locale: person.locale,
  // Who has named no clock of their own reads that of the appointment.
  timezone: workingZone(person.timezone) ?? timezone,
});

const repReader = (rep: Rep | undefined, config: AppointmentConfig): AppointmentReader => ({
  audience: 'rep',
  key: readerKey('rep', rep?.email),
  email: rep?.email,
  name: rep?.name,
  locale: rep?.locale,
  timezone: rep?.timezone,
  offsets: config.reminders.repOffsets,
});

/** How long ahead somebody is reminded: as they chose, else as app.yaml has it for this kind, else for all. */
const offsetsOf = (
  { reminders }: Pick<AppointmentConfig, 'reminders'>,
  kind: AppointmentRecord['details']['kind'],
  recipient: Pick<Recipient, 'reminderOffsets'> | undefined,
): readonly string[] => recipient?.reminderOffsets ?? reminders.byKind[kind] ?? reminders.offsets;

/** Who somebody is, as a reader and in their ledger. */
const identityOf = ({ key, audience, email, name, locale, timezone }: AppointmentReader | Ledger) => ({
  key,
  audience,
  email,
  name,
  locale,
  timezone,
});

/** Who took part once, as their ledger knows them. */
export const formerReader = (ledger: Ledger): AppointmentReader => ({ ...identityOf(ledger), offsets: [] });

/** A reader of whom nothing was written. */
export const emptyLedger = (reader: AppointmentReader): Ledger => ({
  ...identityOf(reader),
  count: 0,
  told: [],
  reminded: [],
});
