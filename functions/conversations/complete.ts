import { busy, CONFLICT, untilWritten } from '../platform/conflict.ts';
import { ServiceError } from '../platform/errors.ts';
import { ofAnotherClient } from '../platform/ownership.ts';
import { contentHash } from '../platform/ids.ts';
import { keepConsent } from '../preferences/person-consent.ts';
import type { Audit } from '../preferences/audit.ts';
import type { RepStore } from '../reps/store.ts';
import type { Conversation } from './conversation.ts';
import { distribute, type DistributeDeps } from './distribute.ts';
import { forgetWritten } from './forget.ts';
import { removeEntryOrMail } from '../notify/gather.ts';
import { gatheringMail } from './gathered-mail.ts';
import { mailKey, possibleIds } from './mail-keys.ts';
import { readersOf } from './readers.ts';
import { type ConversationRecord, type ConversationStore, resourceOf } from './store.ts';
import type { RecipientStore } from '../preferences/store.ts';
import type { Reader } from '../notify/reader.ts';
import type { Notice } from '../notify/notice.ts';

export interface CompleteDeps extends DistributeDeps {
  conversations: ConversationStore;
  recipients: Pick<RecipientStore, 'find' | 'change'>;
  reps: RepStore;
}

/** Who told of an end, and what of it could not be taken. */
export interface Report {
  audit: Audit;
  leftOut?: readonly string[];
  /** When it ended by their clock, epoch milliseconds; now when it is left out. */
  at?: number;
  /** Whether they may change a conversation that is there already. */
  mayChange?: (known: ConversationRecord) => boolean;
}

/** An end that came, the hash of what it says, and whether who told of it may change what is known. */
interface End {
  id: string;
  conversation: Conversation;
  hash: string;
  mayChange: (known: ConversationRecord) => boolean;
}

/** Nobody reads more faults in a mail. */
const MOST_LEFT_OUT = 10;

/**
 * Takes the end of a conversation: writes to customer and sales team once it has settled. The same end again changes
 * nothing; a newer one takes the place of what still waits; an older one is too late.
 * Answers the conversation as it is kept. @throws ServiceError `busy`, `forbidden` for one that others may change alone.
 */
export const complete = async (
  deps: CompleteDeps,
  id: string,
  conversation: Conversation,
  report: Report,
): Promise<ConversationRecord> => {
  const { mayChange = () => true } = report;
  const end = { id, conversation, hash: contentHash(conversation), mayChange };
  const record = await keep(deps, end, report);
  const isLatest = record.contentHash === end.hash && record.erasedAt === undefined;
  const failures = isLatest ? await writeToReaders(deps, record) : [];
  const latest = await yieldToLatest(deps, record, end);
  if (failures.length === 0) return latest;
  // What can go well when it comes again must come again, whatever is wrong with another mail.
  throw failures.find((error) => !isInvalid(error)) ?? failures[0];
};

const isInvalid = (error: unknown): boolean => error instanceof ServiceError && error.code === 'invalid';

/** Answers what stopped the mail of one reader, which stops no other's. */
const writeToReaders = async (deps: CompleteDeps, record: ConversationRecord): Promise<unknown[]> => {
  const mails = await deps.notices.list(resourceOf(record.id));
  const { sides, readers } = await readersOf(deps, record.conversation);
  await supersedeSingle(deps, record, { mails, readers });
  const sendAt = record.completedAt + deps.summaries.settleMs;
  const written: Notice[] = [];
  const failures: unknown[] = [];
  for (const reader of readers) {
    if (await hasThisState(deps, record, mails, reader)) continue;
    try {
      written.push(await distribute(deps, { record, reader, sides, sendAt }));
    } catch (error) {
      failures.push(error);
    }
  }
  await leaveGathered(deps, record, [...mails, ...written]);
  return failures;
};

/**
 * Calls back what was written of an earlier state when a newer one came meanwhile, or the customer was erased; also what
 * was written by somebody who ended before they could do so.
 */
