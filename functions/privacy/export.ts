import type { EmailsDeps } from '../outbox/emails.ts';
import { listEmailViews } from '../outbox/emails.ts';
import { findBodies, findMessages } from '../outbox/store.ts';
import { viewConversation } from '../conversations/views.ts';
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
    history: history.map((change) => ({
      ...change,
      at: toIso(change.at),
      changes: change.changes.map(({ field, from, to }) => ({
        field,
        from: isoTimes(from, field),
        to: isoTimes(to, field),
      })),
    })),
    conversations: conversations.flatMap((record) =>
      record === undefined ? [] : [viewConversation(record)],
    ),
  };
};

/** A value of our own with its times as callers write them. */
const isoTimes = (value: unknown, name: string): unknown => {
  if (typeof value === 'number') return /^(at|until|softBounces)$|At$/.test(name) ? toIso(value) : value;
  if (Array.isArray(value)) return value.map((one: unknown) => isoTimes(one, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    // Under `resubscribedAt` each switch has a time.
    Object.entries(value).map(([key, one]) => [key, isoTimes(one, name === 'resubscribedAt' ? name : key)]),
  );
};
