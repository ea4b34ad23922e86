import { addressedTo, handOver } from './hand-over.ts';
import { toIso } from '../platform/clock.ts';
import type { Recipient } from '../preferences/recipient.ts';
import { gatheredUntil, settingsOf } from '../preferences/settings.ts';
import { type GatherDeps, gather } from './gather.ts';
import type { Reader, SalesSide } from './readers.ts';
import {
  type ConversationRecord,
  type ConversationStore,
  type MailRecord,
  mailKey,
  unwrittenId,
} from './store.ts';
import { customerData, hasContent, salesData, type Telling } from './summary-mails.ts';

export interface DistributeDeps extends GatherDeps {
  conversations: ConversationStore;
}

/** One mail about a conversation that is owed to a reader. */
export interface Occasion {
  record: ConversationRecord;
  reader: Reader;
  sides: SalesSide;
  /** Epoch milliseconds; undefined is now. */
  sendAt: number | undefined;
  /** What a person asked for; undefined when the conversation's end did. */
  byHand?: { telling: Partial<Telling>; name: string } | undefined;
}

const templates = {
  customer: 'conversation_summary_customer',
  sales: 'conversation_summary_sales',
} as const;

/**
 * Writes to one reader, or gathers for them, and keeps that it was done. The same occasion again gives the same mail.
 * @throws ServiceError `invalid` when the mail can't be accepted.
 */
export const distribute = async (deps: DistributeDeps, occasion: Occasion): Promise<MailRecord> => {
  const { record, reader, byHand } = occasion;
  const base = {
    key: mailKey(record, reader, byHand?.name),
    at: deps.now(),
    version: record.version,
    rev: record.rev,
    audience: reader.audience,
    template: templates[reader.audience],
    email: reader.email,
    ...(byHand && { isManual: true }),
  };
  const mail = await write(deps, occasion, base);
  await deps.conversations.putMail(record.id, mail);
  if (mail.reason !== undefined) await tellUnwritten(deps, occasion, mail);
  return mail;
};

/** What could not be written is skipped for those who listen on the bus, too. */
const tellUnwritten = async (
  { outbox }: DistributeDeps,
  { record: { id, conversation } }: Occasion,
  mail: MailRecord,
): Promise<void> => {
  const detail = {
    id: unwrittenId(mail),
    generation: 0,
    recipient: mail.email,
    category: 'conversation_summary',
    template: mail.template,
    status: 'skipped',
    reason: mail.reason,
    sessionId: conversation.sessionId,
    conversationId: id,
    leadId: conversation.lead?.id,
  };
  await outbox.bus.publish([{ detailType: 'email.skipped', detail }]);
};

const write = async (deps: DistributeDeps, occasion: Occasion, base: MailRecord): Promise<MailRecord> => {
  const { record, reader } = occasion;
  if (reader.email === undefined) return { ...base, reason: 'no_address' };
  const note = occasion.byHand?.telling.note;
  const isTold = reader.audience === 'customer' || record.erasedAt !== undefined;
  if (isTold && !hasContent(record.conversation) && note === undefined) {
    return { ...base, reason: 'no_content' };
  }
  const recipient = await deps.outbox.recipients.find(reader.email);
  const settings = settingsOf(recipient, deps.config, reader.timezone);
  const gathered = occasion.byHand
    ? undefined
    : gatheredUntil(settings, deps.config, Math.max(occasion.sendAt ?? 0, deps.now()));
  if (gathered !== undefined) {
    const slot = { email: reader.email, dueAt: gathered, settings };
    const messageId = await gather(deps, {
      record,
      reader: { ...reader, email: reader.email },
      recipient,
      slot,
    });
    const template = 'conversation_summary_gathered';
    return messageId === undefined
      ? { ...base, template, reason: 'frequency_cap' }
      : { ...base, template, messageId };
  }
  const format = occasion.byHand?.telling.format ?? settings.summaryFormat;
  const telling = { format, note: occasion.byHand?.telling.note };
  return { ...base, messageId: await send(deps, occasion, { key: base.key, telling, recipient }) };
};

/** Hands a mail to the outbox; answers its id. */
const send = async (
  deps: DistributeDeps,
  { record, reader, sides, sendAt, byHand }: Occasion,
  mail: { key: string; telling: Telling; recipient: Recipient | undefined },
): Promise<string> => {
  const { id, conversation } = record;
  const isLate = sendAt === undefined || sendAt <= deps.now();
  const { id: messageId } = await handOver(
    deps.outbox,
    mail.key,
    {
      ...addressedTo(reader, mail.recipient),
      template: templates[reader.audience],
      data:
        reader.audience === 'customer'
          ? customerData(conversation, sides.owner, mail.telling)
          : salesData(record, mail.telling),
      replyTo: reader.replyTo,
      ...(!isLate && { sendAt: toIso(sendAt) }),
      conversationId: id,
      sessionId: conversation.sessionId,
      leadId: conversation.lead?.id,
    },
    // A clock that is ahead of ours makes no time before it was told.
    byHand === undefined ? Math.min(conversation.endedAt, record.completedAt) : undefined,
  );
  return messageId;
};
