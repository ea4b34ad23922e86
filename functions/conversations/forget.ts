import { removeEntry } from '../notify/gather.ts';
import { emailsAbout } from '../notify/related-emails.ts';
import type { NotifyDeps } from '../notify/notify.ts';
import type { EmailState } from '../outbox/outbox.ts';
import type { RepStore } from '../reps/store.ts';
import type { SummaryConfig } from './config.ts';
import { gatheringMail } from './gathered-mail.ts';
import { possibleIds } from './mail-keys.ts';
import { readersOf } from './readers.ts';
import { type ConversationRecord, resourceOf } from './store.ts';

export type ForgetDeps = Pick<NotifyDeps, 'outbox' | 'notices' | 'now'> & {
  reps: RepStore;
  summaries: SummaryConfig;
};

/** E-mails of conversations, whoever they went to: they speak of the person. */
export const emailsAboutAll = async (deps: ForgetDeps, ids: readonly string[]): Promise<EmailState[]> => {
  const found = new Map<string, EmailState>();
  for (const id of ids) {
    const emails = await emailsAbout(deps, resourceOf(id), { conversationId: id });
    for (const email of emails) found.set(email.id, email);
  }
  return [...found.values()];
};

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

/** A state of a conversation, with the customer that it had. */
type RecordedState = Pick<ConversationRecord, 'id' | 'rev' | 'conversation'>;

/** Takes away what was stored of mails that never came to be. */
export const eraseUnfinished = async (deps: ForgetDeps, state: RecordedState): Promise<void> => {
  const { readers } = await readersOf(deps, state.conversation);
  await deps.outbox.eraseUnfinished(possibleIds(state, readers));
};

/** Takes back what was written about a conversation while its customer was being erased. */
export const forgetWritten = async (deps: ForgetDeps, state: RecordedState): Promise<void> => {
  const { id } = state;
  const { email } = state.conversation.customer;
  if (email === undefined) return;
  for (const other of await emailsAbout(deps, resourceOf(id), { conversationId: id }))
    await eraseFrom(deps, other, [id], email);
  await eraseUnfinished(deps, state);
  await deps.notices.eraseReader(resourceOf(id), email);
};
