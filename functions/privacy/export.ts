import type { EmailsDeps } from '../outbox/emails.ts';
import { listEmailViews } from '../outbox/emails.ts';
import { findBodies, findMessages } from '../outbox/store.ts';
import { toIso } from '../platform/clock.ts';
import { viewPreferences } from '../preferences/preferences.ts';
import { viewSuppression } from '../preferences/suppressions.ts';
import type { PrivacyDeps } from './erase.ts';

/** All that is known of a person, as JSON; e-mails a page at a time, all else on the first page. */
export const exportPerson = async (
  deps: PrivacyDeps & { outbox: EmailsDeps },
  email: string,
  page: { limit: number; cursor: string | undefined },
) => {
  const emails = await listEmailViews(deps.outbox, { recipient: email }, page);
  const messages = await findMessages(
    deps.outbox.sends,
    emails.items.map(({ id }) => id),
  );
  const bodies = await findBodies(deps.outbox.sends, [...messages.values()]);
  return {
    emailAddress: email,
    exportedAt: toIso(deps.now()),
    ...(page.cursor === undefined && (await aboutPerson(deps, email))),
    emails: emails.items.map((item) => ({ ...item, content: bodies.get(item.id)?.content })),
    next: emails.next,
  };
};

const aboutPerson = async (deps: PrivacyDeps & { outbox: EmailsDeps }, email: string) => {
  const now = deps.now();
  const recipient = (await deps.recipients.find(email)) ?? { emailAddress: email };
  const history = await deps.recipients.history(email);
  const conversationIds = await deps.conversations.ofPerson(email);
  const conversations = await Promise.all(conversationIds.map((id) => deps.conversations.find(id)));
  return {
    preferences: viewPreferences(recipient, deps.outbox.config, now),
    suppression: viewSuppression(recipient, now),
    history: history.map(({ at, ...change }) => ({ at: toIso(at), ...change })),
    conversations: conversations.flatMap((record) =>
      record === undefined
        ? []
        : [{ id: record.id, completedAt: toIso(record.completedAt), ...datesShown(record.conversation) }],
    ),
  };
};

/** A conversation with its times as callers write them. */
const datesShown = <T extends { startedAt: number; endedAt: number }>(conversation: T) => ({
  ...conversation,
  startedAt: toIso(conversation.startedAt),
  endedAt: toIso(conversation.endedAt),
});
