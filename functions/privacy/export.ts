import type { EmailsDeps } from '../outbox/emails.ts';
import { viewConversation } from '../conversations/views.ts';
import { findBody } from '../outbox/body-store.ts';
import { listMessages, positionAfter, positionSchema } from '../outbox/list.ts';
import { viewMessage } from '../outbox/message-view.ts';
import { sendingDomain } from '../outbox/outgoing-mail.ts';
import { recipientKey } from '../platform/address.ts';
import { toIso } from '../platform/clock.ts';
import { type ListName, readCursor, writeCursor } from '../platform/page.ts';
import { viewPreferences } from '../preferences/preferences.ts';
import { viewSuppression } from '../preferences/suppressions.ts';
import type { PrivacyDeps } from './erase.ts';

/** An answer of Lambda holds 6 MB; what is known beside the e-mails needs room as well. */
const MOST_BYTES = 4_000_000;

/** All that is known of a person, as JSON; e-mails a page at a time, all else on the first page. */
export const exportPerson = async (
  deps: PrivacyDeps & { outbox: EmailsDeps },
  email: string,
  page: { limit: number; cursor: string | undefined },
) => {
  const list: ListName = ['export', recipientKey(email)];
  const { sends } = deps.outbox;
  const from = page.cursor === undefined ? undefined : readCursor(list, page.cursor, positionSchema);
  const found = await listMessages(sends, { recipient: email }, { limit: page.limit, from, now: deps.now() });
  const emails = [];
  let bytes = 0;
  let next = found.next;
  for (const message of found.messages) {
    const body = await findBody(sends, message);
    bytes += Buffer.byteLength(JSON.stringify(body?.content ?? ''));
    if (emails.length > 0 && bytes > MOST_BYTES) break;
    const domain = sendingDomain(message.category, deps.outbox.config);
    emails.push({ ...viewMessage(message, { body, domain }), content: body?.content });
    if (emails.length < found.messages.length) next = positionAfter({ recipient: email }, message);
    else next = found.next;
  }
  return {
    emailAddress: email,
    exportedAt: toIso(deps.now()),
    ...(page.cursor === undefined && (await aboutPerson(deps, email))),
    emails,
    next: next && writeCursor(list, next),
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