const yieldToLatest = async (
  deps: CompleteDeps,
  record: ConversationRecord,
  { conversation, hash, mayChange }: End,
): Promise<ConversationRecord> => {
  const latest = (await deps.conversations.find(record.id)) ?? record;
  if (latest.erasedAt !== undefined) {
    if (mayChange(latest)) await forgetWritten(deps, { ...latest, conversation });
  } else if (latest.contentHash !== hash) {
    const mails = await deps.notices.list(resourceOf(latest.id));
    const { readers } = await readersOf(deps, latest.conversation);
    await supersedeSingle(deps, latest, { mails, readers });
    await leaveGathered(deps, latest, mails);
  }
  return latest;
};

/** Keeps the latest state; answers it, which may be another than the one that came. */
const keep = async (
  deps: CompleteDeps,
  { id, conversation, hash, mayChange }: End,
  { audit, at, leftOut = [] }: Report,
): Promise<ConversationRecord> => {
  return untilWritten(
    async () => {
      const known = await deps.conversations.find(id);
      if (known && (known.version > conversation.version || known.contentHash === hash)) return known;
      if (known && !mayChange(known)) throw ofAnotherClient('conversation');
      // Before anything tells of the conversation: who is erased after that is not written down anew.
      await keepConsent(deps, conversation.customer, audit);
      const now = deps.now();
      const record: ConversationRecord = {
        id,
        rev: (known?.rev ?? 0) + 1,
        version: conversation.version,
        contentHash: hash,
        completedAt: now,
        occurredAt: at ?? now,
        nextDueAt: now + deps.summaries.settleMs,
        client: known ? known.client : audit.client,
        conversation,
        ...(leftOut.length > 0 && { leftOut: leftOut.slice(0, MOST_LEFT_OUT) }),
      };
      return (await deps.conversations.put(record, known)) ? record : CONFLICT;
    },
    () => busy('This conversation'),
  );
};

const isAutomatic = ({ isManual }: Notice): boolean => isManual !== true;
const gathers = ({ template }: Notice): boolean => template === gatheringMail.template;
const idsOf = (mails: readonly Notice[]): string[] => mails.flatMap(({ messageId }) => messageId ?? []);

/** Calls back what still waits to tell an earlier state; also where it ended before that could be noted. */
const supersedeSingle = async (
  deps: CompleteDeps,
  record: ConversationRecord,
  { mails, readers }: { mails: readonly Notice[]; readers: readonly Reader[] },
): Promise<void> => {
  const noted = mails.filter((mail) => isAutomatic(mail) && !gathers(mail) && mail.rev !== record.rev);
  await deps.outbox.supersede([
    ...new Set([...idsOf(noted), ...possibleIds({ id: record.id, rev: record.rev - 1 }, readers)]),
  ]);
};

/** Takes the earlier state out of mails that gather it and do not tell the present one in its place. */
const leaveGathered = async (
  deps: CompleteDeps,
  record: ConversationRecord,
  mails: readonly Notice[],
): Promise<void> => {
  const gathered = mails.filter((mail) => isAutomatic(mail) && gathers(mail));
  const present = new Set(idsOf(gathered.filter(({ rev }) => rev === record.rev)));
  const old = new Set(idsOf(gathered.filter(({ rev }) => rev !== record.rev)));
  for (const messageId of old.difference(present)) {
    await removeEntryOrMail(deps.outbox, gatheringMail, messageId, { id: record.id, before: record.rev });
  }
};

/** Whether a reader has this state already, or the same version of it in other words, which has left. */
const hasThisState = async (
  deps: CompleteDeps,
  record: ConversationRecord,
  mails: readonly Notice[],
  reader: Reader,
): Promise<boolean> => {
  const key = mailKey(record, reader);
  if (mails.some((mail) => mail.key === key)) return true;
  const earlier = mails.filter(
    (mail) =>
      mail.version === record.version &&
      mail.audience === reader.audience &&
      mail.email === reader.email &&
      mail.isManual !== true,
  );
  const emails = await deps.outbox.find(idsOf(earlier));
  return [...emails.values()].some(
    ({ status }) => status !== 'skipped' && status !== 'cancelled' && status !== 'scheduled',
  );
};
