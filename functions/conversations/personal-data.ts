import type { PersonalData } from '../contract/personal-data.ts';
import type { Notice } from '../notify/notice.ts';
import type { EmailState } from '../outbox/outbox.ts';
import { isSameMailbox } from '../platform/address.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { CompleteDeps } from './complete.ts';
import { emailsOfNotices } from '../notify/related-emails.ts';
import { emailsAboutAll, eraseFrom, eraseUnfinished, type ForgetDeps } from './forget.ts';
import { gatheringMail } from './gathered-mail.ts';
import { type ConversationRecord, isWith, resourceOf } from './store.ts';
import { viewConversation } from './views.ts';

type Deps = ForgetDeps & Pick<CompleteDeps, 'conversations'>;

/** Conversations with a person, and the mails that speak of them to others. */
export const conversationsOfPerson = (deps: Deps): PersonalData => ({
  export: async (email) => {
    const { theirs } = await conversationsWith(deps, email);
    return { conversations: theirs.map(viewConversation) };
  },
  erase: async (email, { endsAt }) => {
    const { theirs, once } = await conversationsWith(deps, email);
    const ids = theirs.map(({ id }) => id);
    // First of all, so that whoever is writing about them at this moment sees it, and takes that back.
    for (const id of ids) await deps.conversations.erase(id, email, deps.now());
    // Those to the person are erased with all e-mails to them.
    const others = [...(await emailsAboutAll(deps, ids)), ...(await emailsOfTheirStates(deps, once, email))];
    await eachInTime(others, { endsAt, now: deps.now }, (other) => eraseFrom(deps, other, ids, email));
    await eachInTime(theirs, { endsAt, now: deps.now }, (record) =>
      eraseUnfinished(deps, { ...record, conversation: { ...record.conversation, customer: { email } } }),
    );
    const read = await deps.notices.readBy('conversation', email);
    for (const id of new Set([...ids, ...read])) await deps.notices.eraseReader(resourceOf(id), email);
    // What leads to all that goes last: an erasure that was interrupted begins anew.
    for (const id of [...ids, ...once.map((record) => record.id)]) {
      await deps.conversations.forgetPerson(id, email);
    }
    return { messages: others.length, conversations: ids.length };
  },
});

/**
 * Conversations with the person as they are now, and those that were with them `once`: an address that was mistyped, and
 * put right when the conversation was told again, is not the customer's.
 */
const conversationsWith = async (
  deps: Deps,
  email: string,
): Promise<{ theirs: ConversationRecord[]; once: ConversationRecord[] }> => {
  const ids = await deps.conversations.ofPerson(email);
  const found = await Promise.all(ids.map((id) => deps.conversations.find(id)));
  const records = found.filter((record) => record !== undefined);
  return {
    theirs: records.filter((record) => isWith(record, email)),
    once: records.filter((record) => !isWith(record, email)),
  };
};

/** E-mails that tell a state in which a conversation was with the person; what gathers holds the last state alone. */
const emailsOfTheirStates = async (
  deps: Deps,
  records: readonly ConversationRecord[],
  email: string,
): Promise<EmailState[]> => {
  const emails: EmailState[] = [];
  for (const { id } of records) {
    const notices = await deps.notices.list(resourceOf(id));
    const isToThem = (notice: Notice): boolean =>
      notice.audience === 'customer' && isSameMailbox(notice.email, email);
    const states = new Set(notices.filter(isToThem).map(({ rev }) => rev));
    const ofStates = notices.filter(
      ({ rev, template }) => states.has(rev) && template !== gatheringMail.template,
    );
    emails.push(...(await emailsOfNotices(deps, ofStates)));
  }
  return emails;
};
