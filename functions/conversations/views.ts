import * as z from 'zod';
import { type EmailsDeps, readEmail } from '../outbox/emails.ts';
import { type MessageView, messageViewSchema } from '../outbox/message-view.ts';
import { messageStatuses, reasons } from '../outbox/message.ts';
import { findMessages, type SendsTable } from '../outbox/store.ts';
import { toIso } from '../platform/clock.ts';
import type { ManualAnswer } from './manual.ts';
import { audiences, type ConversationRecord, type ConversationStore, type MailRecord } from './store.ts';

const mailViewSchema = z.object({
  id: z.string().optional().meta({ description: 'Missing where there is nobody or nothing to write.' }),
  audience: z.enum(audiences),
  template: z.string(),
  to: z.string().nullable(),
  status: z.enum(messageStatuses),
  reason: z.enum(reasons).optional(),
  scheduledAt: z.iso.datetime().optional(),
});
export type MailView = z.infer<typeof mailViewSchema>;

const refusedReaderSchema = z.object({
  to: z.unknown(),
  error: z.object({ code: z.string(), pointer: z.string(), detail: z.string() }),
});

const facts = {
  id: z.string(),
  version: z.int(),
  completedAt: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  channel: z.string(),
  outcome: z.string(),
  messageCount: z.int(),
  ownerRepId: z.string().optional(),
};

export const conversationViewSchema = z.object({ ...facts, emails: z.array(mailViewSchema) });
export const summaryAnswerSchema = z.object({
  ...facts,
  emails: z.array(z.union([mailViewSchema, refusedReaderSchema])),
});
export const conversationEmailsSchema = z.object({
  items: z.array(z.union([messageViewSchema, mailViewSchema])),
});

/** A conversation without what was said in it. */
export const viewConversation = ({ id, version, completedAt, conversation }: ConversationRecord) => ({
  id,
  version,
  completedAt: toIso(completedAt),
  startedAt: toIso(conversation.startedAt),
  endedAt: toIso(conversation.endedAt),
  channel: conversation.channel,
  outcome: conversation.outcome,
  messageCount: conversation.messageCount,
  ownerRepId: conversation.ownerRepId,
});

/** What became of mails, in their order. */
export const viewMails = async (sends: SendsTable, mails: readonly MailRecord[]): Promise<MailView[]> => {
  const messages = await findMessages(
    sends,
    mails.flatMap(({ messageId }) => messageId ?? []),
  );
  return mails.map((mail): MailView => {
    const { audience, template, email = null, messageId } = mail;
    const message = messageId === undefined ? undefined : messages.get(messageId);
    const life = message?.life;
    return {
      id: messageId,
      audience,
      template,
      to: email,
      status: life?.status ?? 'skipped',
      reason: life === undefined ? mail.reason : 'reason' in life ? life.reason : undefined,
      ...(message?.scheduledAt !== undefined && { scheduledAt: toIso(message.scheduledAt) }),
    };
  });
};

/** What the end of a conversation's present version gave: for each reader the latest. */
export const currentMails = async (
  conversations: ConversationStore,
  record: ConversationRecord,
): Promise<MailRecord[]> => {
  const ofVersion = (await conversations.mails(record.id)).filter(
    ({ version, isManual }) => version === record.version && isManual !== true,
  );
  return [...new Map(ofVersion.map((mail) => [`${mail.audience} ${mail.email ?? ''}`, mail])).values()];
};

/** The answers to people that a summary was sent to by hand. */
export const viewAnswers = async (sends: SendsTable, answers: readonly ManualAnswer[]) => {
  const views = await viewMails(
    sends,
    answers.flatMap((answer) => ('mail' in answer ? [answer.mail] : [])),
  );
  return answers.map((answer) => ('mail' in answer ? views.shift() : answer));
};

/** Every mail about a conversation with its timeline, the oldest first; and those that could not be written. */
export const listConversationEmails = async (
  deps: EmailsDeps,
  conversations: ConversationStore,
  id: string,
): Promise<(MessageView | MailView)[]> => {
  const mails = await conversations.mails(id);
  const messageIds = [...new Set(mails.flatMap(({ messageId }) => messageId ?? []))];
  const unwritten = mails.filter(({ messageId }) => messageId === undefined);
  return [
    ...(await Promise.all(messageIds.map((messageId) => readEmail(deps, messageId)))),
    ...(await viewMails(deps.sends, unwritten)),
  ];
};
