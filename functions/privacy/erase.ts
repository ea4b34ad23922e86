import type { AcceptDeps } from '../outbox/accept.ts';
import { eraseMessage } from '../outbox/erase.ts';
import { removeUnknownEvents } from '../outbox/erase-store.ts';
import { eachMessagePage } from '../outbox/list.ts';
import { erasedAddress, type Message } from '../outbox/message.ts';
import { findMessages } from '../outbox/store.ts';
import { ungather } from '../conversations/gather.ts';
import type { ConversationStore } from '../conversations/store.ts';
import { recipientKey } from '../platform/address.ts';
import { DAY, SECOND, toIso } from '../platform/clock.ts';
import { ServiceError } from '../platform/errors.ts';
import type { MailgunLists } from '../preferences/mailgun-lists.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { ErasureLog } from './erasure-log.ts';

export interface PrivacyDeps {
  outbox: AcceptDeps;
  recipients: RecipientStore;
  conversations: ConversationStore;
  lists: MailgunLists;
  erasures: ErasureLog;
  now: () => number;
}

/** How long after an erasure copies may last that nobody can reach into. */
const lasting = {
  /** The archive of the bus. */
  busArchive: 14,
  /** Messages on queues and their dead letters. */
  queues: 14,
  /** Point-in-time backups of the tables. */
  backups: 35,
  /** Mailgun's logs and stored messages, at the most that its plans keep. */
  mailgunLogs: 30,
  /** Our own logs, which hold ids and no addresses. */
  logs: 90,
} as const;

export interface Erasure {
  erasedAt: string;
  messages: number;
  conversations: number;
  /** What stays: the hash of the address, and why it gets nothing. */
  kept: string[];
  /** When the rest is gone. */
  expires: Record<keyof typeof lasting, string>;
}

/** Whether a mail that gathers could let go of the person's conversations, and still has others to tell of. */
const leavesOthers = async (
  deps: PrivacyDeps,
  message: Message,
  conversationIds: readonly string[],
): Promise<boolean> => {
  if (message.template !== 'conversation_summary_gathered') return false;
  for (const id of conversationIds) {
    if (!(await ungather(deps.outbox, message.id, id))) return false;
  }
  return true;
};

/** The most messages that one call erases. */
const MOST = 2000;
const PARALLEL = 10;

/**
 * Erases a person: tables, bucket, waiting mail and Mailgun's lists. Counters stay.
 * @throws ServiceError `busy` when there is more than one call can do; the next one goes on.
 */
export const erasePerson = async (deps: PrivacyDeps, email: string, endsAt: number): Promise<Erasure> => {
  const now = deps.now();
  const stand = erasedAddress(email);
  const conversationIds = await deps.conversations.ofPerson(email);
  // First of all, so that whatever fails below is known to be unfinished.
  await deps.erasures.add(email, now);
  const { own, isMore } = await messagesTo(deps, email);
  const about = await messagesAbout(deps, conversationIds);
  for (const message of about) if (isTo(message, email)) own.set(message.id, message);
  const others = about.filter(({ id }) => !own.has(id));
  await inParallel([...own.values()], endsAt, deps.now, (message) =>
    eraseMessage(deps.outbox, message, stand),
  );
  await inParallel(others, endsAt, deps.now, async (message) => {
    if (!(await leavesOthers(deps, message, conversationIds)))
      await eraseMessage(deps.outbox, message, undefined);
  });
  if (isMore) throw unfinished();
  for (const id of conversationIds) await deps.conversations.erase(id, email, now);
  for (const id of await deps.conversations.readBy(email)) await deps.conversations.eraseReader(id, email);
  await removeUnknownEvents(deps.outbox.sends, email, now);
  const kept = await deps.recipients.erase(email, now);
  await deps.lists.remove(email, ['bounces', 'complaints', 'unsubscribes']);
  return {
    erasedAt: toIso(now),
    messages: own.size + others.length,
    conversations: conversationIds.length,
    kept,
    expires: expiresAfter(now),
  };
};

const expiresAfter = (now: number): Erasure['expires'] => ({
  busArchive: toIso(now + lasting.busArchive * DAY),
  queues: toIso(now + lasting.queues * DAY),
  backups: toIso(now + lasting.backups * DAY),
  mailgunLogs: toIso(now + lasting.mailgunLogs * DAY),
  logs: toIso(now + lasting.logs * DAY),
});

const isTo = (message: Message, email: string): boolean =>
  recipientKey(message.to.email) === recipientKey(email);

const messagesTo = async (
  deps: PrivacyDeps,
  email: string,
): Promise<{ own: Map<string, Message>; isMore: boolean }> => {
  const own = new Map<string, Message>();
  for await (const messages of eachMessagePage(deps.outbox.sends, { recipient: email }, deps.now())) {
    if (own.size >= MOST) return { own, isMore: true };
    for (const message of messages) own.set(message.id, message);
  }
  return { own, isMore: false };
};

/** Mails of conversations with the person, whoever they went to: they speak of the person. */
const messagesAbout = async (deps: PrivacyDeps, conversationIds: readonly string[]): Promise<Message[]> => {
  const { sends } = deps.outbox;
  const ids = new Set<string>();
  const found = new Map<string, Message>();
  for (const conversationId of conversationIds) {
    for (const { messageId } of await deps.conversations.mails(conversationId)) {
      if (messageId !== undefined) ids.add(messageId);
    }
    for await (const messages of eachMessagePage(sends, { conversationId }, deps.now())) {
      for (const message of messages) found.set(message.id, message);
    }
  }
  for (const message of (await findMessages(sends, [...ids])).values()) found.set(message.id, message);
  return [...found.values()];
};

const unfinished = (): ServiceError =>
  new ServiceError('busy', 'There is more to erase than one call can do; repeat the request to go on.');

const inParallel = async (
  messages: readonly Message[],
  endsAt: number,
  now: () => number,
  run: (message: Message) => Promise<void>,
): Promise<void> => {
  for (let start = 0; start < messages.length; start += PARALLEL) {
    if (now() > endsAt - 5 * SECOND) {
      throw unfinished();
    }
    await Promise.all(messages.slice(start, start + PARALLEL).map(run));
  }
};
