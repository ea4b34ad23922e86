import { isErasedAddress } from '../contract/erased-address.ts';
import { removeEntry } from '../notify/gather.ts';
import type { Notice } from '../notify/notice.ts';
import type { NotifyDeps } from '../notify/notify.ts';
import type { Reader } from '../notify/reader.ts';
import { type EmailState, idOf } from '../outbox/outbox.ts';
import { gatheringMail } from './gathered-mail.ts';
import { type ConversationRecord, mailKey, resourceOf } from './store.ts';

/** The name under which this room asks the outbox. */
export const FEATURE = 'conversations';

/** Nobody tells of a conversation more often while its mails wait. */
const EARLIER_STATES = 10;

/** Ids that the mails of the last states of a conversation have, also where their writer ended before it noted them. */
export const possibleIds = (
  { id, rev }: Pick<ConversationRecord, 'id' | 'rev'>,
  readers: readonly Pick<Reader, 'audience' | 'email'>[],
): string[] => {
  const states = Array.from({ length: Math.min(rev, EARLIER_STATES) }, (_, i) => ({ id, rev: rev - i }));
  return states.flatMap((state) => readers.map((reader) => idOf(FEATURE, mailKey(state, reader))));
};

export type ForgetDeps = Pick<NotifyDeps, 'outbox' | 'notices'>;

/** E-mails of conversations, whoever they went to: they speak of the person. */
export const emailsAbout = async (deps: ForgetDeps, ids: readonly string[]): Promise<EmailState[]> => {
  const found = new Map<string, EmailState>();
  for (const id of ids) {
    const told = await emailsOf(deps, await deps.notices.list(resourceOf(id)));
    for (const email of told) found.set(email.id, email);
    for await (const emails of deps.outbox.aboutConversation(id)) {
      for (const email of emails) found.set(email.id, email);
    }
  }
  return [...found.values()].filter(({ to }) => !isErasedAddress(to.email));
};

export const emailsOf = async (deps: ForgetDeps, notices: readonly Notice[]): Promise<EmailState[]> => [
  ...(await deps.outbox.find(notices.flatMap(({ messageId }) => messageId ?? []))).values(),
];

/** Takes from an e-mail what it tells of a person's conversations; one that gathers keeps those of others. */
export const eraseFrom = async (
  deps: ForgetDeps,
  other: EmailState,
  ids: readonly string[],
  email: string,
): Promise<void> => {
  if (!(await leavesOthers(deps, other, ids))) await deps.outbox.erase([other.id], email);
};

/** Whether a mail that gathers could let go of the person's conversations, and still has others to tell of. */
const leavesOthers = async (
  deps: ForgetDeps,
  email: EmailState,
  ids: readonly string[],
): Promise<boolean> => {
  if (email.template !== gatheringMail.template) return false;
  for (const id of ids) {
    if (!(await removeEntry(deps.outbox, gatheringMail, email.id, { id }))) return false;
  }
  return true;
};

/** Takes back what was written about a conversation while its customer, of this address, was being erased. */
export const forgetWritten = async (
  deps: ForgetDeps,
  record: Pick<ConversationRecord, 'id' | 'rev'>,
  { email, readers }: { email: string | undefined; readers: readonly Reader[] },
): Promise<void> => {
  if (email === undefined) return;
  for (const other of await emailsAbout(deps, [record.id])) await eraseFrom(deps, other, [record.id], email);
  await deps.outbox.eraseUnfinished(possibleIds(record, readers));
  await deps.notices.eraseReader(resourceOf(record.id), email);
};
