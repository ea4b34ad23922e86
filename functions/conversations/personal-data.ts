import { isErasedAddress } from '../contract/erased-address.ts';
import type { PersonalData } from '../contract/personal-data.ts';
import { removeEntry } from '../notify/gather.ts';
import type { EmailState } from '../outbox/outbox.ts';
import { eachInTime } from '../platform/parallel.ts';
import type { CompleteDeps } from './complete.ts';
import { gatheringMail } from './gathered-mail.ts';
import { resourceOf } from './store.ts';
import { viewConversation } from './views.ts';

type Deps = Pick<CompleteDeps, 'outbox' | 'conversations' | 'notices' | 'now'>;

/** Conversations with a person, and the mails that speak of them to others. */
export const conversationsOfPerson = (deps: Deps): PersonalData => ({
  export: async (email) => {
    const ids = await deps.conversations.ofPerson(email);
    const records = await Promise.all(ids.map((id) => deps.conversations.find(id)));
    return {
      conversations: records.flatMap((record) => (record === undefined ? [] : [viewConversation(record)])),
    };
  },
  erase: async (email, { endsAt }) => {
    const ids = await deps.conversations.ofPerson(email);
    // Those to the person are erased with all e-mails to them.
    const others = (await emailsAbout(deps, ids)).filter(({ to }) => !isErasedAddress(to.email));
    await eachInTime(others, { endsAt, now: deps.now }, async (other) => {
      if (!(await leavesOthers(deps, other, ids))) await deps.outbox.erase([other.id], email);
    });
    for (const id of ids) {
      await deps.conversations.erase(id, email, deps.now());
      await deps.notices.eraseReader(resourceOf(id), email);
    }
    for (const id of await deps.notices.readBy('conversation', email)) {
      await deps.notices.eraseReader(resourceOf(id), email);
    }
    return { messages: others.length, conversations: ids.length };
  },
});

/** E-mails of conversations, whoever they went to: they speak of the person. */
const emailsAbout = async (deps: Deps, ids: readonly string[]): Promise<EmailState[]> => {
  const found = new Map<string, EmailState>();
  for (const id of ids) {
    const notices = await deps.notices.list(resourceOf(id));
    const told = await deps.outbox.find(notices.flatMap(({ messageId }) => messageId ?? []));
    for (const email of told.values()) found.set(email.id, email);
    for await (const emails of deps.outbox.aboutConversation(id)) {
      for (const email of emails) found.set(email.id, email);
    }
  }
  return [...found.values()];
};

/** Whether a mail that gathers could let go of the person's conversations, and still has others to tell of. */
const leavesOthers = async (deps: Deps, email: EmailState, ids: readonly string[]): Promise<boolean> => {
  if (email.template !== gatheringMail.template) return false;
  for (const id of ids) {
    if (!(await removeEntry(deps.outbox, gatheringMail, email.id, id))) return false;
  }
  return true;
};
