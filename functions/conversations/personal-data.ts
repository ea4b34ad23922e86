import { isErasedAddress } from '../contract/erased-address.ts';
import type { PersonalData } from '../contract/personal-data.ts';
import { removeEntry } from '../notify/gather.ts';
import type { Notice } from '../notify/notice.ts';
import type { EmailState } from '../outbox/outbox.ts';
import { recipientKey } from '../platform/address.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { CompleteDeps } from './complete.ts';
import { gatheringMail } from './gathered-mail.ts';
import { type ConversationRecord, isWith, resourceOf } from './store.ts';
import { viewConversation } from './views.ts';

type Deps = Pick<CompleteDeps, 'outbox' | 'conversations' | 'notices' | 'now'>;

/** Conversations with a person, and the mails that speak of them to others. */
export const conversationsOfPerson = (deps: Deps): PersonalData => ({
  export: async (email) => {
    const { theirs } = await conversationsWith(deps, email);
    return { conversations: theirs.map(viewConversation) };
  },
  erase: async (email, { endsAt }) => {
    const { theirs, once } = await conversationsWith(deps, email);
    const ids = theirs.map(({ id }) => id);
    // Those to the person are erased with all e-mails to them.
    const others = [
      ...(await emailsAbout(deps, ids)),
      ...(await emailsOfTheirStates(deps, once, email)),
    ].filter(({ to }) => !isErasedAddress(to.email));
    await eachInTime(others, { endsAt, now: deps.now }, async (other) => {
      if (!(await leavesOthers(deps, other, ids))) await deps.outbox.erase([other.id], email);
    });
    for (const id of [...ids, ...once.map((record) => record.id)]) {
      await deps.conversations.erase(id, email, deps.now());
    }
    const read = await deps.notices.readBy('conversation', email);
    for (const id of new Set([...ids, ...read])) await deps.notices.eraseReader(resourceOf(id), email);
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

/** E-mails of conversations, whoever they went to: they speak of the person. */
const emailsAbout = async (deps: Deps, ids: readonly string[]): Promise<EmailState[]> => {
  const found = new Map<string, EmailState>();
  for (const id of ids) {
    const told = await emailsOf(deps, await deps.notices.list(resourceOf(id)));
    for (const email of told) found.set(email.id, email);
    for await (const emails of deps.outbox.aboutConversation(id)) {
      for (const email of emails) found.set(email.id, email);
    }
  }
  return [...found.values()];
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
      notice.audience === 'customer' && recipientKey(notice.email ?? '') === recipientKey(email);
    const states = new Set(notices.filter(isToThem).map(({ rev }) => rev));
    const ofStates = notices.filter(
      ({ rev, template }) => states.has(rev) && template !== gatheringMail.template,
    );
    emails.push(...(await emailsOf(deps, ofStates)));
  }
  return emails;
};

const emailsOf = async (deps: Deps, notices: readonly Notice[]): Promise<EmailState[]> => [
  ...(await deps.outbox.find(notices.flatMap(({ messageId }) => messageId ?? []))).values(),
];

/** Whether a mail that gathers could let go of the person's conversations, and still has others to tell of. */
const leavesOthers = async (deps: Deps, email: EmailState, ids: readonly string[]): Promise<boolean> => {
  if (email.template !== gatheringMail.template) return false;
  for (const id of ids) {
    if (!(await removeEntry(deps.outbox, gatheringMail, email.id, id))) return false;
  }
  return true;
};
