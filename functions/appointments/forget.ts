import { isErasedAddress } from '../contract/erased-address.ts';
import type { EmailState } from '../outbox/outbox.ts';
import { recipientKey } from '../platform/address.ts';
import type { AppointmentDeps } from './deps.ts';
import type { Ledger } from './ledger-store.ts';
import type { AppointmentRecord } from './record.ts';
import { resourceOf } from './store.ts';

export type ForgetDeps = Pick<AppointmentDeps, 'outbox' | 'notices' | 'ledgers'>;

const isLeft = ({ to }: EmailState): boolean => !isErasedAddress(to.email);
const isTo = ({ to }: EmailState, email: string | undefined): boolean =>
  email !== undefined && recipientKey(to.email) === recipientKey(email);

/** E-mails about an appointment, whoever they went to, but for those whose recipient was erased. */
export const emailsAbout = async (deps: ForgetDeps, record: AppointmentRecord): Promise<EmailState[]> => {
  const found = new Map<string, EmailState>();
  const notices = await deps.notices.list(resourceOf(record));
  const noted = await deps.outbox.find(notices.flatMap(({ messageId }) => messageId ?? []));
  for (const email of noted.values()) found.set(email.id, email);
  for await (const emails of deps.outbox.about({ appointmentId: record.id })) {
    for (const email of emails) found.set(email.id, email);
  }
  return [...found.values()].filter(isLeft);
};

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
  const emails = await emailsAbout(deps, record);
  const ledgers = await deps.ledgers.list(record.id);
  const customers = ledgers.filter(({ audience }) => audience === 'customer');
  for (const email of emails) {
    const own = customers.find((one) => isTo(email, one.email));
    await deps.outbox.erase([email.id], own?.email);
  }
  for (const ledger of customers) await forgetReader(deps, record, ledger);
  for (const { key } of ledgers) await deps.ledgers.remove(record.id, key);
  return emails.length;
};
