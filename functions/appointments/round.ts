import { pageLocale } from '../pages/layout.ts';
import { notify, type Writing } from '../notify/notify.ts';
import type { Notice } from '../notify/notice.ts';
import type { Addressed } from '../notify/reader.ts';
import { type EmailState, idOf } from '../outbox/outbox.ts';
import { DAY } from '../platform/clock.ts';
import type { Category } from '../contract/category.ts';
import type { Recipient } from '../preferences/recipient.ts';
import type { Rep } from '../reps/rep.ts';
import { type AppointmentDeps, FEATURE } from './deps.ts';
import type { EntryReader } from './entry.ts';
import { type LinkContext, customerLink } from './links.ts';
import type { MailContext } from './mails.ts';
import type { AppointmentReader } from './readers.ts';
import type { AppointmentRecord } from './record.ts';
import { resourceOf } from './store.ts';

/** One time of doing what an appointment owes, for all its readers. */
export interface Round {
  record: AppointmentRecord;
  rep: Rep | undefined;
  links: LinkContext;
  /** Epoch milliseconds. */
  now: number;
}

/** A mail to one reader about an appointment. */
export interface AppointmentMail {
  key: string;
  template: string;
  category: Category;
  compose: (reader: Addressed, recipient: Recipient | undefined) => Mail;
}
type Mail = Extract<Writing, { as: 'mail' }>['mail'];

/** Keeps that a mail was written whose writer ended before it did so. */
export const note = (
  deps: Pick<AppointmentDeps, 'notices'>,
  { record }: Pick<Round, 'record'>,
  { audience, email }: AppointmentReader,
  { key, at, emailId, template }: { key: string; at: number; emailId: string; template: string },
): Promise<void> =>
  deps.notices.put(resourceOf(record), {
    key,
    at,
    template,
    audience,
    email,
    version: record.sequence,
    rev: record.calendar.sequence,
    messageId: emailId,
  });

/** The id that a mail of this room has, or would have. */
export const emailIdOf = (key: string): string => idOf(FEATURE, key);

/** Writes to a reader, and notes that it was done. @throws ServiceError `invalid` when the mail can't be accepted. */
export const write = (
  deps: AppointmentDeps,
  { record, rep }: Pick<Round, 'record' | 'rep'>,
  reader: AppointmentReader,
  { key, template, category, compose }: AppointmentMail,
): Promise<Notice> =>
  notify(
    deps,
    {
      feature: FEATURE,
      resource: resourceOf(record),
      notice: { key, version: record.sequence, rev: record.calendar.sequence, template },
      reader,
      category,
      related: { appointmentId: record.id },
    },
    (addressed, recipient) => ({
      as: 'mail',
      // Reminders and questions come at their own time, long after anything has changed.
      ...(category === 'appointment' && { occasionAt: record.calendar.changedAt }),
      mail: { ...fromRep(deps, reader, rep), ...compose(addressed, recipient) },
    }),
  );

/** Mail comes in the rep's name, and from their own address where app.yaml lets it. */
const fromRep = (
  { config }: Pick<AppointmentDeps, 'config'>,
  { audience }: AppointmentReader,
  rep: Rep | undefined,
): Pick<Mail, 'from'> => {
  if (rep === undefined || audience === 'rep') return {};
  const isAllowed = config.email.sending.allowed_from.includes(rep.email);
  return { from: { name: rep.name, ...(isAllowed && { email: rep.email }) } };
};

/** Where the links of a mail lead, and whose words it is made of. */
export const contextOf = (
  { record, rep, links }: Pick<Round, 'record' | 'rep' | 'links'>,
  reader: Pick<AppointmentReader, 'audience' | 'email'>,
  emailId: string,
): MailContext => {
  const manageUrl = isCustomer(record, reader) ? customerLink('a', record, emailId, links) : undefined;
  return {
    audience: reader.audience,
    rep: rep && { name: rep.name, phone: rep.phone },
    manageUrl,
    icsUrl: manageUrl && `${manageUrl}/invite.ics`,
  };
};

/** Whether a reader is the customer, and not one who was it once: they have no page any more. */
export const isCustomer = (
  { details: { customer } }: Pick<AppointmentRecord, 'details'>,
  { audience, email }: Pick<AppointmentReader, 'audience' | 'email'>,
): boolean => audience === 'customer' && email !== undefined && email === customer.email;

/** Whose calendar an entry is for, in their language. */
export const entryReaderOf = (
  { config }: Pick<AppointmentDeps, 'config'>,
  { audience, email, name, locale }: Pick<AppointmentReader, 'audience' | 'email' | 'name' | 'locale'>,
  recipient: Pick<Recipient, 'locale'> | undefined,
): EntryReader => ({
  audience,
  email,
  name,
  locale: pageLocale([recipient?.locale, locale, config.localization.locale]),
});

/** Whether it may still leave, by itself or because people send it again. */
export const mayLeave = (email: EmailState | undefined): boolean =>
  email !== undefined && ['scheduled', 'queued', 'sending', 'failed'].includes(email.status);

/** What became of a mail that was begun, as far as what its reader knows depends on it. */
export type Reach =
  /** It has left, or nobody can ever know whether it has. */
  | 'told'
  | 'waiting'
  /** It is being sent, or whether it was is not known yet. */
  | 'leaving'
  /** It could not be sent, and the same again would fare no better; or people cancelled it. */
  | 'refused'
  /** Something newer took its place while it waited. */
  | 'called_back'
  /** Its writer ended before it was asked for. */
  | 'never_asked';

/** One that app.yaml switches off is told by others; the outbox forgets what is older than `messagesDays`. */
export const reachOf = (
  { emailId, at }: { emailId?: string | undefined; at: number },
  emails: ReadonlyMap<string, EmailState>,
  { now, messagesDays }: { now: number; messagesDays: number },
): Reach => {
  if (emailId === undefined) return 'told';
  const email = emails.get(emailId);
  if (email === undefined) return at < now - (messagesDays - 1) * DAY ? 'told' : 'never_asked';
  switch (email.status) {
    case 'scheduled':
    case 'queued':
      return 'waiting';
    case 'sending':
      return 'leaving';
    case 'sent':
    case 'delivered':
      return 'told';
    case 'cancelled':
      return 'refused';
    case 'skipped':
      if (email.reason === 'superseded') return 'called_back';
      return email.reason === 'disabled' ? 'told' : 'refused';
    case 'failed':
      return email.reason === 'outcome_unknown' ? 'told' : 'refused';
    case 'bounced':
      return 'refused';
  }
};
