import { emailsAbout } from '../notify/related-emails.ts';
import type { EmailState } from '../outbox/outbox.ts';
import { isSameMailbox } from '../platform/address.ts';
import type { AppointmentDeps } from './deps.ts';
import type { Ledger } from './ledger-store.ts';
import type { AppointmentRecord } from './record.ts';
import { resourceOf } from './store.ts';

export type ForgetDeps = Pick<AppointmentDeps, 'outbox' | 'notices' | 'ledgers'>;

/** E-mails about an appointment, whoever they went to: they speak of its people. */
export const emailsAboutAppointment = (deps: ForgetDeps, record: AppointmentRecord): Promise<EmailState[]> =>
  emailsAbout(deps, resourceOf(record), { appointmentId: record.id });

/** Takes away what was written to one reader, also what never came to be; they are told nothing more. */
export const forgetReader = async (
  deps: ForgetDeps,
  record: AppointmentRecord,
  { key, email, told, reminded }: Ledger,
): Promise<void> => {
  const ids = [...told, ...reminded].flatMap(({ emailId }) => emailId ?? []);
  await deps.outbox.erase(ids, email);
  await deps.outbox.eraseUnfinished(ids);
  if (email !== undefined) await deps.notices.eraseReader(resourceOf(record), email);
  await deps.ledgers.remove(record.id, key);
};

/**
 * Takes back all that was written about an appointment whose customer is erased: it speaks of them. Answers how many
 * e-mails there were.
 */
export const forgetMails = async (deps: ForgetDeps, record: AppointmentRecord): Promise<number> => {
  const emails = await emailsAboutAppointment(deps, record);
  const ledgers = await deps.ledgers.list(record.id);
  const customers = ledgers.filter(({ audience }) => audience === 'customer');
  for (const email of emails) {
    const own = customers.find((one) => isSameMailbox(email.to.email, one.email));
    await deps.outbox.erase([email.id], own?.email);
  }
  for (const ledger of customers) await forgetReader(deps, record, ledger);
  for (const { key } of ledgers) await deps.ledgers.remove(record.id, key);
  return emails.length;
};
