import type { AcceptDeps } from '../outbox/accept.ts';
import { amend } from '../outbox/amend.ts';
import type { Message } from '../outbox/message.ts';
import { supersede } from '../outbox/supersede.ts';
import { recipientKey } from '../platform/address.ts';
import { toIso } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Recipient } from '../preferences/recipient.ts';
import { gatheredUntil, type Settings } from '../preferences/settings.ts';
import { addressedTo, handOver } from './hand-over.ts';
import type { Reader } from './readers.ts';
import type { ConversationRecord } from './store.ts';
import { gatheredBytes, type GatheredEntry, gatheredEntry } from './summary-mails.ts';

export interface GatherDeps {
  outbox: AcceptDeps;
  config: Config;
  now: () => number;
}

interface Gathering {
  record: ConversationRecord;
  reader: Reader & { email: string };
  recipient: Recipient | undefined;
  /** When the mail leaves that gathers, and whose it is. */
  slot: { email: string; dueAt: number; settings: Settings };
}

/** A mail holds so many bytes of them on the wire, so that no client cuts it off; more goes into another one. */
const MAX_BYTES = 80_000;
const MAX_ENTRIES = 30;
/** Mails of one slot, and slots that may have left meanwhile. */
const TRIES = 20;

/**
 * Adds a conversation to the mail that gathers for a reader, or begins one; answers its id, and undefined when all that
 * the reader may get in this slot are full.
 */
export const gather = async (deps: GatherDeps, gathering: Gathering): Promise<string | undefined> => {
  const { record, reader, recipient, slot } = gathering;
  const entry = gatheredEntry(record.id, record.conversation, reader.audience);
  const { per_day } = deps.config.email.templates.conversation_summary;
  const mostParts = reader.audience === 'customer' ? Math.min(per_day, TRIES) : TRIES;
  let { dueAt } = slot;
  let part = 0;
  let since = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const key = `gathered/${recipientKey(slot.email)}/${toIso(dueAt)}${since}/${part}`;
    const { id, isNew } = await handOver(deps.outbox, key, {
      ...addressedTo(reader, recipient),
      template: 'conversation_summary_gathered',
      data: { summaries: [entry] },
      sendAt: toIso(dueAt),
    });
    if (isNew) return id;
    const amended = await amend(deps.outbox, id, (data) => withEntry(data, entry));
    if (amended.outcome === 'amended' || holds(amended.data, entry)) return id;
    if (amended.outcome === 'declined') {
      part += 1;
      if (part === mostParts) return undefined;
      continue;
    }
    const { status } = amended.message.life;
    part = 0;
    if (status === 'skipped' || status === 'cancelled') {
      // Who refused it may want mail again since; one refused after that is the answer for all it would have held.
      if (since !== '') return id;
      since = `/${Math.max(recipient?.unsuppressedAt ?? 0, ...Object.values(recipient?.resubscribedAt ?? {}))}`;
      continue;
    }
    since = '';
    dueAt = gatheredUntil(slot.settings, deps.config, dueAt) ?? dueAt;
  }
  return undefined;
};

const without = (data: Data, conversationId: string): Record<string, unknown> | undefined => {
  const others = entriesOf(data).filter((entry) => entry.conversationId !== conversationId);
  return others.length === 0 ? undefined : { ...data, summaries: others };
};

/** Takes a conversation out of a mail that still gathers it; false when nothing else would be left, or it has left. */
export const ungather = async (
  outbox: AcceptDeps,
  messageId: string,
  conversationId: string,
): Promise<boolean> => {
  const { outcome } = await amend(outbox, messageId, (data) => without(data, conversationId));
  return outcome === 'amended';
};

/** Takes a conversation out of a mail that still gathers it, and calls the mail off when nothing else is in it. */
export const letGo = async (outbox: AcceptDeps, messageId: string, conversationId: string): Promise<void> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { outcome, message } = await amend(outbox, messageId, (data) => without(data, conversationId));
    if (outcome !== 'declined') return;
    // Another conversation may come in at this very moment.
    const isUnchanged = (fresh: Message): boolean => fresh.rev === message.rev;
    if (await supersede(outbox, [messageId], isUnchanged)) return;
  }
};

type Data = Readonly<Record<string, unknown>>;

const entriesOf = (data: Data): GatheredEntry[] => (data['summaries'] ?? []) as GatheredEntry[];

const holds = (data: Data | undefined, entry: GatheredEntry): boolean =>
  data !== undefined && entriesOf(data).some((one) => JSON.stringify(one) === JSON.stringify(entry));

const bytesOf = (entries: readonly GatheredEntry[]): number =>
  entries.reduce((sum, entry) => sum + gatheredBytes(entry), 0);

/** The data with one conversation in its last state; undefined when the mail is full. */
const withEntry = (data: Data, entry: GatheredEntry): Record<string, unknown> | undefined => {
  const entries = entriesOf(data);
  const isThere = entries.some(({ conversationId }) => conversationId === entry.conversationId);
  const summaries = isThere
    ? entries.map((one) => (one.conversationId === entry.conversationId ? entry : one))
    : [...entries, entry];
  const isFull = summaries.length > MAX_ENTRIES || bytesOf(summaries) > MAX_BYTES;
  return isFull && entries.length > 0 ? undefined : { ...data, summaries };
};
