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
      occasionAt: record.calendar.changedAt,
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

export const isWaiting = (email: EmailState | undefined): boolean =>
  email?.status === 'scheduled' || email?.status === 'queued';

/**
 * Whether a mail has reached its reader, as far as we can know. One that app.yaml switches off is told by others. One
 * that the outbox does not know was never asked for, or is so old that it is kept no more.
 */
export const hasLeft = (
  { emailId, at }: { emailId?: string | undefined; at: number },
  emails: ReadonlyMap<string, EmailState>,
  now: number,
): boolean => {
  if (emailId === undefined) return true;
  const email = emails.get(emailId);
  if (email === undefined) return at < now - DAY;
  switch (email.status) {
    case 'sending':
    case 'sent':
    case 'delivered':
      return true;
    case 'skipped':
      return email.reason === 'disabled';
    case 'scheduled':
    case 'queued':
    case 'cancelled':
    case 'failed':
    case 'bounced':
      return false;
  }
};
